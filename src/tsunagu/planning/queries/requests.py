"""Requests of hospitals, as their pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.record import Kept, kept, need_of
from tsunagu.planning.domain.asking.states import state_at
from tsunagu.planning.models import PlanRequest, RequestAct

SHOWN = 200
OLDEST = timedelta(days=400)
"""No date that was asked for longer ago still lies ahead: proposals reach 200 days, mended ones some weeks more."""
SYSTEM = Text("システム", "System")


@dataclass(frozen=True)
class RequestView:
    """A request with its need and proposals as values."""

    id: int
    uuid: UUID
    member: UUID
    member_name: Text
    site: str
    site_name: Text
    therapy: str
    version: int
    need: Need
    proposals: tuple[Kept, ...]
    obstacles: tuple[tuple[str, str, datetime], ...]
    unpublished: tuple[tuple[str, str], ...]
    computed_at: datetime
    milliseconds: int
    asked_at: datetime
    state: str
    chosen: int | None
    held_until: datetime | None

    chain: UUID | None

    @property
    def shown(self) -> Kept | None:
        """The proposal that was chosen, else the earliest one; None where there is none."""
        if self.chosen is not None:
            return self.proposals[self.chosen]
        return min(self.proposals, key=lambda one: one.goal, default=None)

    def state_at(self, now: datetime) -> str:
        """Return the state at a time; ``expired`` once the time limit of a reservation has passed."""
        return state_at(self.state, self.held_until, now)


@dataclass(frozen=True, slots=True)
class ActView:
    """Who did what with a request, and when; ``proposal`` counts from 1."""

    at: datetime
    verb: str
    person: Text
    proposal: int | None


def requests_of() -> list[RequestView]:
    """Return the newest requests that the scope may see."""
    return [_view(row) for row in PlanRequest.objects.select_related("member", "site")[:SHOWN]]


def requests_page(limit: int, after: UUID | None = None) -> list[RequestView]:
    """Return so many requests that the scope may see, the newest first, beginning after one of them."""
    rows = PlanRequest.objects.select_related("member", "site")
    if after is not None:
        last = request_of(after)
        rows = rows.filter(Q(asked_at__lt=last.asked_at) | Q(asked_at=last.asked_at, id__lt=last.id))
    return [_view(row) for row in rows[:limit]]


def standing(now: datetime) -> QuerySet[PlanRequest]:
    """Return the requests that the scope may see and of which dates can lie ahead: not withdrawn, not long ago."""
    return PlanRequest.objects.filter(asked_at__gte=now - OLDEST).exclude(state="withdrawn")


def standing_requests(now: datetime) -> list[RequestView]:
    """Return the standing requests, however many, as values."""
    return [_view(row) for row in standing(now).select_related("member", "site")]


def therapies_asked(now: datetime) -> dict[str, tuple[str, int]]:
    """Return therapy and version of the standing requests, by the first eight digits of their uuid."""
    rows = standing(now).values_list("uuid", "therapy", "version")
    return {str(uuid)[:8]: (therapy, version) for uuid, therapy, version in rows}


def request_of(uuid: UUID) -> RequestView:
    """Return one request; refuse one that isn't there for the scope."""
    row = PlanRequest.objects.select_related("member", "site").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("request", Text("この日程の相談は登録されていません。", "There is no such request."))
    return _view(row)


def acts_of(uuid: UUID) -> list[ActView]:
    """Return what was done with a request, the newest act first."""
    rows = list(RequestAct.objects.filter(request__uuid=uuid).order_by("-at", "-id"))
    names = person_names(row.person for row in rows if row.person)
    return [
        ActView(
            row.at,
            row.verb,
            names.get(row.person, SYSTEM) if row.person else SYSTEM,
            None if row.proposal is None else row.proposal + 1,
        )
        for row in rows
    ]


def case_number(found: RequestView) -> str:
    """Return the CoI number of the case that goes by the request's dates; empty where there is none to see."""
    if found.chain is None or found.chain not in open_if_party([found.chain]):
        return ""
    return chain_numbers([found.chain]).get(found.chain, "")


def cases_by_dates() -> set[UUID]:
    """Return the cases (chains) that go by promised dates, of those that the scope may see."""
    rows = PlanRequest.objects.filter(state="ordered", chain__isnull=False)
    return {chain for chain in rows.values_list("chain", flat=True) if chain is not None}


def waiting(now: datetime) -> QuerySet[PlanRequest]:
    """Return the requests that the scope may see and that are in one of the ``WAITING`` states."""
    return PlanRequest.objects.filter(Q(state="open") | Q(state="reserved", held_until__lte=now))


def _view(row: PlanRequest) -> RequestView:
    return RequestView(
        id=row.pk, uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, site=row.site.key,
        site_name=row.site.name, therapy=row.therapy, version=row.version, need=need_of(row.need),
        proposals=tuple(kept(each) for each in row.proposals),
        obstacles=tuple((kind, key, datetime.fromisoformat(goal)) for kind, key, goal in row.obstacles),
        unpublished=tuple((site, kind) for site, kind in row.unpublished),
        computed_at=row.computed_at, milliseconds=row.milliseconds, asked_at=row.asked_at, state=row.state,
        chosen=row.chosen, held_until=row.held_until, chain=row.chain,
    )  # fmt: skip
