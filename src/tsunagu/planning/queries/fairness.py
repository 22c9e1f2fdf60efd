"""Policies, rounds and claims of fair allocation, as their pages show them: as far as the scope may read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names
from tsunagu.planning.domain.asking.record import need_of
from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.domain.fairness.record import policy_of
from tsunagu.planning.domain.fairness.states import UNDER_WAY, answer_of
from tsunagu.planning.models import (
    AllocationClaim,
    AllocationOverride,
    AllocationPolicy,
    AllocationRound,
    AllocationWork,
    PlanRequest,
)
from tsunagu.planning.queries.requests import SYSTEM

SHOWN = 100


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A declared version of a policy; ``is_newest`` of its key."""

    uuid: UUID
    title: str
    policy: Policy
    consultation: str
    in_force_from: date
    declared_at: datetime
    declared_by: Text
    is_newest: bool


@dataclass(frozen=True)
class RoundView:
    """A round with its figures; ``claims`` counts those that the scope may see."""

    uuid: UUID
    title: str
    first: date
    last: date
    seed: str
    state: str
    policy: UUID
    opened_at: datetime
    computed_at: datetime | None
    published_at: datetime | None
    ended_at: datetime | None
    reason: Text
    effect: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """Who stated what of which criterion, and when."""

    criterion: str
    value: Any
    by: Text
    at: datetime


@dataclass(frozen=True)
class ClaimView:
    """A request in a round: what was stated of it, and, once computed, its place, why, and its dates."""

    uuid: UUID
    key: str
    round: UUID
    member: UUID
    member_name: Text
    site_name: Text
    place: str
    therapy: str
    version: int
    request: UUID
    asked_at: datetime
    ready_from: date
    stated: Mapping[str, Any]
    rank: int | None
    result: Mapping[str, Any] | None
    answer: str
    held_until: datetime | None

    def said(self, criterion: str) -> Any:
        """Return what was stated last; empty where nothing was."""
        found = self.stated.get(criterion) or []
        return found[-1]["value"] if found else ""

    @property
    def goal(self) -> datetime | None:
        """The day of the infusion that was computed."""
        said = None if self.result is None else self.result["goal"]
        return None if said is None else datetime.fromisoformat(said)


@dataclass(frozen=True, slots=True)
class OverrideView:
    """An override with the names of those who asked for it, agreed and withdrew it."""

    uuid: UUID
    claim: UUID
    key: str
    member_name: Text
    kind: str
    reason: str
    until: date
    person: UUID
    asked_by: Text
    at: datetime
    agreed_by: Text | None
    agreed_at: datetime | None
    withdrawn_by: Text | None
    withdrawn_at: datetime | None


def policies() -> list[PolicyView]:
    """Return every declared version, the newest of each key first."""
    rows = list(AllocationPolicy.objects.all())
    names = person_names(row.person for row in rows)
    newest = {row.key: max(one.version for one in rows if one.key == row.key) for row in rows}
    return [
        PolicyView(
            row.uuid, row.title, policy_of(row.key, row.version, row.terms), row.consultation, row.in_force_from,
            row.declared_at, names.get(row.person, SYSTEM), newest[row.key] == row.version,
        )
        for row in rows
    ]  # fmt: skip


def policy(uuid: UUID) -> PolicyView:
    """Return one declared version; refuse one that isn't there."""
    found = next((one for one in policies() if one.uuid == uuid), None)
    if found is None:
        raise NotFound("policy", Text("この割当方針は登録されていません。", "There is no such policy."))
    return found


def rounds() -> list[RoundView]:
    """Return the newest rounds."""
    return [_round(row) for row in AllocationRound.objects.all()[:SHOWN]]


def round_of(uuid: UUID) -> RoundView:
    """Return one round; refuse one that isn't there."""
    row = AllocationRound.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound(
            "round", Text("この割当ての回は登録されていません。", "There is no such round of allocation.")
        )
    return _round(row)


def round_awaited(request: UUID) -> RoundView | None:
    """Return the round in which a request waits for its turn; None where it waits in none."""
    claims = AllocationClaim.objects.filter(request=request, offered_at=None, round__state__in=UNDER_WAY)
    claim = claims.select_related("round").order_by("-round__opened_at").first()
    return None if claim is None else _round(claim.round)


