"""Pooling, proportionality, exact counts, Fieller and most probable numbers, each by another computation."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from scipy import optimize, special, stats

from tsunagu.statistics import counting, potency, stability, yes_no

Rows = Sequence[tuple[Fraction, Fraction]]
MONTHS = [0, 3, 6, 9, 12, 18]


def squares(rows: Rows) -> tuple[Fraction, Fraction, Fraction]:
    """Corrected sums of squares and products of time and value."""
    n = len(rows)
    t, y = sum((row[0] for row in rows), Fraction()), sum((row[1] for row in rows), Fraction())
    return (
        sum((a * a for a, _ in rows), Fraction()) - t * t / n,
        sum((a * b for a, b in rows), Fraction()) - t * y / n,
        sum((b * b for _, b in rows), Fraction()) - y * y / n,
    )


def covariance_table(batches: Sequence[Rows]) -> tuple[tuple[float, float], tuple[float, float]]:
    """F and p of slopes and of intercepts by the sums of an analysis of covariance."""
    own = [squares(rows) for rows in batches]
    apart = sum((yy - ty * ty / tt for tt, ty, yy in own), Fraction())
    tt, ty, yy = (sum((one[place] for one in own), Fraction()) for place in range(3))
    parallel = yy - ty * ty / tt
    all_tt, all_ty, all_yy = squares([row for rows in batches for row in rows])
    together = all_yy - all_ty * all_ty / all_tt
    between, error = len(batches) - 1, sum(map(len, batches)) - 2 * len(batches)
    found = []
    for gain in (parallel - apart, together - parallel):
        f = float(gain / between / (apart / error))
        found.append((f, float(special.betainc(error / 2, between / 2, error / (error + between * f)))))
    return found[0], found[1]


@pytest.mark.parametrize("seed", range(12))
def test_pooling_by_plain_sums_in_fractions(seed: int) -> None:
    draw = np.random.default_rng(seed)
    batches = []
    for number in range(2 + seed % 3):
        slope = -0.2 - (0.02 * number if seed % 2 else 0.0)
        start = 100 + (0.4 * number if seed % 4 > 1 else 0.0)
        kept = MONTHS[: len(MONTHS) - number % 2]  # unequal batches
        batches.append(
            [(Fraction(t), Fraction(round(start + slope * t + 0.4 * draw.normal(), 2))) for t in kept]
        )
    slopes, intercepts = covariance_table(batches)
    labels = [f"B{number}" for number, rows in enumerate(batches) for _ in rows]
    times, values = ([float(row[place]) for rows in batches for row in rows] for place in (0, 1))
    found = stability.pooling(stability.study(labels, times, values))
    assert found is not None
    assert (found.slopes.statistic, found.slopes.p) == pytest.approx(slopes, rel=1e-9)
    assert (found.intercepts.statistic, found.intercepts.p) == pytest.approx(intercepts, rel=1e-9)
    expected = "dids" if slopes[1] < 0.25 else "dics" if intercepts[1] < 0.25 else "cics"
    assert found.model == expected


def test_batches_just_beside_a_quarter_fall_on_their_own_side() -> None:
    def tested(tilt: float) -> stability.Pooling:
        noise = [0.1, -0.2, 0.15, -0.05, 0.1, -0.1]
        one = [100 - 0.2 * t + e for t, e in zip(MONTHS, noise, strict=True)]
        other = [100 - (0.2 + tilt) * t - e for t, e in zip(MONTHS, noise, strict=True)]
        found = stability.pooling(stability.study(["A"] * 6 + ["B"] * 6, MONTHS * 2, [*one, *other]))
        assert found is not None
        return found

    edge = optimize.brentq(lambda tilt: tested(tilt).slopes.p - 0.25, 0.005, 0.1, xtol=1e-14)
    assert tested(edge + 1e-6).model == "dids"
    assert tested(edge - 1e-6).model != "dids"


def test_the_proportionality_index_by_hand() -> None:
    """Three fractions, two samples each; the smooth curve through as many powers as fractions is each one's mean."""
    counts = {Fraction(1, 4): [27, 25], Fraction(1, 2): [48, 52], Fraction(1): [97, 101]}
    rows = [(fraction, Fraction(count)) for fraction, pair in counts.items() for count in pair]
    slope = sum((y for _, y in rows), Fraction()) / sum(
        (f for f, _ in rows), Fraction()
    )  # variance as the mean
    means = {fraction: Fraction(sum(pair), len(pair)) for fraction, pair in counts.items()}
    index = sum((((means[f] - slope * f) / (slope * f)) ** 2 for f, _ in rows), Fraction())
    scaled = sum((((y - slope * f) / (slope * f)) ** 2 for f, y in rows), Fraction())
    found = counting.indicators(
        counting.dilution_series([float(f) for f, _ in rows], [1, 2] * 3, [float(y) for _, y in rows])
    )
    assert slope == 100
    assert index == Fraction(17, 5000)  # 2 x (0.04^2 + 0 + 0.01^2)
    assert found.slope == pytest.approx(float(slope), rel=1e-12)
    assert found.proportionality_index == pytest.approx(float(index), rel=1e-9)
    assert found.scaled_sum_squared == pytest.approx(float(scaled), rel=1e-12)


