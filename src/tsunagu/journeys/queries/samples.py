"""The register of samples: what is kept of which lot or case, where, until when, and what was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.naming import product_words
from tsunagu.custody.queries.state import chain_numbers, chain_therapies
from tsunagu.evaluation.domain.samples import KEPT, PURPOSES, STATES
from tsunagu.evaluation.queries.samples import (
    SampleView,
    open_chains_with_samples,
    sample_by_uuid,
    samples_of,
)
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import site_names

OPEN = ("asked", "due", "kept")
NOWHERE = Text("―", "―")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed to; ``state`` empty: what is still there, ``whose`` ``all``: others' too."""

    purpose: str = ""
    state: str = ""
    text: str = ""
    whose: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.purpose or self.state or self.text or self.whose)


@dataclass(frozen=True, slots=True)
class Line:
    """One sample in the register, in words."""

    sample: SampleView
    number: str
    source: ItemView | None
    product: Text
    holder: Text
    site: Text
    band: Text
    state: str

    @property
    def purpose(self) -> Text:
        """What it is kept for."""
        return PURPOSES[self.sample.row.purpose]

    @property
    def state_name(self) -> Text:
        """Its state as people read it."""
        return STATES[self.state]

    @property
    def shown_number(self) -> str:
        """The number of its case or lot as people say it."""
        return self.number.partition("@")[0]


def register(filters: Filters, member: UUID, now: datetime) -> list[Line]:
    """Return what the member keeps (others' too where asked for; auditors all), what ends first first."""
    purposes = [filters.purpose] if filters.purpose in KEPT else KEPT
    found = samples_of(open_chains_with_samples(purposes), purposes)
    if filters.whose != "all" and current_scope().name == "member":
        found = [one for one in found if member in (one.item.holder, one.row.taken_by_member)]
    wanted = [filters.state] if filters.state in STATES else OPEN
    lines = lines_of([one for one in found if one.state_at(now) in wanted], now)
    text = "".join(filters.text.split()).upper()
    return [one for one in lines if _says(one, text)]


def sample_line(uuid: UUID, now: datetime) -> Line:
    """Return one sample in words; refuse one that the reader has no part in."""
    return lines_of([sample_by_uuid(uuid)], now)[0]


def lines_of(samples: Iterable[SampleView], now: datetime) -> list[Line]:
    """Return samples of opened chains in words, in their order."""
    found = list(samples)
    chains = {one.row.chain for one in found}
    numbers, therapies = chain_numbers(chains), chain_therapies(chains)
    sources = {item.uuid: item for item in items_by_uuid({one.row.source for one in found})}
    words = product_words((therapies.get(item.chain, ""), item.product) for item in sources.values())
    members = member_names({one.item.holder for one in found})
    sites = site_names({one.item.site for one in found if one.item.site is not None})
    return [
        _line(one, numbers, sources.get(one.row.source), {key: each.name for key, each in words.items()},
              therapies, members, sites, now)
        for one in found
    ]  # fmt: skip


def _line(
    one: SampleView, numbers: Mapping[UUID, str], source: ItemView | None, words: Mapping[tuple[str, str], Text],
    therapies: Mapping[UUID, str], members: Mapping[UUID, Text], sites: Mapping[UUID, Text], now: datetime,
) -> Line:  # fmt: skip
    is_here = one.item.state == "in_use"
    band = BANDS.get(one.row.band)
    return Line(
        sample=one,
        number=numbers.get(one.row.chain, ""),
        source=source,
        product=NOWHERE if source is None else words[therapies.get(source.chain, ""), source.product],
        holder=members.get(one.item.holder, NOWHERE) if is_here else NOWHERE,
        site=sites.get(one.item.site, NOWHERE) if is_here and one.item.site else NOWHERE,
        band=NOWHERE if band is None else band.name,
        state=one.state_at(now),
    )


def _says(line: Line, text: str) -> bool:
    if not text:
        return True
    said = (
        line.sample.item.label, line.number, line.source.label if line.source else "", line.sample.item.position,
        line.product.ja, line.product.en,
    )  # fmt: skip
    return any(text in "".join(one.split()).upper() for one in said)
