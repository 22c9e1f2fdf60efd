"""Transports lead from who made what is carried, whatever paperwork lies between; lateness is a step's own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tsunagu import therapies
from tsunagu.journeys.domain.durations import StepCourse, lanes_of
from tsunagu.therapies.domain.parsing import load_route

ROUTES = Path(therapies.__file__).parent / "data" / "routes"
AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("route", "lanes"),
    [
        (
            "auto-car-t-frozen",
            {"transport_in": ("hospital", "manufacturer"), "transport_out": ("manufacturer", "hospital")},
        ),
        ("allo-bm-msc-gvhd", {"transport_out": ("store", "hospital")}),
        (
            "donor-amnion-production",
            {"transport_in": ("donor_site", "processor"), "transport_out": ("processor", "manufacturer")},
        ),
    ],
)  # fmt: skip
def test_lanes_of_routes(route: str, lanes: dict[str, tuple[str, str]]) -> None:
    assert lanes_of(load_route((ROUTES / f"{route}.yaml").read_text())) == lanes


def course(**more: object) -> StepCourse:
    given = {
        "chain": UUID(int=1), "route": "r", "step": "s", "attempt": 1, "action": "process", "site": "x", "origin": "",
        "planned_hours": 5.0, "base": AT, "started_at": AT, "ended_at": AT + timedelta(hours=6), "state": "done",
    }  # fmt: skip
    return StepCourse(**(given | more))  # type: ignore[arg-type]


def test_a_course_knows_when_it_was_due_and_how_long_it_took() -> None:
    assert course().hours == 6.0
    assert course().due() == AT + timedelta(hours=5)
    assert course().due(8) == AT + timedelta(hours=8)
    assert course(started_at=None).hours is None
    assert course(ended_at=AT - timedelta(hours=1)).hours is None  # a time typed wrongly is no duration
    assert not course(ended_at=None, state="started").is_over
    assert course(state="failed").is_over
