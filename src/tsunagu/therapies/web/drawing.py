"""A route drawn on the server: the main line by stage, branches and lots under it, windows as brackets."""

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import hours_and_days
from tsunagu.foundation.web.svg.primitives import (
    element,
    hue_class,
    joined,
    length,
    paint,
    picture,
    shorten,
    svg,
    title,
    words,
    wrap,
)  # fmt: skip
from tsunagu.therapies.domain.layout import Bracket, Feed, Layout, Place, lay_out
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.domain.vocabulary import PARTIES, STAGES

_WIDTH, _EDGE, _LEAST_GAP = 1300.0, 64.0, 68.0
_LINE_Y, _LANE, _ROW, _SIZE = 108.0, 96.0, 34.0, 14.0


def draw_route(route: Route) -> SafeString:
    """Return the picture of a route: a graph for wide screens, an ordered list for phones."""
    canvas = _Canvas(route, lay_out(route))
    drawing = svg(canvas.width, canvas.height, joined(canvas.parts()), canvas.label, about=_told(route))
    return picture(f'<div class="pan">{drawing}</div>', _list(route))


def span_text(hours: float) -> str:
    """Write a length of time as people read it."""
    value, unit = hours_and_days(hours)
    shown = value.removesuffix(".0")
    return gettext("%(value)s days") % {"value": shown} if unit == "days" else _hours(shown)


def _hours(shown: str) -> str:
    form = ngettext("%(value)s hour", "%(value)s hours", 1 if shown == "1" else 2)
    return form % {"value": shown}


def limit_text(hours: float) -> str:
    """Write a window as people say it: in hours up to three days."""
    span = _hours(f"{hours:g}") if hours <= 72 else span_text(hours)
    return gettext("within %(span)s") % {"span": span}


def _haloed(x: float, y: float, content: str, size: float, look: str) -> str:
    """Write a centred line that stays readable where a branch runs through it."""
    return element(
        "text", escape(content), x=x, y=y, font_size=size, class_=look, text_anchor="middle",
        stroke="var(--surface)", stroke_width=5, paint_order="stroke", stroke_linejoin="round",
    )  # fmt: skip


def said(text: Text) -> str:
    """Return the text in the language of the page."""
    return text.in_language(get_language() or "ja")


