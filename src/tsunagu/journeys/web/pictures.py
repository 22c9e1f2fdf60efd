"""The pictures of a journey: the line of steps, who holds it, how warm it was."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.queries import LegView
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.line import State
from tsunagu.foundation.web.times import day_text, language, moment_text, tokyo_date
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

HOLDING = ("collect", "transport", "accept", "process", "tend", "store", "administer")
"""Actions at which the step's member has the cells in hand; at others they stay where they are."""
_STATES: dict[str, State] = {
    "planned": "ahead", "started": "now", "done": "done", "failed": "failed", "skipped": "skipped",
}  # fmt: skip
_LEG_STATES = {"within": "ok", "excursion_allowed": "warn", "breach": "stop", "missing_readings": "warn"}


def steps_picture(page: JourneyPage, now: datetime) -> SafeString:
    """Draw the line of steps, planned against actual; each step leads to its gates."""
    course, lang = page.course, language()
    ready = {step.key for step, _row in course.ready}
    steps = []
    for step, row in course.steps:
        state = "now" if step.key in ready else _STATES[row.state]
        steps.append(
            svg.Step(
                step.name.in_language(lang),
                row.stage,
                state,
                when_text(row, now.year, lang),
                page.member(row.member).in_language(lang),
                f"?step={step.key}#gates",
            )
        )
    return svg.steps_line(steps, _("Steps from the first to the last"))


def when_text(row: StepRow, year: int, lang: str) -> str:
    """Write when a step was or is planned; a time of day only where the step is short."""
    begun, ended = row.started_at or row.planned_start, row.ended_at or row.planned_end
    first, last = tokyo_date(begun), tokyo_date(ended)
    if row.state == "done" and first == last:
        return moment_text(ended, year, lang)
    if first == last:
        return moment_text(begun, year, lang)
    if (last - first).days > 1 or row.state == "started":
        whole = day_text(last, year, lang)
        is_short = (first.year, first.month) == (last.year, last.month) and lang == "ja"
        return f"{day_text(first, year, lang)}–{f'{last.day:02d}' if is_short else whole}"
    return day_text(first, year, lang)


def custody_picture(page: JourneyPage, now: datetime) -> SafeString:
    """Draw who has the cells over the line of steps."""
    course, lang = page.course, language()
    holders = holders_of(course)
    bands: list[svg.Band] = []
    count = len(course.steps)
    start = 0
    for place in range(1, count + 1):
        if place < count and holders[place] == holders[start]:
            continue
        rows = [row for _step, row in course.steps[start:place]]
        bands.append(
            svg.Band(
                max(start - 0.46, 0),
                min(place - 0.54, count - 1),
                page.member(holders[start]).in_language(lang),
                _hue(rows),
                is_planned=_is_planned(rows),
                when=_span(rows, now.year, lang),
            )
        )
        start = place
    return svg.bands(bands, count, _("Holder"))


def _is_planned(rows: Sequence[StepRow]) -> bool:
    """Whether the cells have not come here yet: none of the steps with them in hand has begun."""
    in_hand = [row for row in rows if row.action in HOLDING] or list(rows)
    return all(row.state in ("planned", "skipped") for row in in_hand)


def holders_of(course: Course) -> list[UUID]:
    """Return the member that has the cells at each step; desk work and tests elsewhere don't move them."""
    known: list[UUID | None] = [row.member if step.action in HOLDING else None for step, row in course.steps]
    following: UUID | None = next((one for one in known if one is not None), None)
    found: list[UUID] = []
    for place, holder in enumerate(known):
        following = holder or following
        found.append(following or course.steps[place][1].member)
    return found


def _hue(rows: Sequence[StepRow]) -> str:
    holding = [row for row in rows if row.action in HOLDING and row.action != "accept"] or list(rows)
    stages = [row.stage for row in holding]
    return max(dict.fromkeys(stages), key=stages.count)


def _span(rows: Sequence[StepRow], year: int, lang: str) -> str:
    first = tokyo_date(rows[0].started_at or rows[0].planned_start)
    last = tokyo_date(rows[-1].ended_at or rows[-1].planned_end)
    shown = day_text(first, year, lang)
    return shown if first == last else f"{shown} – {day_text(last, year, lang)}"


def temperature_picture(course: Course) -> SafeString:
    """Draw each leg's readings against its band, with what is left of the time allowed outside it."""
    lang = language()
    place = {step.key: number for number, (step, _row) in enumerate(course.steps)}
    count = len(course.steps)
    legs = []
    for leg in course.legs:
        row = course.rows.get(leg.step)
        if row is None or row.attempt != leg.attempt or leg.band not in BANDS:
            continue
        at = place[leg.step]
        band = BANDS[leg.band]
        legs.append(
            svg.Leg(
                max(at - 0.8, 0),
                min(at + 0.5, count - 1),
                [float(celsius) for _at, celsius in leg.points],
                band.minimum_celsius,
                band.maximum_celsius,
                _band_label(band.minimum_celsius, band.maximum_celsius),
                leg_note(leg).in_language(lang),
                _LEG_STATES.get(leg.state, "ok"),
            )
        )
    return svg.temperature(legs, count, _("Temperature")) if legs else SafeString("")


def _band_label(low: float | None, high: float | None) -> str:
    def figure(value: float) -> str:
        return f"{value:g}".replace("-", "−")

    if low is not None and high is not None:
        return f"{figure(low)}–{figure(high)} ℃"
    return f"≤ {figure(high)} ℃" if high is not None else f"≥ {figure(low or 0)} ℃"


def leg_note(leg: LegView) -> Text:
    """Say how a leg was judged: minutes outside, minutes allowed, what is left."""
    over, budget, left = (
        f"{value:.0f}" for value in (leg.minutes_over, leg.budget_minutes, leg.remaining_minutes)
    )
    if leg.state == "within":
        return Text("範囲内", "in the band")
    if leg.state == "missing_readings":
        return Text("記録に欠けがあります", "readings are missing")
    if leg.state == "breach":
        return Text(
            f"逸脱：範囲外 {over}分（許容累積 {budget}分）", f"breach: {over} min outside ({budget} allowed)"
        )
    return Text(
        f"範囲外 {over}分 / 許容累積 {budget}分　残り {left}分", f"{over} of {budget} min used, {left} left"
    )


def step_name(course: Course, key: str) -> Text:
    """Return the name of a step; of an unknown one its key."""
    return course.route.step(key).name if course.route.has_step(key) else Text(key, key)


__all__ = ["Step", "custody_picture", "steps_picture", "temperature_picture", "when_text"]
