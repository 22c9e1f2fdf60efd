"""Values of a route arranged for its pages: rows of steps, limits of characteristics, lines of facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.svg.primitives import element, joined, paint
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.therapies.domain import Characteristic, Panel, Route, Step, as_data
from tsunagu.therapies.domain import vocabulary as words
from tsunagu.therapies.domain.legal_basis import LegalBasisFacts
from tsunagu.therapies.web.drawing import limit_text, said, span_text


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the table shows it."""

    step: Step
    stage: Text
    party: Text
    role: Text
    capability: Text
    starts: str
    takes: str
    needs: tuple[str, ...]
    flows: str


def step_rows(route: Route) -> list[StepRow]:
    """Return the steps in working order."""
    offsets = route.planned_offsets()
    return [
        StepRow(
            step=step,
            stage=words.STAGES[step.stage],
            party=words.PARTIES[step.party],
            role=words.ROLES[step.role],
            capability=capability_name(step.capability),
            starts=span_text(offsets[step.key]),
            takes=span_text(step.duration_hours),
            needs=tuple(_needs(route, step)),
            flows=_flows(route, step),
        )
        for step in route.order
    ]


def _needs(route: Route, step: Step) -> Iterator[str]:
    for window in step.windows:
        yield f"{said(window.name)} {limit_text(window.max_hours)}"
    if step.band:
        yield said(words.BANDS[step.band])
    for key in step.requires_panels:
        yield gettext("%(panel)s passed") % {"panel": said(route.panel(key).name)}
    if step.releases:
        yield said(words.RELEASES[step.releases])
    if step.needs_release:
        yield gettext("Only after release")
    if step.signatures == 2:
        yield gettext("Two signatures")
    if step.at_risk_until:
        yield gettext("Donor results must be known")


def _flows(route: Route, step: Step) -> str:
    if step.is_consuming or step.outputs:
        left = [_piece(route, flow.product, flow.count, flow.source) for flow in step.inputs]
        right = [_piece(route, flow.product, flow.count, "journey") for flow in step.outputs]
        return " → ".join(" + ".join(side) for side in (left, right) if side)
    return " + ".join(_piece(route, flow.product, flow.count, flow.source) for flow in step.inputs)


def _piece(route: Route, product: str, count: int, source: str) -> str:
    name = said(route.product(product).name)
    text = f"{name} ×{count}" if count > 1 else name
    return gettext("%(product)s, from a released lot") % {"product": text} if source == "lot" else text


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A characteristic as its panel's table shows it; numbers stand apart so that they can be aligned."""

    name: Text
    method: Text
    weight: Text
    sign: str
    limit: float | None
    upper: float | None
    expected: Text | None
    unit: Text
    takes: str


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A panel with its rows and the step at which results are entered."""

    panel: Panel
    steps: tuple[Text, ...]
    rows: tuple[LimitRow, ...]


def panels_shown(route: Route) -> list[PanelShown]:
    """Return the panels in the order in which they are used."""
    used = {step.panel: at for at, step in reversed(list(enumerate(route.order))) if step.panel}
    return [
        PanelShown(
            panel,
            tuple(step.name for step in route.order if step.panel == panel.key),
            tuple(_limit_row(one) for one in panel.characteristics),
        )
        for panel in sorted(route.panels, key=lambda panel: used.get(panel.key, len(route.steps)))
    ]


def _limit_row(one: Characteristic) -> LimitRow:
    is_range = one.minimum is not None and one.maximum is not None
    sign = "" if is_range else "≥" if one.minimum is not None else "≤" if one.maximum is not None else ""
    return LimitRow(
        name=one.name,
        method=method_name(one.method),
        weight=words.WEIGHTS[one.weight],
        sign=sign,
        limit=one.minimum if one.minimum is not None else one.maximum,
        upper=one.maximum if is_range else None,
        expected=words.EXPECTED.get(one.expected, Text(one.expected, one.expected)) if one.expected else None,
        unit=shown_unit(one.unit),
        takes=span_text(one.turnaround_hours),
    )


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A legal basis with its state today, as shape, word and colour."""

    basis: LegalBasisFacts
    kind: Text
    state: str
    label: str


def basis_rows(bases: list[LegalBasisFacts], today: date) -> list[BasisRow]:
    """Return the legal bases as the page shows them."""
    labels = {
        "active": ("ok", gettext("In force")),
        "suspended": ("stop", gettext("Suspended")),
        "expired": ("stop", gettext("Expired")),
        "missing": ("wait", gettext("Not yet in force")),
    }
    return [BasisRow(one, words.BASIS_KINDS[one.kind], *labels[one.state_on(today)]) for one in bases]


def strip(route: Route) -> SafeString:
    """Draw a route as a small strip of its stages, for lists; the words beside it say the rest."""
    width = 10.0
    marks = [
        element("rect", x=2 + at * width, y=3, width=width - 3, height=10, rx=2, fill=paint(step.stage))
        for at, step in enumerate(route.order)
    ]
    wide = f"{4 + len(marks) * width:.0f}"
    told = escape(listed((said(step.name) for step in route.order), language()))
    return mark_safe(  # noqa: S308 - every part is escaped above
        f'<svg viewBox="0 0 {wide} 16" width="{wide}" height="16" role="img"><title>{told}</title>{joined(marks)}</svg>'
    )


def days_to_patient(route: Route) -> float | None:
    """Return the hours from the first collection to the first administration, earliest."""
    collect, give = route.first("collect"), route.first("administer")
    if collect is None or give is None:
        return None
    offsets = route.planned_offsets()
    return offsets[give.key] - offsets[collect.key]


def as_yaml(route: Route, version: int | None = None) -> str:
    """Return the route as the text of a file that can be read again."""
    data = as_data(route)
    if version is not None:
        data["version"] = version
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110))