@pytest.mark.parametrize("events", [0, 1, 2, 7, 30, 400])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.999])
def test_exact_rates_by_chi_square_and_by_sums_of_the_distribution(events: int, confidence: float) -> None:
    ends, tail = counting.rate(events, confidence=confidence).interval, (1 - confidence) / 2
    low = float(stats.chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
    assert ends.lower == pytest.approx(low, rel=1e-9)
    assert ends.upper == pytest.approx(float(stats.chi2.isf(tail, 2 * events + 2)) / 2, rel=1e-9)
    terms = [math.exp(k * math.log(ends.upper) - ends.upper - math.lgamma(k + 1)) for k in range(events + 1)]
    assert math.fsum(terms) == pytest.approx(tail, rel=1e-8)


def test_fieller_by_trying_every_ratio() -> None:
    draw, kinds = np.random.default_rng(3), set()
    angles = np.linspace(-math.pi / 2, math.pi / 2, 20_001)[1:-1]
    ratios = np.tan(angles)
    for _ in range(300):
        n, d = draw.normal(0, 2, 2)
        vn, vd = draw.chisquare(2, 2) / 4
        covariance = float(draw.uniform(-0.95, 0.95) * math.sqrt(vn * vd))
        found = potency.fieller(n, d, vn, vd, covariance, degrees=7.0)
        t = float(stats.t.ppf(0.975, 7))
        kept = (n - ratios * d) ** 2 <= t * t * (vn - 2 * ratios * covariance + ratios**2 * vd)
        inside = (found.lower <= ratios) & (ratios <= found.upper)
        claimed = {"bounded": inside, "disjoint": (ratios <= found.lower) | (ratios >= found.upper)}
        expected = claimed.get(found.kind, np.ones_like(inside))
        near = np.abs(np.arctan(found.lower) - angles) < 2e-4
        near |= np.abs(np.arctan(found.upper) - angles) < 2e-4
        assert np.array_equal(kept[~near], expected[~near]), (n, d, vn, vd, covariance)
        kinds.add(found.kind)
    assert kinds == {"bounded", "disjoint", "everything"}


def test_a_slope_exactly_at_its_limit_with_nothing_above_rules_nothing_out() -> None:
    exact = []  # (degrees, variance) for which t^2 variance is 1 to the last digit
    for degrees in range(2, 40):
        t = float(stats.t.ppf(0.975, degrees))
        around = [1 / t / t * (1 + step * 2.0**-53) for step in range(-8, 9)]
        exact += [(degrees, variance) for variance in around if variance * t * t == 1.0]
    found = potency.fieller(0.0, 1.0, 1.0, exact[0][1], degrees=float(exact[0][0]))
    assert (found.kind, found.lower, found.upper) == ("everything", -math.inf, math.inf)


@pytest.mark.parametrize("positive", [[3, 1, 0], [3, 3, 1], [5, 0, 2], [0, 0, 1], [5, 5, 4]])
def test_most_probable_numbers_by_roots_of_the_likelihood(positive: list[int]) -> None:
    tubes, amount = [5, 5, 5], [10.0, 1.0, 0.1]

    def likelihood(log_density: float) -> float:
        return math.fsum(
            float(stats.binom.logpmf(p, n, -math.expm1(-math.exp(log_density) * v)))
            for p, n, v in zip(positive, tubes, amount, strict=True)
        )

    best = optimize.minimize_scalar(lambda x: -likelihood(x), bounds=(-9, 5), options={"xatol": 1e-12}).x
    drop = float(stats.chi2.isf(0.05, 1)) / 2

    def below(x: float) -> float:
        return likelihood(x) - likelihood(best) + drop

    lower, upper = optimize.brentq(below, best - 8, best), optimize.brentq(below, best, best + 6)
    found = yes_no.most_probable_number(positive, tubes, amount).estimate
    assert math.log(found.value) == pytest.approx(best, abs=1e-6)
    assert math.log(found.interval.lower) == pytest.approx(lower, abs=1e-8)
    assert math.log(found.interval.upper) == pytest.approx(upper, abs=1e-8)
