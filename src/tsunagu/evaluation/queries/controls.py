"""Reads of control materials 管理試料: a laboratory's own controls, and their measurements.

For variance splits, ``observations`` gives every single reading in force as one flat ``Observation`` with the factors
it was made under (site, operator, instrument, reagent lots, day, run). Only the laboratory itself reads its controls:
another member's scope finds none. ``own_controls`` opens the chains that the others read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.trends import TrendPoint
from tsunagu.evaluation.models import Control, ControlReading
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class ControlView:
    """A control as it was registered; ``readings`` is how many single values a measurement has."""

    chain: UUID
    member: UUID
    number: str
    name: str
    lot: str
    characteristic: str
    method: str
    unit: str
    site: UUID
    readings: int
    assigned: float | None
    assigned_sd: float | None
    expires_on: date | None
    is_synthetic: bool
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement: readings as typed and as exact numbers, ``value`` their mean; ``operator`` is who signed it."""

    chain: UUID
    uuid: UUID
    readings: list[str]
    numbers: list[str]
    value: float
    site: UUID
    operator: UUID
    instrument: str
    reagent_lots: list[str]
    method_version: str
    measured_at: datetime
    recorded_at: datetime
    replaces: UUID | None
    reason: str
    replaced_by: UUID | None

    @property
    def is_in_force(self) -> bool:
        """Whether it counts: it was not replaced."""
        return self.replaced_by is None

    @property
    def point(self) -> TrendPoint:
        """What a chart plots of it."""
        return TrendPoint(self.uuid, self.measured_at, self.value, tuple(float(one) for one in self.numbers))


@dataclass(frozen=True, slots=True)
class Observation:
    """One single reading of a control with the factors it was made under, for splitting variance.

    Attributes
    ----------
    value : in ``unit`` (UCUM). run : the measurement it belongs to; readings of one run differ by repeatability alone.
    place : number of the reading within its run, from 1. day : of the measurement, in Tokyo.
    operator : uuid of the person who signed. reagent_lots : as typed, in their order; () where none was.
    control, control_lot : which control, and its lot; never compare values across lots without saying so.
    """

    value: float
    unit: str
    characteristic: str
    method: str
    control: UUID
    control_lot: str
    member: UUID
    site: UUID
    operator: UUID
    instrument: str
    reagent_lots: tuple[str, ...]
    method_version: str
    day: date
    measured_at: datetime
    run: UUID
    place: int


def own_controls(member: UUID) -> list[ControlView]:
    """Open the chains of a member's own controls and return them, the newest first; none for another member."""
    rows = Control.objects.filter(chain__in=_opened(Control.objects.filter(member=member)))
    newest = rows.order_by("-registered_at", "-number")
    return [ControlView(*values) for values in newest.values_list(*ControlView.__dataclass_fields__)]


def control_by_number(member: UUID, number: str) -> ControlView:
    """Open and return one of a member's own controls; there is no such control for anybody else."""
    rows = Control.objects.filter(chain__in=_opened(Control.objects.filter(member=member, number=number)))
    values = rows.values_list(*ControlView.__dataclass_fields__).first()
    if values is None:
        raise NotFound("no_such_control", NO_SUCH_CONTROL)
    return ControlView(*values)


def _opened(rows: QuerySet[Control]) -> frozenset[UUID]:
    """Open those of the controls' chains that the scope's member is a party to."""
    with gate_scope():
        chains = list(rows.values_list("chain", flat=True))
    return open_if_party(chains)


def measurements_of(controls: Iterable[UUID], with_replaced: bool = False) -> list[Measurement]:
    """Return the measurements of opened controls in the order of their making; those replaced only if asked for."""
    rows = ControlReading.objects.filter(chain__in=list(controls)).order_by("measured_at", "uuid")
    rows = rows if with_replaced else rows.filter(replaced_by=None)
    return [Measurement(*values) for values in rows.values_list(*Measurement.__dataclass_fields__)]


def observations(controls: Iterable[ControlView]) -> list[Observation]:
    """Return every single reading in force of opened controls, in the order of their making, one line each.

    Take ``own_controls(member)``, keep those of one characteristic, method and lot, and split by any of the factors.
    """
    known = {one.chain: one for one in controls}
    return [
        _observation(known[one.chain], one, place, float(number))
        for one in measurements_of(known)
        for place, number in enumerate(one.numbers, start=1)
    ]


def _observation(control: ControlView, one: Measurement, place: int, value: float) -> Observation:
    return Observation(
        value=value,
        unit=control.unit,
        characteristic=control.characteristic,
        method=control.method,
        control=control.chain,
        control_lot=control.lot,
        member=control.member,
        site=one.site,
        operator=one.operator,
        instrument=one.instrument,
        reagent_lots=tuple(one.reagent_lots),
        method_version=one.method_version,
        day=one.measured_at.astimezone(TOKYO).date(),
        measured_at=one.measured_at,
        run=one.uuid,
        place=place,
    )


NO_SUCH_CONTROL = Text(
    "該当する管理試料がありません。番号と、所属する組織を確認してください。",
    "There is no such control. Check the number, and the organisation you are signed in for.",
)
