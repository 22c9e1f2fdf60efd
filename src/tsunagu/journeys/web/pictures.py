"""The pictures of a journey: the line of steps, who holds it, how warm it was."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.queries import LegVerdict
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.line import State
from tsunagu.foundation.web.times import day_text, language, moment_text, tokyo_date
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.custody_band import HOLDING, custody_band
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

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
    """Draw who has the cells over the line of steps: where they were and are, and where they are to go."""
    lang, last = language(), len(page.course.steps) - 1
    found = custody_band(page.course, page.items, page.hand_overs, now)
    left = {one.first for one in found if one.is_between}
    bands = []
    for one in found:
        rows = [row for _step, row in page.course.steps[one.first : one.last + 1]]
        start = one.first + 0.04 if one.is_between else one.first - 0.46
        end = one.last - 0.04 if one.last in left and not one.is_between else one.last + 0.46
        bands.append(
            svg.Band(
                max(start, 0),
                min(end, last),
                page.member(one.holder).in_language(lang),
                _hue(page.course, one.holder) if one.is_between else _hue_of(rows),
                is_planned=one.is_planned,
                when=_span(one.since, one.until, now.year, lang),
            )
        )
    return svg.bands(bands, last + 1, _("Holder"))


def _hue_of(rows: Sequence[StepRow]) -> str:
    holding = [row for row in rows if row.action in HOLDING and row.action != "accept"] or list(rows)
    stages = [row.stage for row in holding]
    return max(dict.fromkeys(stages), key=stages.count)


def _hue(course: Course, member: UUID) -> str:
    return next((row.stage for _step, row in course.steps if row.member == member), "storage")


def _span(since: datetime, until: datetime, year: int, lang: str) -> str:
    first, last = tokyo_date(since), tokyo_date(until)
    shown = day_text(first, year, lang)
    return shown if first == last else f"{shown} – {day_text(last, year, lang)}"


def temperature_picture(course: Course) -> SafeString:
    """Draw each leg's readings against its band, with what is left of the time allowed outside it."""
    lang = language()
    place = {step.key: number for number, (step, _row) in enumerate(course.steps)}
    count = len(course.steps)
    legs = []
    for leg in course.readings:
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


def leg_note(leg: LegVerdict) -> Text:
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
