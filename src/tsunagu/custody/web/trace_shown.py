"""What a trace found, with its names: lines of the list, and the recall with whom to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.custody.domain.papers import ProductKey, ProductWords
from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.affected import Affected, affected_by
from tsunagu.custody.queries.naming import product_words
from tsunagu.custody.queries.trace import Trace, TracedItem
from tsunagu.foundation.text import Text
from tsunagu.members.domain.materials import MATERIALS
from tsunagu.members.queries.contacts import Contact, contacts_of
from tsunagu.members.queries.directory import coordinator, member_names

CALLED_FIRST = ("hospital_coordinator", "quality", "mah", "sponsor", "supervisor", "physician", "procurement")
SOMEBODY = Text("別の組織", "another organisation")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of products, organisations and people that a trace needs."""

    products: Mapping[ProductKey, ProductWords]
    members: Mapping[UUID, Text]
    coordinator: Text | None
    on: date

    def product(self, one: TracedItem) -> Text:
        """Return the name of an item's product."""
        if one.item.product in MATERIALS:
            return MATERIALS[one.item.product]
        return self.products[one.therapy, one.item.product].name

    def member(self, uuid: UUID | None) -> Text:
        """Return the name of an organisation."""
        return self.members.get(uuid, SOMEBODY) if uuid else SOMEBODY


def names_for(traces: Iterable[Trace], on: date) -> Names:
    """Return all names that these traces need, in a few queries."""
    items = [one for trace in traces for one in trace.items]
    network = coordinator()
    return Names(
        products=product_words((one.therapy, one.item.product) for one in items),
        members=member_names({one.item.holder for one in items}),
        coordinator=network.name if network else None,
        on=on,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the list: which way it lies, how far, where it is now."""

    way: str
    depth: int
    one: TracedItem
    name: Text
    holder: Text
    state: Text

    @property
    def shown_number(self) -> str:
        """Return the number of its case or lot as people say it."""
        return self.one.number.partition("@")[0]


def lines_of(forward: Trace, backward: Trace, names: Names) -> list[Line]:
    """Return every thing that the reader may see: what went in, the start, what was made."""
    begun = set(forward.starts)
    found = [_line("before", one, names) for one in reversed(backward.items) if one.item.uuid not in begun]
    found += [_line("start", one, names) for one in forward.items if one.item.uuid in begun]
    found += [_line("after", one, names) for one in forward.items if one.item.uuid not in begun]
    return found


def _line(way: str, one: TracedItem, names: Names) -> Line:
    is_here = one.item.state == "in_use"
    holder = names.member(one.item.holder) if is_here else Text("―", "―")
    return Line(way, one.depth, one, names.product(one), holder, LABELS[one.item.state])


@dataclass(frozen=True, slots=True)
class RecallLine:
    """A case or lot that was reached, and whom to call about it."""

    affected: Affected
    contact: Contact | None
    holders: list[Text]

    @property
    def number(self) -> str:
        """Return the number as people say it: a supplier's lot number without the key of who received it."""
        return self.affected.number.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Call:
    """One organisation to call, about all its cases and lots at once."""

    contact: Contact | None
    lines: list[RecallLine]


def calls_of(lines: Iterable[RecallLine]) -> list[Call]:
    """Return the organisations to call, the one with the most urgent case first."""
    found: dict[UUID | None, Call] = {}
    for line in lines:
        key = line.contact.member if line.contact else None
        found.setdefault(key, Call(line.contact, [])).lines.append(line)
    return list(found.values())


def recall_lines(forward: Trace, names: Names) -> list[RecallLine]:
    """Return the cases and lots that the trace reached, most urgent first."""
    found = affected_by(forward.items)
    contacts = contacts_of({one.responsible for one in found if one.responsible}, names.on, CALLED_FIRST)
    return [
        RecallLine(
            one,
            contacts.get(one.responsible) if one.responsible else None,
            [names.member(holder) for holder in sorted(one.holders, key=str)],
        )
        for one in found
    ]