class _Canvas:
    """Turns columns and lanes into positions, and parts of a layout into elements."""

    def __init__(self, route: Route, layout: Layout) -> None:
        self.route, self.layout = route, layout
        self.gap = max(_LEAST_GAP, (_WIDTH - 2 * _EDGE) / max(layout.columns - 1, 1))
        self.width = 2 * _EDGE + self.gap * max(layout.columns - 1, 0)
        self.floor = _LINE_Y + (layout.lanes - 1) * _LANE + 46
        self.rows = list(self._rows())
        self.height = self.floor + (max(self.rows, default=-1) + 1) * _ROW + 8
        self.label = gettext("The steps of %(route)s") % {"route": said(route.name)}

    def x(self, column: float) -> float:
        """Return where a column stands."""
        return _EDGE + column * self.gap

    def y(self, lane: int) -> float:
        """Return where a lane runs."""
        return _LINE_Y + lane * _LANE

    def parts(self) -> Iterator[str]:
        """Yield the drawing from back to front."""
        for place in self.layout.places:
            for before in place.step.after:
                yield self._edge(self.layout.place(before), place)
        for feed in self.layout.feeds:
            yield self._feed(feed)
        for bracket, row in zip(self.layout.brackets, self.rows, strict=True):
            yield self._bracket(bracket, row)
        yield from (self._node(place) for place in self.layout.places)

    def _edge(self, start: Place, end: Place) -> str:
        side = max(start.lane, end.lane)
        hue = end.step.stage if end.lane >= start.lane else start.step.stage
        return self._track(
            start.column, start.lane, end.column, end.lane, side, paint(hue), 8 if not side else 5
        )

    def _track(
        self, left: float, from_lane: int, right: float, to_lane: int, side: int, colour: str, wide: float
    ) -> str:
        x1, x2, y1, y2, y = self.x(left), self.x(right), self.y(from_lane), self.y(to_lane), self.y(side)
        bend = min(self.gap * 0.5, (x2 - x1) / 2)
        path = f"M{x1:.1f} {y1:.1f}"
        if y1 != y:
            path += f"C{x1 + bend:.1f} {y1:.1f} {x1:.1f} {y:.1f} {x1 + bend:.1f} {y:.1f}"
        if y2 != y:
            path += f"H{x2 - bend:.1f}C{x2:.1f} {y:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        else:
            path += f"H{x2:.1f}"
        return element("path", d=path, fill="none", stroke=colour, stroke_width=wide)

    def _node(self, place: Place) -> str:
        step, x, y = place.step, self.x(place.column), self.y(place.lane)
        colour = paint(step.stage)
        circle = element("circle", cx=x, cy=y, r=11, fill="var(--surface)", stroke=colour, stroke_width=4)
        if step.releases:
            circle += element(
                "path", d=f"M{x - 5:.1f} {y:.1f}l4 4 7-8", fill="none", stroke=colour, stroke_width=2.6
            )
        elif step.action == "administer":
            circle += element("circle", cx=x, cy=y, r=4.5, fill=colour)
        duration = _haloed(x, y + 30, span_text(step.duration_hours), 12.5, "t-muted")
        told = title(f"{said(step.name)} – {said(STAGES[step.stage])} – {said(PARTIES[step.party])}")
        return element("g", told + circle + self._name(place, x, y) + duration)

    def _name(self, place: Place, x: float, y: float) -> str:
        level = place.column % 2 if place.lane == 0 else 0
        levels = 2 if place.lane == 0 else 2.4
        room = min(self.gap * levels - 8, 2 * min(x, self.width - x) - 2)
        lines = wrap(said(place.step.name), room, _SIZE)
        top = y - 22 - level * 38 - (len(lines) - 1) * 17
        shown = [_haloed(x, top + n * 17, line, _SIZE, "t-ink") for n, line in enumerate(lines)]
        if level:
            shown.append(element("line", x1=x, x2=x, y1=y - 15, y2=y - 54, stroke="var(--line)"))
        return joined(shown)

    def _feed(self, feed: Feed) -> str:
        colour = paint("storage")
        lane, column = feed.lane, feed.column + 0.15
        end = self.layout.place(feed.step.key)
        track = self._track(column, lane, end.column, end.lane, lane, colour, 5)
        x, y = self.x(column), self.y(lane)
        diamond = element(
            "path", d=f"M{x:.1f} {y - 13:.1f}l13 13-13 13-13-13z", fill="var(--surface)", stroke=colour, stroke_width=4
        )  # fmt: skip
        name = said(self.route.product(feed.flow.product).name)
        text = gettext("%(product)s, from a released lot") % {"product": name}
        shown = shorten(f"{name} ×{feed.flow.count}", self.gap * 2.4, 13)
        label = _haloed(x, y - 22, shown, 13, "t-ink") + _haloed(
            x, y + 30, gettext("Released lot"), 12.5, "t-muted"
        )
        return element("g", title(text) + track + diamond + label)

    def _rows(self) -> Iterator[int]:
        """Yield the row of each bracket: the first in which neither it nor its words meet another."""
        rows: list[list[tuple[float, float]]] = []
        for bracket in self.layout.brackets:
            left, right = self.x(bracket.start), self.x(bracket.end)
            _, middle, half = self._words_of(bracket)
            begin, end = min(left, middle - half - 6), max(right, middle + half + 6)
            row = next(
                (
                    n
                    for n, taken in enumerate(rows)
                    if all(until <= begin or end <= at for at, until in taken)
                ),
                len(rows),
            )
            if row == len(rows):
                rows.append([])
            rows[row].append((begin, end))
            yield row

    def _words_of(self, bracket: Bracket) -> tuple[str, float, float]:
        """Return the words of a bracket, their middle within the drawing, and half their length."""
        text = f"{said(bracket.window.name)} {limit_text(bracket.window.max_hours)}"
        half = length(text, 12.5) / 2
        middle = (self.x(bracket.start) + self.x(bracket.end)) / 2
        return text, min(max(middle, half + 4), self.width - half - 4), half

    def _bracket(self, bracket: Bracket, row: int) -> str:
        left, right = self.x(bracket.start) + 3, self.x(bracket.end) - 3
        y = self.floor + row * _ROW
        ticks = f"M{left:.1f} {y - 6:.1f}v12M{left:.1f} {y:.1f}H{right:.1f}M{right:.1f} {y - 6:.1f}v12"
        line = element("path", d=ticks, fill="none", stroke="var(--warn)", stroke_width=1.5)
        text, middle, _ = self._words_of(bracket)
        return element("g", title(text) + line + words(middle, y + 17, text, 12.5, "t-warn", "middle"))


def _told(route: Route) -> str:
    parts = [
        f"{said(step.name)} ({said(STAGES[step.stage])}, {span_text(step.duration_hours)})"
        for step in route.order
    ]
    return "; ".join(parts)


def _list(route: Route) -> str:
    items = "".join(_list_item(route, step) for step in route.order)
    return f'<ol class="steps">{items}</ol>'


def _list_item(route: Route, step: Step) -> str:
    dot = element(
        "circle", cx=15, cy=15, r=10, fill="var(--surface)", stroke=paint(step.stage), stroke_width=4
    )
    sub = said(PARTIES[step.party])
    lots = [said(route.product(flow.product).name) for flow in step.inputs if flow.source == "lot"]
    notes = [
        *(gettext("%(product)s, from a released lot") % {"product": name} for name in lots),
        *(f"{said(one.name)} {limit_text(one.max_hours)}" for one in step.windows),
    ]
    more = "".join(f'<span class="sub">{escape(note)}</span>' for note in notes)
    return (
        f'<li class="{hue_class(step.stage)}"><svg class="dot" viewBox="0 0 30 30" aria-hidden="true">{dot}</svg>'
        f'<span class="name">{escape(said(step.name))}<span class="sub">{escape(sub)}</span>{more}</span>'
        f'<span class="when">{escape(span_text(step.duration_hours))}</span></li>'
    )
