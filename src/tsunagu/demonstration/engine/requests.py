"""Dates that hospitals of the demonstration ask for: some are held or confirmed, for one there is no plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.queries.requests import requests_of
from tsunagu.planning.services.ask_for_plan import ask_for_plan
from tsunagu.planning.services.give_dates import dates_for_order
from tsunagu.planning.services.own_requests import ASKERS
from tsunagu.planning.services.reserve import confirm, reserve

After = Callable[[Actor, UUID, datetime], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A hospital asks for a therapy, ready in so many days, treated within so many at the latest."""

    hospital: str
    therapy: str
    ready_in: int
    within: int | None = None
    weekdays_off: frozenset[int] = frozenset()


def _hold(actor: Actor, uuid: UUID, now: datetime) -> None:
    reserve(actor, uuid, 0, now)


def _confirm(actor: Actor, uuid: UUID, now: datetime) -> None:
    reserve(actor, uuid, 0, now)
    confirm(actor, uuid, now)


def _order(actor: Actor, uuid: UUID, now: datetime) -> None:
    _confirm(actor, uuid, now)
    dates = dates_for_order(actor, uuid, now)
    begin(Planned(dates.route, now.timestamp()), now, dates)


ASKED: tuple[tuple[Asked, After | None], ...] = (
    (Asked("sapporo-hospital", "auto-bm-msc-sci", 3), _order),
    (Asked("yokohama-hospital", "auto-cartilage", 8), _confirm),
    (Asked("haneda-clinic", "auto-car-t-frozen", 5, None, frozenset({2})), _hold),
    (Asked("haneda-clinic", "auto-car-t-fresh-trial", 4), None),
    (Asked("haneda-clinic", "auto-car-t-fresh-trial", 9), _confirm),
    (Asked("yokohama-hospital", "auto-cartilage", 6, 20), None),
)


def ask_for_dates(now: datetime) -> None:
    """Let the hospitals ask; a hospital that has asked before doesn't ask again."""
    today = now.astimezone(TOKYO).date()
    before = _who_has_asked(now)
    for asked, after in ASKED:
        if asked.hospital in before:
            continue
        with hands.working(hands.actor(stable_uuid("member", asked.hospital), *ASKERS, now=now)) as actor:
            need = Need(
                therapy=asked.therapy, ready_from=today + timedelta(days=asked.ready_in),
                latest=None if asked.within is None else today + timedelta(days=asked.within),
                weekdays_off=asked.weekdays_off,
            )  # fmt: skip
            uuid = ask_for_plan(actor, stable_uuid("site", f"{asked.hospital}-main"), need, now)
            if after is not None:
                after(actor, uuid, now)


def _who_has_asked(now: datetime) -> set[str]:
    found = set()
    for hospital in {asked.hospital for asked, _ in ASKED}:
        with hands.working(hands.actor(stable_uuid("member", hospital), *ASKERS, now=now)):
            if requests_of():
                found.add(hospital)
    return found