def claim_counts() -> dict[UUID, int]:
    """Return how many claims of each round the scope may see."""
    rows = AllocationClaim.objects.order_by("round").values_list("round__uuid").annotate(count=Count("pk"))
    return dict(rows)


def claims_of(round_: UUID, now: datetime) -> list[ClaimView]:
    """Return the claims of a round that the scope may see, in the order of the policy."""
    rows = AllocationClaim.objects.filter(round__uuid=round_).select_related("round", "member")
    return _claims(rows.order_by("rank", "key"), now)


def claim_of(uuid: UUID, now: datetime) -> ClaimView:
    """Return one claim; refuse one that isn't there for the scope."""
    found = _claims(AllocationClaim.objects.filter(uuid=uuid).select_related("round", "member"), now)
    if not found:
        raise NotFound(
            "claim", Text("この割当ての対象は登録されていません。", "There is no such request in a round.")
        )
    return found[0]


def statements_of(claim: ClaimView) -> list[StatementView]:
    """Return everything that was stated of a claim, the newest first."""
    said = [
        (criterion, one["value"], UUID(one["by"]), datetime.fromisoformat(one["at"]))
        for criterion, every in claim.stated.items()
        for one in every
    ]
    names = person_names(by for _, _, by, _ in said)
    found = [StatementView(criterion, value, names.get(by, SYSTEM), at) for criterion, value, by, at in said]
    found.reverse()  # of the same moment, what was said last comes first
    return sorted(found, key=lambda one: one.at, reverse=True)


def overrides_of(round_: UUID, claim: UUID | None = None) -> list[OverrideView]:
    """Return the overrides of a round, or of one claim in it, that the scope may see."""
    rows = AllocationOverride.objects.filter(claim__round__uuid=round_).select_related("claim", "member")
    found = list(rows if claim is None else rows.filter(claim__uuid=claim))
    people = {one for row in found for one in (row.person, row.second_person, row.withdrawn_by) if one}
    names = person_names(people)

    def name(person: UUID | None) -> Text | None:
        return None if person is None else names.get(person, SYSTEM)

    return [
        OverrideView(
            row.uuid, row.claim.uuid, row.claim.key, row.member.name, row.kind, row.reason, row.until, row.person,
            names.get(row.person, SYSTEM), row.at, name(row.second_person), row.agreed_at, name(row.withdrawn_by),
            row.withdrawn_at,
        )
        for row in found
    ]  # fmt: skip


def single_waits(round_: UUID) -> dict[str, dict[str, tuple[float | None, bool]]]:
    """Return what everybody waits under each way, by key; nothing for a scope that may not see it."""
    work = AllocationWork.objects.filter(round__uuid=round_).only("results").first()
    if work is None:
        return {}
    results: Any = work.results
    return {key: {name: tuple(one) for name, one in each["waits"].items()} for key, each in results.items()}


def _round(row: AllocationRound) -> RoundView:
    return RoundView(
        row.uuid, row.title, row.first, row.last, row.seed, row.state, row.policy, row.opened_at, row.computed_at,
        row.published_at, row.ended_at, Text(row.reason_ja, row.reason_en), row.effect, row.after,
    )  # fmt: skip


def _claims(rows: Iterable[AllocationClaim], now: datetime) -> list[ClaimView]:
    rows = list(rows)
    requests = {
        one.uuid: one
        for one in PlanRequest.objects.filter(uuid__in=[row.request for row in rows]).select_related("site")
    }
    found = []
    for row in rows:
        request = requests.get(row.request)
        if request is None:
            continue
        answer = answer_of(row.offered_at, row.declined_at, request.state, request.held_until, now)
        found.append(ClaimView(
            row.uuid, row.key, row.round.uuid, row.member.uuid, row.member.name, request.site.name, row.place,
            request.therapy, request.version, request.uuid, request.asked_at, need_of(request.need).ready_from,
            row.stated, row.rank, row.result, answer, request.held_until,
        ))  # fmt: skip
    return found
