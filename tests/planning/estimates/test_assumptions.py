"""Assumptions are data: an own file outweighs what is shipped, name by name, and nonsense is refused whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from tsunagu.foundation.own_data import read_data
from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import BadInput
from tsunagu.planning.domain.estimates.assumptions import (
    Assumptions,
    Demand,
    Office,
    Spread,
    assumptions_from,
)
from tsunagu.planning.queries.estimates import assumptions


def read(own: Path) -> Assumptions:
    return read_data(
        "assumptions.yaml", own, "TSUNAGU_PLANNING_ASSUMPTIONS", assumptions_from, concept="planning"
    )


def test_an_own_file_says_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "spreads: {tend: {failure: 0.2}}\nhours: {longer_culture: 10}\noffice: {until: 18}\n"
        "needs: {test: {test_run: 3}}\npromises: {hold: 24}\n"
    )
    found, shipped = read(own), assumptions()
    assert found.spreads["tend"] == Spread(0.10, 24.0, 0.2)
    assert found.spreads["test"] == shipped.spreads["test"]
    assert found.longer_culture_hours == 10
    assert found.wait_in_the_room_hours == shipped.wait_in_the_room_hours == 24
    assert found.needs["test"] == (Demand("test_run", 3),)
    assert found.needs["administer"] == (Demand("infusion_bed"),)
    assert found.needs["store"] == (Demand("storage_position", stays=True, where_published=True),)
    assert found.learning == shipped.learning
    assert (found.office, shipped.office) == (Office(9, 18), Office(9, 17))
    assert found.culture_sure == shipped.culture_sure == 0.8
    assert found.pace == replace(shipped.pace, hold=24)
    assert shipped.pace.hold == 48


@pytest.mark.parametrize(
    "text",
    [
        "- 1", "spreads: 3", "spread: {}", "spreads: {tend: {failure: 2}}", "spreads: {tend: {failure: yes}}",
        "hours: {longer_culture: -1}", "hours: {longest: 1}", "learning: {least: .nan}", "needs: {test: [1]}",
        "cultures: {sure: 1}", "cultures: {sure: 0.1}", "promises: {hold: 0}", "promises: {patience: 3}",
        "office: {from: 17, until: 9}", "office: {from: 9, until: 25}", "office: {opens: 9}",
        "needs: {test: {test_run: {hours: 1, when: now}}}", "needs: {test: {test_run: {where_published: 3}}}",
        "needs: {test: {test_run: 0}}", "needs: {test: {3: 1}}", "spreads: {other: {failure: 0.1}}", "spreads: {a",
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_stops_the_start(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(SetupProblem):
        read(own)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(BadInput, match=r"hours\.longer_culture"):
        assumptions_from({"spreads": {}})
