"""What plans go by now, and what was observed, proposed and decided about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast
from uuid import UUID

from django.conf import settings

from tsunagu.foundation.own_data import read_data
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.assumptions import Assumptions, assumptions_from
from tsunagu.planning.domain.estimates.figures import Figures, accepting
from tsunagu.planning.domain.estimates.places import Kind, Place
from tsunagu.planning.domain.estimates.words import NAMES
from tsunagu.planning.models import Estimate

MOST = 2000


@dataclass(frozen=True)
class EstimateView:
    """A version of an estimate; ``values`` are (value, lower, upper) by name, an upper end of None is open."""

    uuid: UUID
    member: UUID
    member_name: Text
    place: Place
    n: int
    values: Mapping[str, tuple[float, float, float | None]]
    counts: Mapping[str, int]
    before: Mapping[str, float]
    since: datetime
    until: datetime
    has_changed: bool
    digest: str
    state: str
    made_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    note: str
    ended_at: datetime | None
    against: str = ""
    beside: "EstimateView | None" = None

    @property
    def planned_with(self) -> Mapping[str, float]:
        """What plans go by beside it: its own values while it is in force, else what was in force when it was made."""
        return self.middle if self.state == "accepted" else self.before

    @property
    def middle(self) -> dict[str, float]:
        """The values alone."""
        return {name: value for name, (value, _, _) in self.values.items()}


@cache
def assumptions() -> Assumptions:
    """Return what plans assume here.

    Raises
    ------
    SetupProblem : the installation's file can't be read, or says something that makes no sense.
    """
    own: Path | None = settings.PLANNING_ASSUMPTIONS
    return read_data(
        "assumptions.yaml", own, "TSUNAGU_PLANNING_ASSUMPTIONS", assumptions_from, concept="planning"
    )


def figures() -> Figures:
    """Return what plans go by: accepted estimates, whoever they are about, and the assumptions elsewhere."""
    with gate_scope():
        rows = list(Estimate.objects.filter(state="accepted"))
    found = Figures(assumptions())
    for row in rows:
        found = accepting(found, place_of(row), {name: ends[0] for name, ends in row.values.items()}, row.n)
    return found


def place_of(row: Estimate) -> Place:
    """Return what a row is about."""
    return Place(cast(Kind, row.kind), row.action, row.site, row.origin, row.route, row.step)


def estimates() -> list[EstimateView]:
    """Return what is in force (for all), and what else stands now as far as the scope sees it, no old versions.

    Of a place with nothing to decide, what is in force or was declined stands for it.
    """
    with gate_scope():
        in_force = list(Estimate.objects.select_related("member").filter(state="accepted")[:MOST])
    others = Estimate.objects.select_related("member").exclude(state__in=("accepted", "superseded"))
    found = _views([*in_force, *others[:MOST]])
    decided = {one.place for one in found if one.decided_at is not None}
    proposed = {one.place for one in found if one.state == "proposed"}
    return [
        one
        for one in found
        if not (one.state == "noted" and one.place in decided)
        and not (one.state == "declined" and one.place in proposed)
    ]


def estimate_of(uuid: UUID) -> EstimateView:
    """Return one version; refuse one that isn't there for the scope. What is or was in force, all may read."""
    row = Estimate.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        with gate_scope():
            shown = Estimate.objects.select_related("member").filter(state__in=("accepted", "superseded"))
            row = shown.filter(uuid=uuid).first()
    if row is None:
        raise NotFound("estimate", NO_ESTIMATE)
    return _views([row])[0]


def versions_of(place: Place) -> list[EstimateView]:
    """Return what was decided about a place, as far as the scope sees it, the newest first."""
    rows = Estimate.objects.select_related("member").filter(
        kind=place.kind, action=place.action, site=place.site, origin=place.origin, route=place.route, step=place.step
    )  # fmt: skip
    return sorted(
        _views(rows.filter(decided_at__isnull=False)), key=lambda one: one.decided_at or one.made_at, reverse=True
    )  # fmt: skip


def last_look() -> datetime | None:
    """Return when estimates were made last, as far as the scope sees."""
    return Estimate.objects.order_by("-made_at").values_list("made_at", flat=True).first()


def _views(rows: Iterable[Estimate]) -> list[EstimateView]:
    return [
        EstimateView(
            uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, place=place_of(row), n=row.n,
            values={name: _ends(row.values[name]) for name in NAMES if name in row.values}, counts=row.counts,
            before=row.before, since=row.since, until=row.until, has_changed=row.has_changed, digest=row.digest,
            state=row.state, made_at=row.made_at, decided_at=row.decided_at, decided_by=row.decided_by,
            note=row.note, ended_at=row.ended_at, against=row.against, beside=_beside(row),
        )
        for row in rows
    ]  # fmt: skip


def _beside(row: Estimate) -> EstimateView | None:
    """Return the chance that was measured against a duration and belongs to it."""
    said = row.beside
    if not said:
        return None
    return EstimateView(
        uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, place=place_of(row).chance, n=said["n"],
        values={name: _ends(said["values"][name]) for name in NAMES if name in said["values"]},
        counts=said["counts"], before=said["before"], since=row.since, until=row.until,
        has_changed=said["has_changed"], digest=said["digest"], state=row.state, made_at=row.made_at,
        decided_at=row.decided_at, decided_by=row.decided_by, note=row.note, ended_at=row.ended_at,
    )  # fmt: skip


def _ends(values: list[float]) -> tuple[float, float, float | None]:
    return values[0], values[1], values[2]


NO_ESTIMATE = Text("この見積りは登録されていません。", "There is no such estimate.")
