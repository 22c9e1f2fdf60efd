"""What is looked for in the directory, read from the address: words, chosen values, a day. A filter never fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.search import Asked
from tsunagu.members.domain.searching.spelling import LONGEST_QUERY
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import (
    AREAS,
    BANDS,
    CELL_TYPES,
    LICENCE_KINDS,
    MEMBER_KINDS,
    METHODS,
    PREFECTURES,
    SETTINGS,
    Words,
)

MOST_CHOSEN = 30
FACETS: dict[str, Text] = {
    "stage": Text("工程区分", "Stage"),
    "area": Text("地域", "Area"),
    "kind": Text("会員の種別", "Kind of member"),
    "cell": Text("細胞・組織", "Cells and tissues"),
    "setting": Text("法的区分", "Legal setting"),
    "band": Text("温度帯", "Temperature band"),
    "method": Text("方法", "Method"),
    "licence": Text("許可・認定", "Licence"),
    "prefecture": Text("都道府県", "Prefecture"),
}
OPEN_AT_FIRST = ("stage", "area", "kind", "cell")
CHIPS = {**FACETS, "place": Text("場所", "Place")}


def words_of_facet(name: str) -> Words:
    """Return the values of a filter with their names, in the order of the vocabulary."""
    if name == "stage":
        return {key: stage.name for key, stage in STAGES.items()}
    if name == "prefecture":  # sites carry its Japanese name
        return {one.ja: one for one in PREFECTURES.values()}
    known = {
        "area": AREAS, "kind": MEMBER_KINDS, "cell": CELL_TYPES, "setting": SETTINGS, "band": BANDS, "method": METHODS,
        "licence": LICENCE_KINDS,
    }  # fmt: skip
    return known.get(name, {})


class DirectoryForm(forms.Form):
    """The words, the day and the capacity; the other filters are lists of boxes beside it."""

    q = forms.CharField(
        label=gettext_lazy("Name, place, capability or cell"), max_length=LONGEST_QUERY, required=False
    )
    on = forms.DateField(
        label=gettext_lazy("Valid on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Give the day as 2026-12-31; today is shown now.")},
    )
    capacity = forms.BooleanField(label=gettext_lazy("States its capacity"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"autocomplete": "off", "type": "search", "enterkeyhint": "search"}


@dataclass(frozen=True)
class Filters:
    """What the address asks for."""

    given: QueryDict
    today: date

    @cached_property
    def form(self) -> DirectoryForm:
        """The form as it was sent."""
        return DirectoryForm(self.given)

    @cached_property
    def on(self) -> date:
        """The day that is asked for; today where none is given, or one that doesn't exist."""
        self.form.is_valid()
        typed = self.form.cleaned_data.get("on")
        return typed if isinstance(typed, date) else self.today

    @cached_property
    def text(self) -> str:
        """The words as they were typed; too many are told at the field, and not looked for."""
        self.form.is_valid()
        return str(self.form.cleaned_data.get("q") or "")

    @cached_property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen of each filter that make sense; a place may have any name."""
        found = {name: _known(self.given.getlist(name), words_of_facet(name)) for name in FACETS}
        places = (one for one in dict.fromkeys(self.given.getlist("place")) if 0 < len(one) <= 60)
        found["place"] = tuple(places)[:MOST_CHOSEN]
        return {name: values for name, values in found.items() if values}

    @property
    def with_capacity(self) -> bool:
        """Whether only stated capacity counts."""
        return self.given.get("capacity") in ("1", "on")

    @property
    def asked(self) -> Asked:
        """All of it, for the search."""
        return Asked(self.text, self.chosen, self.on, self.with_capacity)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.text or self.chosen or self.with_capacity or self.on != self.today)

    def pairs(self, *, without: str = "", value: str = "") -> list[tuple[str, str]]:
        """Return the address's parts, less a filter or one value of it, and from the first page."""
        found = [("q", self.text)] if self.text else []
        found += [(name, one) for name, values in self.chosen.items() for one in values]
        found += [("on", self.on.isoformat())] if self.on != self.today else []
        found += [("capacity", "1")] if self.with_capacity else []
        return [(name, one) for name, one in found if name != without or (value and one != value)]

    def address(self, more: Iterable[tuple[str, str]] = (), *, without: str = "", value: str = "") -> str:
        """Return the query of an address with these filters changed."""
        return "?" + urlencode([*self.pairs(without=without, value=value), *more])


def _known(values: Iterable[str], words: Mapping[str, Text]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in values if one in words))[:MOST_CHOSEN]
