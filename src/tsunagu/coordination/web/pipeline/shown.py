"""Products, their stages and their funding arranged for the templates and the table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsunagu.coordination.domain.pipeline.circle import PARTNER_STATES, ROLES
from tsunagu.coordination.domain.pipeline.funding import KINDS, OBLIGATIONS, SOON_DAYS, Obligation
from tsunagu.coordination.domain.pipeline.moves import Place
from tsunagu.coordination.domain.pipeline.products import MEASURES, SOURCES
from tsunagu.coordination.domain.pipeline.spells import DAYS_OF_YEAR
from tsunagu.coordination.domain.pipeline.stages import (
    COLUMNS,
    PHASES,
    STAGES,
    TRACKS,
    Track,
    planned_name,
    state_name,
)
from tsunagu.coordination.queries.pipeline import PartView, ProductPage, ProductView, ProgrammeView, ReportDue
from tsunagu.coordination.queries.pipeline.one import AwardView, HistoryLine
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.vocabulary import CELL_TYPES, SETTINGS, word

REST_STATES = {"": "ok", "paused": "warn", "stopped": "stop", "ended": "wait"}
PART_STATES = {"accepted": "ok", "invited": "warn", "declined": "wait", "ended": "wait"}
DUE_STATES = {"done": "ok", "late": "stop", "soon": "warn", "later": "wait"}
DUE_WORDS = {
    "done": Text("提出済み", "Handed in"),
    "late": Text("期限超過", "Late"),
    "soon": Text("期限間近", "Due soon"),
    "later": Text("予定", "Ahead"),
}
CALL_WORDS = {
    "open": ("ok", Text("公募中", "Open")),
    "ahead": ("wait", Text("公募前", "Not open yet")),
    "past": ("wait", Text("終了", "Closed")),
    "": ("wait", Text("随時・未定", "Any time or not known")),
}


def age_text(since: date, today: date) -> str:
    """Write how long something lasts: months, from a year on years."""
    years = max((today - since).days, 0) / DAYS_OF_YEAR
    if years >= 1:
        return _("%(n)s years") % {"n": f"{years:.1f}"}
    months = int(years * 12)
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def age_short(since: date, today: date) -> str:
    """Write how long something lasts where there is little room."""
    years = max((today - since).days, 0) / DAYS_OF_YEAR
    return _("%(n)s y") % {"n": f"{years:.1f}"} if years >= 1 else _("%(n)s mo") % {"n": int(years * 12)}


def yen_text(yen: int | None) -> str:
    """Write an amount as it is read in Japan, in units of ten thousand where it is whole; in English in full."""
    if yen is None:
        return "―"
    if language() == "en":
        return f"¥{yen:,}"
    if yen >= 10**8 and yen % 10**6 == 0:
        return f"{yen / 10**8:,.2f}".rstrip("0").rstrip(".") + "億円"
    return f"{yen // 10**4:,}万円" if yen >= 10**4 and yen % 10**4 == 0 else f"{yen:,}円"


def said(text: Text) -> str:
    """Return a text in the language of the page."""
    return text.in_language(language())


def product_line(view: ProductView, today: date) -> dict[str, Any]:
    """Return a product as a line of the table and of the list on phones."""
    main = view.standing.main
    return {
        "view": view,
        "stage": main.name,
        "state": REST_STATES[main.rest],
        "rest": main.rest,
        "others": [place.name for place in view.standing.others if not place.is_over],
        "age": age_text(main.rest_since or main.since, today),
        "cell_type": word(CELL_TYPES, view.cell_type),
        "next": next_planned(view),
        "parts": len({part.member for part in view.taking_part}),
    }


def next_planned(view: ProductView) -> tuple[Text, date] | None:
    """Return the first planned stage that isn't reached yet; none for a product that is over."""
    reached = {move.state for move in view.moves}
    if view.standing.main.is_over:
        return None
    ahead = [(stage, day) for stage, day in view.planned.items() if stage not in reached]
    found = min(ahead, key=lambda one: one[1], default=None)
    return None if found is None else (planned_name(found[0]), found[1])


def by_stage(views: Sequence[ProductView], today: date) -> list[dict[str, Any]]:
    """Return the columns with their products, the longest there first; what is over comes last, apart."""
    found: list[dict[str, Any]] = []
    for column in COLUMNS:
        own = [one for one in views if one.standing.column == column and not one.standing.main.is_over]
        own.sort(key=lambda one: one.standing.main.since)
        found.append({"name": STAGES[column].name, "lines": [product_line(one, today) for one in own]})
    over = [product_line(one, today) for one in views if one.standing.main.is_over]
    return [*found, {"name": Text("中止・終了", "Stopped or ended"), "lines": over}]


def leads_of(views: Iterable[ProductView]) -> list[tuple[str, str]]:
    """Return the leads as choices, by name."""
    return sorted({(str(one.lead), said(one.lead_name)) for one in views}, key=lambda one: one[1])


def filtered(
    views: Iterable[ProductView], chosen: Mapping[str, str], areas: Mapping[UUID, frozenset[str]]
) -> list[ProductView]:
    """Return the products that match every filter; ``areas`` are those of each lead's sites."""
    return [
        one
        for one in views
        if chosen["cell_type"] in ("", one.cell_type)
        and chosen["lead"] in ("", str(one.lead))
        and (not chosen["area"] or chosen["area"] in areas.get(one.lead, frozenset()))
    ]


