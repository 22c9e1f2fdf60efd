"""Every fault of a resource as it is sent by a program, each at its place: the checks of the screen, all at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tsunagu.foundation.refusals import BadInput, Fault, Refused
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.checks import (
    MOST_EXCEPTIONS,
    MOST_PATTERNS,
    check_card,
    check_exception,
    check_pattern,
)

Place = tuple[str | int, ...]
_CARD: Mapping[str, Place] = {"name_ja": ("name", "ja"), "name_en": ("name", "en")}


def faults_of(
    card: Card,
    patterns: Sequence[Pattern],
    exceptions: Sequence[CalendarException] | None,
    named_at: Place = (),
    at: Place = (),
) -> list[Fault]:
    """Return the faults of a resource in the order of its message; none where it may be published.

    ``named_at`` is where its key stands in what was sent, ``at`` where all else of it does.
    """
    places = {field: (*at, *inner) for field, inner in _CARD.items()} | {"key": (*named_at, "key")}
    found = list(_held(lambda: check_card(card), at, places))
    found += _number(patterns, MOST_PATTERNS, (*at, "week"))
    for number, pattern in enumerate(patterns):
        found += _held(lambda pattern=pattern: check_pattern(pattern), (*at, "week", number), {})  # type: ignore[misc]
    found += _number(exceptions or (), MOST_EXCEPTIONS, (*at, "exceptions"))
    found += _exceptions(exceptions or (), (*at, "exceptions"))
    return found


def _exceptions(exceptions: Sequence[CalendarException], at: Place) -> Iterator[Fault]:
    first: dict[tuple[object, ...], int] = {}
    for number, one in enumerate(exceptions):
        yield from _held(lambda one=one: check_exception(one), (*at, number), {})  # type: ignore[misc]
        known = first.setdefault(one.place, number)
        if exceptions[known] != one:
            yield Fault((*at, number), BadInput("twice", _twice(known)))


def _held(check: Callable[[], None], at: Place, places: Mapping[str, Place]) -> Iterator[Fault]:
    try:
        check()
    except Refused as refused:
        field = refused.field or ""
        yield Fault(places.get(field, (*at, field) if field else at), refused)


def _number(found: Sequence[object], most: int, at: Place) -> Iterator[Fault]:
    if len(found) > most:
        yield Fault(
            at,
            BadInput(
                "too_many",
                Text(
                    f"{most:,}件までです（{len(found):,}件あります）。", f"At most {most:,}; there are {len(found):,}."
                ),
            ),
        )  # fmt: skip


def _twice(known: int) -> Text:
    return Text(
        f"{known}番（0から数えて）と同じ日時の例外で、内容が違います。",
        f"Number {known} (from 0) is an exception for the same days and hours that says otherwise.",
    )
