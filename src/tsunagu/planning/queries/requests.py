"""Requests of hospitals, as their pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.record import Kept, kept, need_of
from tsunagu.planning.models import PlanRequest

SHOWN = 200


@dataclass(frozen=True)
class RequestView:
    """A request with its need and proposals as values."""

    uuid: UUID
    member: UUID
    member_name: Text
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

    def state_at(self, now: datetime) -> str:
        """Return the state; ``expired`` once the time limit of a reservation has passed."""
        is_over = self.state == "reserved" and self.held_until is not None and self.held_until <= now
        return "expired" if is_over else self.state


def requests_of() -> list[RequestView]:
    """Return the newest requests that the scope may see."""
    return [_view(row) for row in PlanRequest.objects.select_related("member", "site")[:SHOWN]]


def request_of(uuid: UUID) -> RequestView:
    """Return one request; refuse one that isn't there for the scope."""
    row = PlanRequest.objects.select_related("member", "site").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("request", Text("この日程の相談は登録されていません。", "There is no such request."))
    return _view(row)


def _view(row: PlanRequest) -> RequestView:
    return RequestView(
        uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, site_name=row.site.name,
        therapy=row.therapy, version=row.version, need=need_of(row.need),
        proposals=tuple(kept(each) for each in row.proposals),
        obstacles=tuple((kind, key, datetime.fromisoformat(goal)) for kind, key, goal in row.obstacles),
        unpublished=tuple((site, kind) for site, kind in row.unpublished),
        computed_at=row.computed_at, milliseconds=row.milliseconds, asked_at=row.asked_at, state=row.state,
        chosen=row.chosen, held_until=row.held_until,
    )  # fmt: skip
