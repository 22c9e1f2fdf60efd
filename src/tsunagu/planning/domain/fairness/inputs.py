"""What a policy may know of a request, who stated it and when, and how its place was served before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.fairness.policy import URGENCIES, Policy

FEW = 3
"""Below so many requests a place's share says nothing yet."""
LONGEST_WAIT = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that counts of one request: no name, age, sex, payer or hospital is among it.

    ``therapy`` chooses the scale on which ``benefit`` is a grade (empty: not stated); ``place`` is the prefecture.
    """

    key: str
    place: str
    asked_at: datetime
    waiting_since: date
    therapy: str = ""
    urgency: int = 1
    benefit: str = ""

    def days_waited(self, on: date) -> int:
        """Return the days waited until a day, never below 0."""
        return max(0, (on - self.waiting_since).days)


@dataclass(frozen=True, slots=True)
class Served:
    """How a place was served before the round: requests, and those of them that got their dates."""

    asked: int
    given: int


def deficit(place: str, history: Mapping[str, Served]) -> float:
    """Return by how much of 1 a place was served less than all places together; 0 where it has asked too little."""
    own = history.get(place)
    asked = sum(one.asked for one in history.values())
    if own is None or own.asked < FEW or asked == 0:
        return 0.0
    return max(0.0, sum(one.given for one in history.values()) / asked - own.given / own.asked)


def check_statement(
    policy: Policy, therapy: str, waiting_since: date, urgency: int, benefit: str, today: date
) -> None:
    """Refuse inputs that can't be: a wait that begins later than today, a class or grade that isn't declared."""
    if waiting_since > today:
        _refuse("waiting_since", "今日以前の日を入力してください。", "Type a day until today.")
    if waiting_since < today - LONGEST_WAIT:
        _refuse("waiting_since", "10年以内の日を入力してください。", "Type a day within ten years.")
    if urgency not in URGENCIES:
        _refuse("urgency", "緊急度の区分を選んでください。", "Choose a class of urgency.")
    if benefit and benefit not in {one.name for one in policy.scale_of(therapy)}:
        _refuse(
            "benefit",
            "この方針で公表された段階を選んでください。",
            "Choose a grade that the policy declares.",
        )


def _refuse(field: str, ja: str, en: str) -> None:
    raise BadInput(f"inputs.{field}", Text(ja, en), field)
