"""The coordinator opens a round: the requests for which the period's demand exceeds capacity take part in it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.asking.record import need_of
from tsunagu.planning.domain.fairness.competing import competing
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.models import (
    AllocationClaim,
    AllocationPolicy,
    AllocationRound,
    AllocationWork,
    PlanRequest,
)
from tsunagu.planning.queries.requests import waiting
from tsunagu.planning.services.fairness.gathering import Period, gather
from tsunagu.planning.services.fairness.rows import check_coordinator, policy_row, statement

LONGEST_PERIOD = timedelta(days=62)
FARTHEST = timedelta(days=120)
OPEN = ("draft", "computing", "computed", "published")
LONGEST_TITLE = 120


@transaction.atomic
def open_round(
    actor: Actor, policy: UUID, period: Period, title: str, now: datetime, request_key: str | None = None
) -> UUID:
    """Open a round of the open requests that are in none yet; return its uuid. The same key again is the same round.

    Refused where nobody would have to wait.
    """
    check_coordinator(actor)
    in_turn(actor.member_id, request_key)
    done = AllocationRound.objects.filter(member_id=actor.member_id, request_key=request_key).first()
    if request_key and done is not None:
        return done.uuid
    declared = policy_row(policy)
    check_period(period, tokyo_date(now))
    if declared.in_force_from > period.first:
        raise BadInput("round.policy", NOT_IN_FORCE, "policy")
    asked = _asked(period, now)
    one_round = gather(asked, period, now)
    plan = plan_first_come(one_round.problem)
    late = set(one_round.places) - one_round.slots(plan)
    if not late:
        raise Refused("no_overload", NO_OVERLOAD)
    concerned = competing(one_round.problem, plan, late)
    row = AllocationRound.objects.create(
        member_id=actor.member_id, policy=declared.uuid, title=title.strip()[:LONGEST_TITLE] or f"{period.first:%Y-%m}",
        first=period.first, last=period.last, seed=seed_of(declared, period), person=actor.person_uuid, opened_at=now,
        request_key=request_key or None,
    )  # fmt: skip
    AllocationWork.objects.create(member_id=actor.member_id, round=row)
    for key in sorted(concerned):
        _take_in(row, key, asked[key], one_round.places[key], now)
    return row.uuid


def check_period(period: Period, today: date) -> None:
    """Refuse a period that can't be allocated: over, too long or too far away."""
    check_era([period.first, period.last], "first")
    if period.first < today:
        raise BadInput(
            "round.first", Text("今日以降の日を入力してください。", "Type a day from today on."), "first"
        )
    if not period.first <= period.last <= period.first + LONGEST_PERIOD:
        days = LONGEST_PERIOD.days
        ja, en = (
            f"初日から {days} 日以内の日を入力してください。",
            f"Type a day within {days} days of the first.",
        )
        raise BadInput("round.last", Text(ja, en), "last")
    if period.first > today + FARTHEST:
        days = FARTHEST.days
        ja, en = f"{days} 日先までの日を入力してください。", f"Type a day within {days} days."
        raise BadInput("round.first", Text(ja, en), "first")


def seed_of(policy: AllocationPolicy, period: Period) -> str:
    """Return the seed of the lots: it follows from policy and period, so that nobody can choose it."""
    return f"{policy.key}/v{policy.version}/{period.first.isoformat()}"


def _asked(period: Period, now: datetime) -> dict[str, PlanRequest]:
    """Return the open requests of the period that are in no round yet, in the order of asking."""
    taken = set(AllocationClaim.objects.filter(round__state__in=OPEN).values_list("request", flat=True))
    found: dict[str, PlanRequest] = {}
    for row in waiting(now).select_related("site").order_by("asked_at", "id"):
        if row.uuid not in taken and need_of(row.need).ready_from <= period.last:
            found[f"{len(found) + 1:03d}-{str(row.uuid)[:8]}"] = row
    return found


def _take_in(row: AllocationRound, key: str, request: PlanRequest, place: str, now: datetime) -> None:
    need, asked = need_of(request.need), request.asked_at
    since = tokyo_date(asked).isoformat()
    claim = AllocationClaim.objects.create(
        member_id=request.member_id, round=row, request=request.uuid, key=key, place=place,
        stated={
            "waiting_since": [statement(since, request.person, asked)],
            "urgency": [statement(need.urgency, request.person, asked)],
            "benefit": [],
        },
    )  # fmt: skip
    text = Text(
        "割当ての回の対象になりました。待機の起点・緊急度・期待される効果を確認してください。",
        "A request takes part in a round of allocation. Check since when it waits, its urgency and expected benefit.",
    )
    link = f"/plan/fairness/claims/{claim.uuid}/"
    notify(request.member_id, "", "allocation_inputs", text, subject=claim.uuid, now=now, link=link)


NOT_IN_FORCE = Text(
    "この方針は、期間の初日にはまだ施行されていません。", "This policy isn't in force on the first day yet."
)
NO_OVERLOAD = Text(
    "この期間は枠が足りています。どの相談も受付順のままで期間内に始められるため、割当ては要りません。",
    "Capacity suffices in this period: every request can begin within it as it came, so nothing is allocated.",
)