def csv_rows(views: Sequence[ProductView], today: date) -> list[list[str | int]]:
    """Return headings and a row for each product, in the language of the page."""
    heads = [
        _("Product under development"), _("Lead member"), _("Open to all members"), _("Cell type"),
        _("Source of the cells"), _("Genes are modified"), _("Indication"), _("Stage of development"),
        _("In it since"), _("Term until"), _("Other track"), _("Next planned stage"), _("Planned on"), _("Partners"),
    ]  # fmt: skip
    return [[*heads], *([*_csv_row(one)] for one in views)]


def _csv_row(view: ProductView) -> list[str | int]:
    main, planned = view.standing.main, next_planned(view)
    parts = [said(part.name.with_note(ROLES[part.role])) for part in view.taking_part]
    cells = [
        said(view.name), said(view.lead_name), _("open to all") if view.is_open else _("not open"),
        said(word(CELL_TYPES, view.cell_type)), said(word(SOURCES, view.source)),
        _("yes") if view.is_gene_modified else _("no"), said(view.indication), said(main.name), str(main.since),
        str(main.until or ""), " / ".join(said(place.name) for place in view.standing.others),
        said(planned[0]) if planned else "", str(planned[1]) if planned else "", " / ".join(parts),
    ]  # fmt: skip
    return [*cells]


def facts(view: ProductView) -> list[tuple[str, str]]:
    """Return what is said of a product, label and value."""
    found = [
        (_("Indication"), said(view.indication)),
        (_("Cell type"), said(word(CELL_TYPES, view.cell_type))),
        (_("Source of the cells"), said(word(SOURCES, view.source))),
        (_("Gene modification"), _("yes") if view.is_gene_modified else _("no")),
        (_("Setting aimed at"), said(word(SETTINGS, view.setting)) if view.setting else _("Not decided yet")),
    ]
    return found


def tracks(page: ProductPage) -> list[dict[str, Any]]:
    """Return each track with its stages: the day reached, the day planned, the number, and where the product is now."""
    view = page.product
    places = {place.track: place for place in (view.standing.main, *view.standing.others)}
    numbers = {(one.move.state, one.move.on): one.number for one in page.history if one.withdrawn_at is None}
    found = []
    for track, name in TRACKS.items():
        stages = [
            _stage_line(view, stage.key, places.get(track), numbers)
            for stage in STAGES.values()
            if stage.track == track
        ]
        shown = [one for one in stages if one["reached"] or one["planned"]]
        if shown:
            place = places.get(track)
            state = REST_STATES[place.rest] if place else ""
            found.append({"key": track, "name": name, "stages": shown, "place": place, "state": state})
    return found


def _stage_line(
    view: ProductView, stage: str, place: Place | None, numbers: Mapping[tuple[str, date], str]
) -> dict[str, Any]:
    reached = [move for move in view.moves if move.state == stage]
    last = reached[-1] if reached else None
    shown_moves = [
        move for number, move in enumerate(reached) if number == 0 or move.phase != reached[number - 1].phase
    ]
    return {
        "name": STAGES[stage].name if reached else planned_name(stage),
        "reached": [{"on": move.on, "phase": PHASES.get(move.phase)} for move in shown_moves or reached],
        "planned": view.planned.get(stage),
        "numbers": [number for move in reached if (number := numbers.get((stage, move.on), ""))],
        "until": last.until if last else None,
        "is_now": place is not None and place.stage == stage and not place.rest,
        "rest": place.rest if place is not None and place.stage == stage else "",
    }


def part_line(part: PartView, *, is_own: bool, keeps: bool) -> dict[str, Any]:
    """Return a partner with what the reader may do."""
    return {
        "part": part,
        "role": ROLES[part.role],
        "state": PART_STATES[part.state],
        "state_name": PARTNER_STATES[part.state],
        "may_end": part.state in ("invited", "accepted") and (keeps or (is_own and part.state == "accepted")),
        "is_invitation": part.state == "invited",
    }


def award_lines(awards: Iterable[AwardView], today: date) -> list[dict[str, Any]]:
    """Return the awards with their reports and how each stands."""
    return [
        {
            "view": award,
            "kind": KINDS[award.kind],
            "amount": yen_text(award.amount_yen),
            "reports": [report_line(one, today) for one in award.reports],
        }
        for award in awards
    ]


def report_line(report: Obligation, today: date) -> dict[str, Any]:
    """Return a report with its state."""
    state = report.state(today)
    return {
        "view": report,
        "name": OBLIGATIONS[report.kind],
        "state": DUE_STATES[state],
        "state_name": DUE_WORDS[state],
    }


def due_line(due: ReportDue, today: date) -> dict[str, Any]:
    """Return a line of what is due."""
    left = due.days_left(today)
    state = "stop" if left < 0 else ("warn" if left <= SOON_DAYS else "wait")
    name = DUE_WORDS[{"stop": "late", "warn": "soon", "wait": "later"}[state]]
    return {"due": due, "left": left, "late": -left, "state": state, "state_name": name}


def programme_line(view: ProgrammeView, today: date) -> dict[str, Any]:
    """Return a programme of the catalogue."""
    state, name = CALL_WORDS[view.call_state(today)]
    told = {"kind": KINDS[view.kind], "amount": yen_text(view.typical_yen)}
    return {"view": view, "state": state, "state_name": name, **told}


def measure_lines(page: ProductPage, today: date) -> list[dict[str, Any]]:
    """Return the measures used; those of today first."""
    return [
        {"view": one, "kind": MEASURES[one.kind], "is_used": one.last is None or one.last >= today}
        for one in page.measures
    ]


def history_line(line: HistoryLine) -> dict[str, Any]:
    """Return an entry of the history."""
    track: Track = line.move.track
    return {"view": line, "track": TRACKS[track], "name": state_of(line)}


def state_of(line: HistoryLine) -> Text:
    """Return what an entry says was reached."""
    return state_name(line.move.state, line.move.phase)
