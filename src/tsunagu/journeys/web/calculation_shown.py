"""A frozen calculation arranged for people: the result, its plots, suitability, parameters, every reading."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.assays.kinds import KINDS, MODELS, TRANSFORMS
from tsunagu.evaluation.domain.assays.wells import ROLE_WORDS
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.shown import number_text
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language

LOGARITHMIC = frozenset({"relative_potency", "standard_curve", "limiting_dilution"})
HUES = {"standard": "accent", "test": "manufacturing", "control": "storage"}
NOTHING = "―"
Frozen = Mapping[str, Any]


def calculation_shown(data: Frozen) -> dict[str, Any]:
    """Return what a page shows of a calculation, from its frozen data alone."""
    typed, result = data["typed"], data["result"]
    return {
        "kind": KINDS[typed["kind"]],
        "model": MODELS[typed["model"]],
        "transform": None if typed["transform"] == "none" else TRANSFORMS[typed["transform"]],
        "value": number_text(parse_number(result["text"]), result["unit"]),
        "interval": _between(result["lower"], result["upper"]),
        "is_suitable": data["is_suitable"],
        "criteria": [_criterion(one) for one in data["criteria"]],
        "figures": [_figure(one) for one in data["figures"]],
        "cautions": [Text(one["ja"], one["en"]) for one in data["cautions"]],
        "plot": fit_plot(data),
        "residuals": residual_plot(data),
        "rows": reading_rows(data),
        "samples": _samples(data),
        "left_out": [one for one in data["readings"] if one["excluded"]],
        "grid": plate_grid(data),
        "file": typed["file"],
        "sha256": typed["sha256"],
        "version": data["version"],
    }


def _samples(data: Frozen) -> str:
    """Return the names of the samples on a plate or in a table; counts of dilutions name none."""
    if data["typed"]["kind"] not in ("relative_potency", "standard_curve"):
        return ""
    samples = dict.fromkeys(one["sample"] for one in data["readings"] if one["role"] == "test")
    return listed(samples, language())


def _figure(one: Frozen) -> dict[str, Any]:
    ends = _between(one["lower"], one["upper"])
    return {"name": Text(one["ja"], one["en"]), "value": _said(one["value"]), "ends": ends}


def _criterion(one: Frozen) -> dict[str, Any]:
    low, high = one["low"], one["high"]
    if low is not None and high is not None:
        bounds = f"{number(low)}–{number(high)}"
    else:
        bounds = f"≥ {number(low)}" if low is not None else f"≤ {number(high)}"
    ends = _between(one["lower"], one["upper"]) if one["has_interval"] else ""
    return {
        "name": Text(one["ja"], one["en"]),
        "found": _said(one["found"]),
        "ends": ends,
        "bounds": bounds,
        "p": "" if one["p"] is None else number(one["p"], 2),
        "state": "ok" if one["is_met"] else "stop",
        "label": Text("満たす", "Met") if one["is_met"] else Text("満たさない", "Not met"),
    }


def _said(value: float | None) -> str:
    return NOTHING if value is None else number(value)


def _between(lower: float | None, upper: float | None) -> str:
    if lower is None and upper is None:
        return ""
    return f"{'−∞' if lower is None else number(lower)}–{'∞' if upper is None else number(upper)}"


def _axes(data: Frozen) -> tuple[svg.Axis, svg.Axis]:
    lang = language()
    x, y = (data["axes"][name][lang] for name in ("x", "y"))
    return svg.Axis(x, is_log=data["typed"]["kind"] in LOGARITHMIC), svg.Axis(y)


def role_word(role: str) -> Text:
    """Name what a reading is of."""
    return next((word for key, word in ROLE_WORDS.items() if key == role), Text(NOTHING, "–"))


def fit_plot(data: Frozen) -> SafeString:
    """Draw the readings with the fitted curves and their bands; what is left out is marked, with its name."""
    lang, series, x, y = language(), list[svg.Series](), *_axes(data)
    courses = {one["role"]: one for one in data["curves"]}
    for role, hue in HUES.items():
        spots = [_spot(one) for one in data["spots"] if one["role"] == role]
        curve = courses.get(role)
        if not spots and curve is None:
            continue
        course = [] if curve is None else curve["course"]
        has_band = any(high > low for _x, _y, low, high in course)
        label = role_word(role).in_language(lang)
        series.append(
            svg.Series(
                label,
                spots,
                [(at, value) for at, value, _low, _high in course],
                [(at, low, high) for at, _value, low, high in course] if has_band else [],
                _("95%% confidence band, %(name)s") % {"name": label} if has_band else "",
                hue,
            )
        )
    return svg.curve(series, x, y, _("Readings and fit"), state_words={"stop": _("Left out")})


def _spot(one: Frozen) -> svg.Spot:
    state: State = "stop" if one["is_excluded"] else ""
    return svg.Spot(one["x"], one["y"], one["name"], state)


def residual_plot(data: Frozen) -> SafeString:
    """Draw how far each reading lies from the fit."""
    x, _y = _axes(data)
    spots = [
        svg.Spot(one["x"], one["y"] - one["fitted"], one["name"])
        for one in data["spots"]
        if one["fitted"] is not None
    ]
    return svg.scatter(
        spots, x, svg.Axis(_("Reading minus fit")), _("Residuals"), rows=[svg.Limit(0.0, _("Fit"))]
    )


def reading_rows(data: Frozen) -> list[dict[str, Any]]:
    """Return every reading with what the fit says there; one that is left out has its reason."""
    spots = {one["name"]: one for one in data["spots"]}
    rows = []
    for one in data["readings"]:
        fitted = spots.get(one["name"], {}).get("fitted")
        rows.append(
            {
                "name": one["name"],
                "role": role_word(one["role"]),
                "sample": one["sample"],
                "dose": _said(one["dose"]),
                "text": one["text"],
                "fitted": _said(fitted),
                "excluded": one["excluded"],
            }
        )
    return rows


def plate_grid(data: Frozen) -> list[tuple[str, list[dict[str, Any] | None]]]:
    """Return the plate row by row where the readings are wells; empty for a table."""
    if not data["typed"]["layout"]:
        return []
    wells = {one["name"]: one for one in data["readings"]}
    places = [(name[0], int(name[1:])) for name in wells]
    last_row = max("H", *(row for row, _column in places))
    columns = range(1, max(12, *(column for _row, column in places)) + 1)
    return [
        (row, [_well(wells.get(f"{row}{column}")) for column in columns])
        for row in "ABCDEFGHIJKLMNOP"[: "ABCDEFGHIJKLMNOP".index(last_row) + 1]
    ]


def _well(one: Frozen | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "text": one["text"],
        "role": one["role"],
        "word": role_word(one["role"]),
        "dose": "" if one["dose"] is None else number(one["dose"]),
        "excluded": one["excluded"],
    }


def csv_rows(data: Frozen) -> list[list[Any]]:
    """Return headings, and every reading with its fit and residual, unrounded."""
    lang = language()
    rows: list[list[Any]] = [
        [_("Reading"), _("Group"), _("Sample"), _("Dose or dilution"), _("Response"), _("On the scale of the fit"),
         _("Fit"), _("Reading minus fit"), _("Left out because")]
    ]  # fmt: skip
    spots = {one["name"]: one for one in data["spots"]}
    for one in data["readings"]:
        spot = spots.get(one["name"], {"y": None, "fitted": None})
        fitted = spot["fitted"]
        left = [spot["y"], fitted, None if fitted is None else spot["y"] - fitted]
        texts = [
            one["name"],
            role_word(one["role"]).in_language(lang),
            one["sample"],
            one["dose"],
            one["text"],
        ]
        rows.append([*texts, *left, one["excluded"]])
    return rows
