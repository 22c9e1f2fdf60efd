"""The report of a round on paper: figures, plots and table of its frozen analysis, as the reader may see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tsunagu.evaluation.queries.rounds import AnalysisView, RoundView
from tsunagu.evaluation.web.shown import figures, material_lines, pictures, table
from tsunagu.foundation.documents.plots import printed
from tsunagu.foundation.documents.report import Cell, Column, Figure, Part, Report, report_pdf
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.times import TOKYO, language

MOST_READINGS = 6
"""With more readings a laboratory the table leaves them to the CSV."""


def round_pdf(
    found: RoundView,
    analysis: AnalysisView,
    own: str,
    names: Mapping[str, Text],
    language: str,
    is_demo: bool,
) -> bytes:
    """Return the report of a round as PDF; ``own`` is the reader's code, ``names`` those he may know."""
    with override(language):
        return report_pdf(_report(found, analysis, own, names, language, is_demo), language)


def _report(
    found: RoundView,
    analysis: AnalysisView,
    own: str,
    names: Mapping[str, Text],
    language: str,
    is_demo: bool,
) -> Report:
    told, version = analysis.data, {"at": _moment(analysis.analysed_at), "version": analysis.version}
    title = _("Report of a comparison between laboratories")
    invented = [_("Demonstration: invented data")] if is_demo else []
    invented += [_("Synthetic data")] if found.is_synthetic else []
    return Report(
        title=title,
        sub=f"{found.number}　{found.name.in_language(language)}　{found.method}",
        facts=_facts(found, analysis, own),
        figures=[
            Figure(one["label"], one["value"], one["unit"], one["note"], one["mark"])
            for one in figures(told, found.unit)
        ],
        parts=_parts(told, found, own, names, language),
        proof=[_("Frozen %(at)s, statistics %(version)s.") % version, f"SHA-256 {analysis.input_hash}"],
        foot=f"{title}  {found.number}",
        demonstration="　".join(invented),
    )


def _facts(found: RoundView, analysis: AnalysisView, own: str) -> list[tuple[str, str]]:
    told = analysis.data
    facts = [
        (_("Material"), found.material),
        (_("Reports"), f"{_moment(found.opens_at)} – {_moment(found.reports_due)}"),
        (
            _("Took part"),
            _("%(n)s laboratories, %(m)s readings") % {"n": told["laboratories"], "m": told["results"]},
        ),
    ]
    if found.published_at is not None:
        facts.append((_("Published at"), _moment(found.published_at)))
    return [*facts, (_("Our code"), own)] if own else facts


def _parts(
    told: Mapping[str, Any], found: RoundView, own: str, names: Mapping[str, Text], language: str
) -> list[Part]:
    drawn = pictures(told, found, own)
    about = _(
        "Small dots are single readings; bars are 95% intervals of the mean under the common repeatability."
    )
    high, scores = _("Which laboratory reads high or low"), _("Scores in order")
    parts = [
        Part(high, [printed(drawn["high_low"], high)], lines=[about]),
        Part(scores, [printed(drawn["scores"], scores, "middle")]),
        Part(
            _("Consistency"),
            [printed(drawn[name], f"Mandel {name}", "half") for name in ("h", "k") if drawn.get(name)],
        ),
        _table(told, own, names, language),
    ]
    if material := material_lines(told["material"], told, found.unit):
        parts.append(_material(material))
    cautions = [one[language] for one in told["cautions"]]
    return [*parts, Part(_("Cautions"), lines=cautions)] if cautions else parts


def _material(lines: list[dict[str, Any]]) -> Part:
    names = (_("Material"), _("Items"), _("Measured"), _("Criterion (ISO 13528)"), _("Assessment"))
    columns = [Column(name, is_number=place in (1, 3)) for place, name in enumerate(names)]
    rows: list[list[Cell]] = [
        [
            one["name"], str(one["items"]), f"{one['symbol']} {one['value']} {one['unit']}　{one['note']}",
            one["criterion"] or "―", {"mark": one["state"], "text": one["word"]},
        ]
        for one in lines
    ]  # fmt: skip
    return Part(_("Homogeneity and stability of the material"), columns=columns, rows=rows)


def _table(told: Mapping[str, Any], own: str, names: Mapping[str, Text], language: str) -> Part:
    lines = table(told, own, names)
    has_readings = all(len(line["readings"]) <= MOST_READINGS for line in lines)
    score = "z′" if told["score"] == "z_prime" else "z"
    numbers = [_("Mean"), "s", "h", "k", score]
    columns = [Column(_("Testing laboratory"))]
    columns += [Column(_("Readings"), is_wide=True)] if has_readings else []
    columns += [
        *(Column(name, is_number=True) for name in numbers),
        Column(_("Assessment"), is_wide=not has_readings),
    ]
    rows: list[list[Cell]] = []
    for line in lines:
        who = line["code"] + ("★" if line["is_own"] else "")
        name = line["name"].in_language(language) if line["name"] else ""
        row: list[Cell] = [f"{who}　{name}".strip()]
        row += ["　".join(line["readings"])] if has_readings else []
        rows.append([*row, *(line[key] for key in ("mean", "s", "h", "k", "z")), _assessment(line["badges"])])
    note = [_("★ is your laboratory.")] if own else []
    return Part(_("Results by laboratory"), columns=columns, rows=rows, lines=note)


def _assessment(badges: list[tuple[str, str]]) -> Cell:
    if not badges:
        return "―"
    order = ("stop", "warn", "ok")
    mark = min(
        (state for state, _word in badges), key=lambda state: order.index(state) if state in order else 9
    )
    return {"mark": mark, "text": listed((word for _state, word in badges), language())}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"
