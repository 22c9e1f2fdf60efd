"""Members to choose from: found by the directory's search, beside those that are chosen already."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms

from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.index import Index
from tsunagu.members.domain.searching.rows import MemberRow
from tsunagu.members.domain.searching.search import Asked
from tsunagu.members.queries.searching import search_directory, sites_of_member

MOST = 8
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A member as it may be chosen, with the place of its first site."""

    uuid: UUID
    name: Text
    place: Text


@dataclass(frozen=True, slots=True)
class Picker:
    """What a page offers to choose from.

    Attributes
    ----------
    name : of the field. is_many : whether several may be chosen. text : what was looked for.
    found, more : who is found by it, and how many more than are shown.
    left_out : how many of those named can't be chosen.
    """

    name: str
    is_many: bool
    text: str
    chosen: tuple[Line, ...]
    found: tuple[Line, ...]
    more: int
    left_out: int


def picker(
    name: str,
    text: str,
    on: date,
    *,
    chosen: Iterable[str] = (),
    besides: Collection[UUID] = (),
    is_many: bool = False,
) -> Picker:
    """Return who may be chosen on a day: those named by uuid already, and those that words find.

    ``besides`` are left out, and so are the coordinator and members that left. Without words nobody is looked for.
    """
    words = " ".join(text.split())[:LONGEST]
    index, answer = search_directory(Asked(text=words, on=on))
    named = set(chosen)
    may = [place for place, one in enumerate(index.rows.members) if _may_be_chosen(one, besides, on)]
    kept = [place for place in may if str(index.rows.members[place].uuid) in named]
    others = set(may) - set(kept)
    found = [one.member for one in answer.found if one.member in others] if words else []
    return Picker(
        name, is_many, words, tuple(_line(index, one) for one in kept),
        tuple(_line(index, one) for one in found[:MOST]), max(0, len(found) - MOST), len(named) - len(kept),
    )  # fmt: skip


def _may_be_chosen(row: MemberRow, besides: Collection[UUID], on: date) -> bool:
    is_here = row.joined_on <= on and (row.left_on is None or row.left_on >= on)
    return is_here and not row.is_coordinator and row.uuid not in besides


def _line(index: Index, place: int) -> Line:
    row, sites = index.rows.members[place], sites_of_member(index, place)
    return Line(row.uuid, row.name, sites[0].place if sites else Text("", ""))


class MembersField(forms.MultipleChoiceField):
    """Members by uuid; whether each may be chosen is the service's to say."""

    def valid_value(self, value: str) -> bool:
        """Say whether it is a uuid at all."""
        try:
            UUID(value)
        except ValueError:
            return False
        return True
