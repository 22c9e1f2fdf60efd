"""The schedule that stands: dates that are promised, held for a while or compared, and which of them need a look."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tsunagu.planning.domain.problem import Resource
from tsunagu.planning.domain.runs.picture import Holding, Picture, Piece, laid_out

LATE_HOURS = 1
"""A step is behind its dates from so long after its planned end on."""
EXPIRES_HOURS = 24
TIGHT_HOURS = 24
TIGHT_SHARE = 0.25
"""A wait is tight with less than a day, and less than this share of its limit, to spare."""
Trouble = Literal["late", "expires", "tight"]
_ORDER: Mapping[Trouble, int] = {"late": 0, "expires": 1, "tight": 2}


@dataclass(frozen=True)
class Entry:
    """The dates of one request: its steps (key, start, end) as planned or, where they began, as they were.

    ``over`` are the steps that are done. ``limits`` are (step, earliest time it may start, latest) of steps that must
    start in time; ``is_firm``: promised, so that nobody else can have what it holds.
    """

    key: str
    steps: tuple[tuple[str, datetime, datetime], ...]
    is_firm: bool
    over: Collection[str] = ()
    limits: tuple[tuple[str, float, datetime], ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """So much of a resource held from one hour to another, ``cleaning`` hours of it at the end, for an entry."""

    entry: int
    resource: str
    step: str
    start: int
    until: int
    cleaning: int
    amount: int
    is_firm: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Dates that need a look: why, at which step, how many hours behind or left, and when."""

    entry: str
    trouble: Trouble
    step: str
    hours: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """What of a resource is booked over some time, in capacity times hours."""

    resource: str
    kind: str
    place: str
    offered: int
    booked: int

    @property
    def share(self) -> float:
        """The booked share."""
        return self.booked / self.offered if self.offered else 0.0


def schedule_picture(
    names: Sequence[str],
    entries: Mapping[int, Entry],
    booked: Iterable[Booked],
    resources: Sequence[Resource],
    midnight: datetime,
    told: Callable[[int, str], str] = lambda _number, step: step,
) -> Picture:
    """Return the schedule as lanes and bars, in hours since a midnight.

    Parameters
    ----------
    names : of all that hold something, by number; ``entries`` are those of them whose steps are known, of others no
        more is drawn than what they hold.
    told : names a step (key) of the holder with that number.
    """
    held: dict[str, list[Holding]] = {}
    pieces: list[Piece] = []
    kind_of = {one.key: one.kind for one in resources}
    kinds = _Kinds()
    ends = {
        (number, _hour(end, midnight)): key
        for number, entry in entries.items()
        for key, _, end in entry.steps
    }
    for one in booked:
        kind = kind_of.get(one.resource, "")
        until = max(one.start + 1, one.until - one.cleaning)
        last = ends.get((one.entry, until), one.step) if one.cleaning else one.step
        use = Holding(
            one.entry, told(one.entry, one.step), told(one.entry, last), one.start, until, one.until, one.amount,
            one.is_firm,
        )  # fmt: skip
        held.setdefault(one.resource, []).append(use)
        kinds.note(one.entry, one.step if one.step == last else None, one.start, until, kind)
        if one.entry not in entries:
            pieces.append(Piece(one.entry, use.first, one.start, until, kind, one.is_firm))
    for number, entry in entries.items():
        for key, start, end in entry.steps:
            begin = _hour(start, midnight)
            until = max(begin + 1, _hour(end, midnight))
            kind = kinds.of(number, key, begin, until)
            pieces.append(Piece(number, told(number, key), begin, until, kind, entry.is_firm))
    lanes, bars = laid_out(resources, held)
    return Picture(tuple(lanes), tuple(names), tuple("" for _ in names), tuple(bars), tuple(pieces))


class _Kinds:
    """The kind of resource that a step mainly uses: what it holds by itself, else what is held across it."""

    def __init__(self) -> None:
        self._alone: dict[tuple[int, str], str] = {}
        self._across: dict[int, list[tuple[int, int, str]]] = {}

    def note(self, journey: int, alone: str | None, start: int, end: int, kind: str) -> None:
        if alone is not None:
            self._alone.setdefault((journey, alone), kind)
        else:
            self._across.setdefault(journey, []).append((start, end, kind))

    def of(self, journey: int, step: str, start: int, end: int) -> str:
        across = self._across.get(journey, ())
        found = next((kind for begin, until, kind in across if begin <= start and end <= until), "")
        return self._alone.get((journey, step)) or found


def _hour(at: datetime, midnight: datetime) -> int:
    return int((at - midnight).total_seconds() // 3600)


def needing_a_look(entries: Iterable[Entry], now: datetime) -> list[Look]:
    """Return the worst that is to be said of each entry, the worst first; of most there is nothing."""
    found = [one for entry in entries if (one := _worst(entry, now)) is not None]
    return sorted(found, key=lambda one: (_ORDER[one.trouble], one.at, one.entry))


def _worst(entry: Entry, now: datetime) -> Look | None:
    found = list(_looks(entry, now))
    return min(found, key=lambda one: (_ORDER[one.trouble], one.at), default=None)


def _looks(entry: Entry, now: datetime) -> Iterator[Look]:
    starts = {key: start for key, start, _ in entry.steps}
    if entry.is_firm:
        for key, _, end in entry.steps:
            behind = (now - end).total_seconds() / 3600
            if key not in entry.over and behind >= LATE_HOURS:
                yield Look(entry.key, "late", key, int(behind), end)
    if entry.expires_at is not None and 0 <= (left := _hour(entry.expires_at, now)) < EXPIRES_HOURS:
        yield Look(entry.key, "expires", "", left, entry.expires_at)
    for key, whole, latest in entry.limits:
        if key in entry.over or key not in starts or starts[key] <= now:
            continue
        left = _hour(latest, starts[key])
        if left < min(TIGHT_HOURS, TIGHT_SHARE * whole):
            yield Look(entry.key, "tight", key, left, starts[key])


def loads(resources: Iterable[Resource], booked: Iterable[Booked], start: int, until: int) -> list[Load]:
    """Return what is booked of each resource that offers anything from one hour to another, the fullest first."""
    by_resource: dict[str, list[Booked]] = {}
    for one in booked:
        if one.start < until and one.until > start:
            by_resource.setdefault(one.resource, []).append(one)
    found = [_load(each, by_resource.get(each.key, ()), start, until) for each in resources]
    return sorted((one for one in found if one.offered), key=lambda one: (-one.share, one.resource))


def _load(resource: Resource, booked: Iterable[Booked], start: int, until: int) -> Load:
    offered = [0] * (until - start)
    for span in resource.open:
        for hour in range(max(span.start, start), min(span.until, until)):
            offered[hour - start] += span.capacity
    held = [0] * (until - start)
    for one in booked:
        for hour in range(max(one.start, start), min(one.until, until)):
            held[hour - start] += one.amount
    taken = sum(min(pair) for pair in zip(offered, held, strict=True))
    return Load(resource.key, resource.kind, resource.place, sum(offered), taken)
