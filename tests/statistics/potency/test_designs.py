"""Layouts of assays and what is refused as one."""

import pytest

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.designs import (
    completely_randomised,
    geometric_doses,
    latin_square,
    observations,
    randomised_blocks,
)


def test_replicates_and_doses_may_differ_between_preparations() -> None:
    assay = completely_randomised(
        {"S": [[1, 2], [3]], "T": [[4], [5, 6, 7], [8]]}, {"S": [1, 2], "T": [1, 3, 9]}
    )
    assert assay.names == ("S", "T")
    assert assay.of("T").dose.tolist() == [1, 3, 3, 3, 9]
    assert assay.of("S").response.tolist() == [1, 2, 3]
    assert len(set(assay.treatment.tolist())) == 5


def test_the_standard_can_be_named() -> None:
    assert observations(["T", "S"], [1, 1], [1, 2], standard="S").names == ("S", "T")
    with refused("no_standard"):
        observations(["T", "T"], [1, 2], [1, 2], standard="S")


def test_blocks_may_hold_one_response_or_several() -> None:
    assay = randomised_blocks({"a": {"S": [1, [2, 3]]}, "b": {"S": [4, 5]}}, {"S": [1, 2]})
    assert assay.groups["block"].tolist() == [0, 0, 0, 1, 1]
    assert assay.response.tolist() == [1, 2, 3, 4, 5]


def test_what_is_no_latin_square_is_refused() -> None:
    square = latin_square(["S", "T", "T", "S"], [1, 1, 1, 1], [1, 2, 3, 4], [1, 1, 2, 2], [1, 2, 1, 2])
    assert set(square.groups) == {"row", "column"}
    with refused("not_latin"):
        latin_square(["S", "T", "S", "T"], [1, 1, 1, 1], [1, 2, 3, 4], [1, 1, 2, 2], [1, 2, 1, 2])


def test_doses_grow_by_their_ratio() -> None:
    assert geometric_doses(2, 1.5, 3) == pytest.approx([2, 3, 4.5])


@pytest.mark.parametrize(
    ("code", "dose", "response", "weight"),
    [
        ("negative_dose", [-1, 2], [1, 2], [1, 1]),
        ("weights", [1, 2], [1, 2], [1, 0]),
        ("lengths", [1, 2, 3], [1, 2], [1, 1]),
        ("not_finite", [1, 2], [1, float("nan")], [1, 1]),
        ("not_numbers", [1, 2], [1, "x"], [1, 1]),
        ("too_few", [], [], []),
    ],
)
def test_what_cannot_enter_is_refused(
    code: str, dose: list[float], response: list[float], weight: list[float]
) -> None:
    with refused(code):
        observations(["S", "T"], dose, response, weight=weight)


def test_a_preparation_without_doses_is_refused() -> None:
    with refused("no_doses"):
        completely_randomised({"S": [[1, 2]], "T": [[1]]}, {"S": [1]})
    with refused("too_few"):
        completely_randomised({}, {})
