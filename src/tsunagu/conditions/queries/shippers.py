"""Shippers with what was measured of them, and in which one the things of a transport lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.domain.holding import Hold, Qualified
from tsunagu.conditions.models import HoldTest, Packing, Shipper
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text

LAST_TESTS = 20


@dataclass(frozen=True, slots=True)
class ShipperView:
    """A shipper as lists show it, with the measurement that counts; ``nominal_hours`` is its maker's word."""

    uuid: UUID
    member: UUID
    member_id: int
    member_name: Text
    model: str
    nominal_hours: int | None
    known: Qualified

    @property
    def code(self) -> str:
        """The number written on it."""
        return self.known.code

    @property
    def band_name(self) -> Text:
        """The temperature band that it is made for."""
        return BANDS[self.known.band].name

    def standing(self, on: date) -> str:
        """Say how it stands on a day: fit, lapsed, unmeasured or retired."""
        if self.known.retired_on is not None and self.known.retired_on <= on:
            return "retired"
        if self.known.hours is None:
            return "unmeasured"
        return "fit" if self.known.is_fit(on) else "lapsed"


@dataclass(frozen=True, slots=True)
class TestRow:
    """One measurement of a shipper."""

    uuid: UUID
    hours: int
    tested_on: date
    valid_until: date
    tested_by: str
    reference: str


@dataclass(frozen=True, slots=True)
class ShipperPage:
    """A shipper with its measurements, the newest (the one that counts) first."""

    view: ShipperView
    tests: list[TestRow]


@dataclass(frozen=True, slots=True)
class PackingRow:
    """In which shipper the things of a step lie, since when, and for how long that holds."""

    chain: UUID
    uuid: UUID
    step: str
    attempt: int
    shipper: UUID
    owner: UUID
    code: str
    band: str
    hours: int
    qualified_until: date
    closed_at: datetime
    closed_by: UUID
    recorded_at: datetime

    @property
    def hold(self) -> Hold:
        """How long it holds."""
        return Hold(self.closed_at, self.hours)


def shippers(on: date, member: UUID | None = None) -> list[ShipperView]:
    """Return the shippers of the network (or of one member), those in use first, in two queries."""
    rows = Shipper.objects.select_related("member").order_by("member__key", "code")
    found = _views(rows.filter(member__uuid=member) if member else rows)
    return sorted(found, key=lambda one: one.standing(on) == "retired")


def shippers_fit(band: str, on: date, members: Iterable[UUID]) -> list[ShipperView]:
    """Return the shippers of these members that may be filled for a band on a day."""
    rows = Shipper.objects.filter(band=band, member__uuid__in=list(members)).select_related("member")
    return [one for one in _views(rows.order_by("member__key", "code")) if one.known.is_fit(on)]


def shipper_page(uuid: UUID) -> ShipperPage:
    """Return a shipper with its history; refuse one that doesn't exist."""
    found = _views(Shipper.objects.filter(uuid=uuid).select_related("member"))
    if not found:
        raise NotFound("shipper", NO_SUCH)
    rows = HoldTest.objects.filter(shipper__uuid=uuid)[:LAST_TESTS]
    return ShipperPage(
        found[0],
        [TestRow(**{name: getattr(row, name) for name in TestRow.__dataclass_fields__}) for row in rows],
    )


def packings_of(chains: Iterable[UUID]) -> list[PackingRow]:
    """Return in which shippers the things of chains lie or lay, the one that counts for a step last."""
    return [PackingRow(*values) for values in _packings(list(chains))]


def packings_in(shippers_: Iterable[UUID]) -> list[PackingRow]:
    """Return for which steps these shippers were closed, of the chains that the scope reads, the last one last."""
    rows = Packing.objects.filter(shipper__in=list(shippers_)).order_by("recorded_at", "uuid")
    return [PackingRow(*values) for values in rows.values_list(*PackingRow.__dataclass_fields__)]


@compiled
def _packings(chains: Iterable[UUID]) -> QuerySet[Packing, tuple[Any, ...]]:
    rows = Packing.objects.filter(chain__in=chains).order_by("recorded_at", "uuid")
    return rows.values_list(*PackingRow.__dataclass_fields__)


def _views(rows: Iterable[Shipper]) -> list[ShipperView]:
    found = list(rows)
    newest: dict[int, HoldTest] = {}
    for test in HoldTest.objects.filter(shipper__in=[row.pk for row in found]):
        newest.setdefault(test.shipper_id, test)
    return [_view(row, newest.get(row.pk)) for row in found]


def _view(row: Shipper, test: HoldTest | None) -> ShipperView:
    known = Qualified(
        row.code, row.band, test.hours if test else None, test.valid_until if test else None, row.retired_on
    )
    return ShipperView(
        row.uuid, row.member.uuid, row.member_id, row.member.name, row.model, row.nominal_hours, known
    )


NO_SUCH = Text("この輸送容器は登録されていません。", "This shipper is not registered.")
