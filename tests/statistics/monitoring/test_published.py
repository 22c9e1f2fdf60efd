"""Control charts with published limits (NIST handbook, qcc)."""

import datetime

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.phase_one import freeze_counts, freeze_groups

DAY = datetime.date(2026, 4, 1)


def test_the_count_chart_of_the_nist_handbook() -> None:
    published = case("nist-c-chart")
    counts = published["inputs"]["counts"]
    limits = freeze_counts(counts, version="1", frozen_on=DAY, chart="c")
    evaluation = evaluate(limits, counts)
    point = evaluation.points[0]
    found = {
        "center": point.center,
        "ucl": point.upper,
        "lcl": point.lower,
        "out_of_control_points": evaluation.signalled(),
    }
    assert_agrees(found, published)
    assert evaluation.signalled() == (24,)


def test_the_share_chart_of_the_nist_handbook() -> None:
    published = case("nist-p-chart")
    size = published["inputs"]["n"]
    counts = [round(fraction * size) for fraction in published["inputs"]["fractions"]]
    sizes = [size] * len(counts)
    limits = freeze_counts(counts, sizes, version="1", frozen_on=DAY, chart="p")
    evaluation = evaluate(limits, counts, sizes)
    point = evaluation.points[0]
    found = {
        "center": point.center,
        "ucl": point.upper,
        "lcl": point.lower,
        "out_of_control_points": evaluation.signalled(),
    }
    assert_agrees(found, published)
    assert evaluation.signalled() == (15, 23)


def test_the_piston_rings_of_qcc() -> None:
    published = case("qcc-piston-rings-xbar")
    first, second = published["inputs"]["phase_1"], published["inputs"]["phase_2"]
    limits = freeze_groups(first, version="1", frozen_on=DAY, sigma="uwave_r")
    assert limits.sigma is not None
    assert evaluate(limits, first).stable
    evaluation = evaluate(limits, second, first=len(first) + 1)
    found = {
        "center": limits.center.value,
        "sigma_within": limits.sigma.value,
        "lcl": limits.at(5).lower,
        "ucl": limits.at(5).upper,
        "beyond_limits": evaluation.signalled(),
    }
    assert_agrees(found, published)
    assert evaluation.signalled() == (37, 38, 39)
