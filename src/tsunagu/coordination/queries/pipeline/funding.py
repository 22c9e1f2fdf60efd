"""The catalogue of programmes and what they gave."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from tsunagu.coordination.domain.pipeline.funding import KINDS
from tsunagu.coordination.models import Award, FundingProgramme
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme of the catalogue; ``awards`` counts those that the reader may know of."""

    uuid: UUID
    kind: str
    name: Text
    funder: Text
    call_first: date | None
    call_last: date | None
    typical_yen: int | None
    note: str
    is_over: bool
    awards: int = 0

    def call_state(self, today: date) -> str:
        """Return whether its call is ``open``, comes (``ahead``) or is over (``past``); empty where nobody knows."""
        if self.is_over or (self.call_last is not None and self.call_last < today):
            return "past"
        if self.call_first is not None and self.call_first > today:
            return "ahead"
        return "open" if self.call_first is not None or self.call_last is not None else ""


def programmes() -> list[ProgrammeView]:
    """Return the catalogue, what is still called for first, with how many awards the reader knows of."""
    counts = dict(Award.objects.values_list("programme_id").annotate(n=Count("id")))
    return [_view(row, counts.get(row.pk, 0)) for row in FundingProgramme.objects.all()]


def programme(uuid: UUID) -> ProgrammeView:
    """Return one programme; refuse one that doesn't exist."""
    row = FundingProgramme.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound("programme", Text("この資金制度はありません。", "There is no such programme."))
    return _view(row)


def funded_by_kind() -> dict[str, tuple[int, int]]:
    """Return for each kind of programme the yen awarded and the number of awards, as far as the reader may know."""
    rows = Award.objects.values_list("programme__kind").annotate(yen=Sum("amount_yen"), n=Count("id"))
    found = {kind: (yen or 0, n) for kind, yen, n in rows.order_by()}
    return {kind: found.get(kind, (0, 0)) for kind in KINDS}


def _view(row: FundingProgramme, awards: int = 0) -> ProgrammeView:
    return ProgrammeView(
        uuid=row.uuid, kind=row.kind, name=row.name, funder=row.funder, call_first=row.call_first,
        call_last=row.call_last, typical_yen=row.typical_yen, note=row.note, is_over=row.is_over, awards=awards,
    )  # fmt: skip
