"""Shelf lives of published studies (LeBlond 2011, JMP), by the convention that each used."""

from typing import Any

import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.stability.shelf_life import ShelfLife, shelf_life

CASES = (
    "ich-q1e-common-slope",
    "ich-q1e-common-slope-intercept",
    "ich-q1e-degradant-upper-limit",
    "ich-q1e-different-slopes",
    "ich-q1e-jmp-four-batches",
)


def estimated(inputs: dict[str, Any], **options: Any) -> ShelfLife:
    data = inputs["data"]
    return shelf_life(
        [row["batch"] for row in data],
        [row["month"] for row in data],
        [row["y"] for row in data],
        **{inputs["limit_side"]: inputs["limit"]},
        alpha=inputs["poolability_alpha"],
        **options,
    )


@pytest.mark.parametrize("name", CASES)
def test_published_shelf_lives_are_found(name: str) -> None:
    published = case(name)
    life = estimated(published["inputs"], residual="own")
    assert life.pooling is not None
    found = {
        "model": life.model,
        "F_batch": life.pooling.intercepts.statistic,
        "F_batch_by_time": life.pooling.slopes.statistic,
        "F_regression": life.regression.statistic,
        "intercepts": {batch.name: batch.intercept.value for batch in life.batches},
        "intercept": life.batches[0].intercept.value,
        "slopes": {batch.name: batch.slope.value for batch in life.batches},
        "slope": life.batches[0].slope.value,
        "shelf_life_months": life.time,
    }
    assert_agrees(found, published)


def test_pooled_residual_variance_gives_what_the_paper_prints() -> None:
    life = estimated(case("ich-q1e-different-slopes")["inputs"])
    assert life.time == pytest.approx(15.6, abs=0.05)
    assert life.worst_batch == "b8"
