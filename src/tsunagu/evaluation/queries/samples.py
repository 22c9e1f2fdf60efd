"""Reads of samples: one with its item, those of a member or a chain, those whose retention is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_if_party, parties_among
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.evaluation.domain.samples import KEPT, Kept, sample_state
from tsunagu.evaluation.models import Sample
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

MOST_LOOKED_AT, MOST_OPENED = 100_000, 500


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample as its table says."""

    chain: UUID
    uuid: UUID
    source: UUID
    purpose: str
    amount: float
    unit: str
    band: str
    keep_until: datetime | None
    taken_at: datetime
    taken_by: UUID
    taken_by_member: UUID
    asked: str
    asked_reason: str
    asked_by: UUID | None
    asked_at: datetime | None
    ended_at: datetime | None
    ended_by: UUID | None
    ended_reason: str


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample with the item that it is."""

    row: SampleRow
    item: ItemView

    @property
    def uuid(self) -> UUID:
        """The sample's item."""
        return self.row.uuid

    @property
    def left(self) -> float:
        """The amount that is left, in the sample's unit."""
        return 0.0 if self.item.state != "in_use" else self.item.quantity or 0.0

    @property
    def kept(self) -> Kept:
        """The sample as its rules ask."""
        row, item = self.row, self.item
        return Kept(item.label, row.purpose, item.state, row.keep_until, row.asked, row.asked_by)

    def state_at(self, now: datetime) -> str:
        """The state as people read it at a time."""
        return sample_state(self.item.state, self.row.keep_until, self.row.asked, now)


def samples_of(chains: Iterable[UUID], purposes: Iterable[str] = KEPT) -> list[SampleView]:
    """Return the samples of opened chains, the first to be kept no longer first."""
    rows = Sample.objects.filter(chain__in=list(chains), purpose__in=list(purposes))
    return _with_items(rows.order_by("keep_until", "chain", "uuid").values_list(*_FIELDS))


def samples_among(items: Iterable[UUID]) -> list[SampleView]:
    """Return those of the items that are samples and that the scope sees."""
    rows = Sample.objects.filter(uuid__in=list(items))
    return _with_items(rows.order_by("taken_at", "uuid").values_list(*_FIELDS))


def open_chains_with_samples(purposes: Iterable[str]) -> frozenset[UUID]:
    """Open the chains of samples kept for these purposes that the member takes part in, what ends first first."""
    with gate_scope():
        rows = Sample.objects.filter(purpose__in=list(purposes)).order_by("ended_at", "keep_until", "chain")
        every = list(dict.fromkeys(rows.values_list("chain", flat=True)[:MOST_LOOKED_AT]))
    mine = parties_among(every)
    return open_if_party([chain for chain in every if chain in mine][:MOST_OPENED])


def chains_of_samples(samples: Iterable[UUID]) -> frozenset[UUID]:
    """Return the chains that samples stand in, to open those that one takes part in."""
    with gate_scope():
        rows = Sample.objects.filter(uuid__in=list(samples))
        return frozenset(rows.values_list("chain", flat=True))


def sample_by_uuid(uuid: UUID) -> SampleView:
    """Return one sample, its chain opened; refuse one that this member has no part in."""
    with gate_scope():
        chain = Sample.objects.filter(uuid=uuid).values_list("chain", flat=True).first()
    if chain is None or chain not in open_if_party([chain]):
        raise NotFound("no_such_sample", NO_SUCH_SAMPLE)
    return samples_among([uuid])[0]


def samples_over(now: datetime, limit: int = 2_000) -> list[SampleView]:
    """Return the samples whose retention is over and that are still there; ask in a wide scope."""
    rows = Sample.objects.filter(keep_until__lte=now, ended_at=None).order_by("keep_until", "uuid")
    found = _with_items(rows.values_list(*_FIELDS)[:limit])
    return [one for one in found if one.item.state == "in_use"]


def _with_items(rows: Iterable[Sequence[object]]) -> list[SampleView]:
    known = [SampleRow(*values) for values in rows]  # type: ignore[arg-type]
    items = {item.uuid: item for item in items_by_uuid([row.uuid for row in known])}
    return [SampleView(row, items[row.uuid]) for row in known if row.uuid in items]


_FIELDS = tuple(SampleRow.__dataclass_fields__)

NO_SUCH_SAMPLE = Text(
    "該当する検体がありません。番号と、所属する組織を確認してください。",
    "There is no such sample. Check the number, and the organisation you are signed in for.",
)
