"""The picture of a plan cut to what one page shows: a window of time, some rows, the bars within."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.planning.domain.runs.kinds import known_kind, name_of_task, stage_of_kind, unit_of_kind
from tsunagu.planning.domain.runs.picture import Bar, Lane, Picture
from tsunagu.planning.web.runs.words import HUES, moment_of, short_kind

Rows = Literal["resource", "place", "journey"]
SCALES: dict[svg.Scale, int] = {"quarter": 91, "weeks": 28, "week": 7, "day": 1}
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader chose: rows of what, at which scale, from which day, which kind alone, which page."""

    rows: Rows
    scale: svg.Scale
    first: date
    only: str
    page: int

    @property
    def days(self) -> int:
        """How many days are drawn."""
        return SCALES[self.scale]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the chart; ``bars`` are hours of the problem."""

    label: str
    heading: str
    bars: tuple["Shown", ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A bar with its words."""

    journey: str
    what: str
    start: int
    end: int
    until: int
    hue: str
    look: svg.BarLook = "solid"
    resource: str = ""

    @property
    def known_by(self) -> tuple[str, str, str, int, int]:
        """What stays the same where only the name of the unit is another."""
        return self.journey, self.what, self.resource, self.start, self.end


def look_of(asked: Mapping[str, str], picture: Picture, start: date, hours: int) -> Look:
    """Return what was asked for; whatever can't be read is as it is at first."""
    rows = asked.get("rows", "")
    scale = asked.get("scale", "")
    kinds = {known_kind(lane.kind) for lane in picture.lanes}
    only = asked.get("only")
    if only is None:
        only = "clean_room" if "clean_room" in kinds else ""
    page = asked.get("page", "")
    return Look(
        cast(Rows, rows) if rows in ("resource", "place", "journey") else "resource",
        scale if scale in SCALES else "weeks",
        _first(asked.get("from", ""), picture, start, hours),
        only if only in kinds else "",
        int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def _first(said: str, picture: Picture, start: date, hours: int) -> date:
    """Return the first day: as asked within the problem, else the Monday of the first bar."""
    last = start + timedelta(days=hours // 24)
    try:
        day = date.fromisoformat(said)
    except ValueError:
        begin = min((bar.start for bar in picture.bars), default=0)
        day = start + timedelta(days=begin // 24)
        day -= timedelta(days=min(day.weekday(), (day - date.min).days))
    return min(max(day, start - timedelta(days=min(7, (start - date.min).days))), last)


def rows_of(picture: Picture, look: Look, start: date) -> list[Row]:
    """Return all rows of the look, with the bars in its window."""
    begin = (look.first - start).days * 24
    until = begin + look.days * 24
    if look.rows == "journey":
        return list(_by_journey(picture, begin, until))
    bars: defaultdict[int, list[Bar]] = defaultdict(list)
    for bar in picture.bars:
        if bar.start < until and bar.until > begin:
            bars[bar.lane].append(bar)
    lanes = list(enumerate(picture.lanes))
    if look.only:
        lanes = [(number, lane) for number, lane in lanes if known_kind(lane.kind) == look.only]
    if look.rows == "place":
        lanes.sort(key=lambda pair: (pair[1].place, pair[0]))
    return list(_by_lane(picture, lanes, bars, is_by_place=look.rows == "place"))


def _by_lane(
    picture: Picture,
    lanes: Sequence[tuple[int, Lane]],
    bars: Mapping[int, list[Bar]],
    *,
    is_by_place: bool,
) -> Iterator[Row]:
    heading, known = "", {"~": _("%(first)s to %(last)s")}
    for number, lane in lanes:
        group = lane.place if is_by_place else short_kind(lane.kind)
        hue = stage_of_kind(lane.kind)
        shown = tuple(_shown(picture, bar, hue, lane.resource, known) for bar in bars.get(number, ()))
        yield Row(lane_name(lane, with_place=not is_by_place), group if group != heading else "", shown)
        heading = group


def lane_name(lane: Lane, *, with_place: bool = True) -> str:
    """Name a lane: 殿町　室 1; a resource of one unit has no number."""
    first = lane.place or lane.resource if with_place else short_kind(lane.kind)
    if lane.of == 1:
        return first
    unit = unit_of_kind(lane.kind).ja if language() == "ja" else ""
    return f"{first}　{unit} {lane.number}" if unit else f"{first} {lane.number}"


def _task_name(task: str, known: dict[str, str]) -> str:
    """Return the name of a task in the language of the page, which is asked for once for each."""
    if task not in known:
        known[task] = name_of_task(task).in_language(language())
    return known[task]


def _shown(picture: Picture, bar: Bar, hue: str, resource: str, known: dict[str, str]) -> Shown:
    first, last = _task_name(bar.first, known), _task_name(bar.last, known)
    what = first if bar.first == bar.last else known["~"] % {"first": first, "last": last}
    look: svg.BarLook = "solid" if bar.is_firm else "pale"
    return Shown(picture.journeys[bar.journey], what, bar.start, bar.end, bar.until, hue, look, resource)


def _by_journey(picture: Picture, begin: int, until: int) -> Iterator[Row]:
    """Return journeys in the order of their beginning: what is held across tasks pale, the tasks upon it."""
    held: defaultdict[int, list[Shown]] = defaultdict(list)
    for bar in picture.bars:
        if bar.is_firm and bar.first != bar.last and bar.start < until and bar.end > begin:
            lane = picture.lanes[bar.lane]
            what = lane_name(lane)
            hue = stage_of_kind(lane.kind)
            held[bar.journey].append(
                Shown(picture.journeys[bar.journey], what, bar.start, bar.end, bar.end, hue, "pale")
            )
    tasks: defaultdict[int, list[Shown]] = defaultdict(list)
    starts: dict[int, int] = {}
    known: dict[str, str] = {}
    for piece in picture.pieces:
        starts[piece.journey] = min(piece.start, starts.get(piece.journey, piece.start))
        if piece.start < until and piece.end > begin:
            name = _task_name(piece.task, known)
            hue = stage_of_kind(piece.kind)
            look: svg.BarLook = "solid" if piece.is_firm else "pale"
            tasks[piece.journey].append(
                Shown(picture.journeys[piece.journey], name, piece.start, piece.end, piece.end, hue, look)
            )
    for number in sorted(held.keys() | tasks.keys(), key=lambda each: (starts[each], each)):
        yield Row(picture.journeys[number], "", (*held[number], *tasks[number]))


def page_of(rows: list[Row], page: int) -> list[Row]:
    """Return the rows of a page; a page that begins within a group names the group again."""
    begin = (min(page, max(1, -(-len(rows) // PER_PAGE))) - 1) * PER_PAGE
    shown = rows[begin : begin + PER_PAGE]
    if shown and not shown[0].heading:
        heading = next((row.heading for row in reversed(rows[:begin]) if row.heading), "")
        shown[0] = Row(shown[0].label, heading, shown[0].bars)
    return shown


def hues_of(rows: list[Row]) -> list[tuple[str, Text]]:
    """Return the stages whose colours are in the chart."""
    found = {bar.hue for row in rows for bar in row.bars}
    return [(key, name) for key, name in HUES.items() if key in found]


def chart(rows: Iterable[Row], look: Look, start: date, now: datetime, outlines: Sequence[Row] = ()) -> Any:
    """Draw rows; ``outlines`` are the rows of another plan, drawn around where they were."""
    begin = (look.first - start).days * 24
    midnight = datetime.combine(look.first, time(), TOKYO)
    window = svg.Window(midnight, look.days * 24, look.scale, (now - midnight).total_seconds() / 3600)
    before = {row.label + row.heading: row for row in outlines}
    is_journeys = look.rows == "journey"
    drawn, rows = [], list(rows)
    stay = {one.known_by for row in rows for one in row.bars}
    for row in rows:
        bars = [_bar(one, begin, start, is_by_task=is_journeys) for one in row.bars]
        other = before.get(row.label + row.heading)
        if other is not None:
            bars += [_outline(one, begin, start) for one in other.bars if one.known_by not in stay]
        drawn.append(svg.GanttRow(row.label, bars, row.heading))
    label = _("Plan from %(day)s, %(days)s days") % {"day": look.first.isoformat(), "days": look.days}
    return svg.gantt(drawn, window, label, _("The table below says the same."))


def _bar(one: Shown, begin: int, start: date, *, is_by_task: bool) -> svg.GanttBar:
    label = one.what if is_by_task else one.journey
    tail = one.until - begin if one.until > one.end else 0
    return svg.GanttBar(one.start - begin, one.end - begin, one.hue, label, told(one, start), tail, one.look)


def _outline(one: Shown, begin: int, start: date) -> svg.GanttBar:
    said = _("Before: %(what)s") % {"what": told(one, start)}
    return svg.GanttBar(one.start - begin, one.end - begin, "stop", "", said, 0, "outline")


def told(one: Shown, start: date) -> str:
    """Say in words what a bar is: journey, what, from when to when, cleaned until when."""
    said = f"{one.journey}　{one.what}　{moment_of(start, one.start)}–{moment_of(start, one.end)}"
    if one.until > one.end:
        said += "　" + _("cleaning until %(at)s") % {"at": moment_of(start, one.until)}
    return said
