"""The split held against known components: intervals cover the truth, and what can't be told apart is said."""

import random
from collections.abc import Callable, Mapping
from itertools import product

import pytest

from tsunagu.demonstration.engine.spread import READING, SAMPLE, SPREAD, drawn
from tsunagu.evaluation.domain.varies import Observation, Variation, what_varies

RESULTS, DRAWS = 240, 40
FEWEST = 34
"""Of forty 95 % intervals fewer than this cover once in 300 times; over 300 draws each factor covers 94 to 95 %."""
REST = (SAMPLE**2 + READING**2 / 3) ** 0.5
"""What is left beside the factors: the sample, and a third of the repetition in a mean of three."""


def designed(draw: int) -> list[Observation]:
    """Results of six sites, each factor crossed or within its site, with the demonstration's components."""
    chance, found = random.Random(draw), list[Observation]()
    for place in range(RESULTS):
        site = f"s{place % 6}"
        levels = {
            "donor": f"d{chance.randrange(16)}",
            "site": site,
            "operator": f"{site}o{chance.randrange(3)}",
            "instrument": f"{site}i{chance.randrange(3)}",
            "reagent_lot": f"l{chance.randrange(10)}",
            "day": f"{site}y{chance.randrange(8)}",
        }
        shares = drawn(levels, f"draw {draw}", str(place), 3)
        found += [Observation(share, str(place), levels) for share in shares]
    return found


def observed(values: Callable[[Mapping[str, str]], float], **levels: list[str]) -> list[Observation]:
    """One reading of each combination of the levels."""
    found = []
    for place, combination in enumerate(product(*levels.values())):
        chosen = dict(zip(levels, combination, strict=True))
        found.append(Observation(values(chosen), str(place), chosen))
    return found


def noise(seed: int, **sizes: float) -> Callable[[Mapping[str, str]], float]:
    """Values about 80 with an effect for each level and an error of 1."""
    chance, known = random.Random(seed), dict[tuple[str, str], float]()

    def value(levels: Mapping[str, str]) -> float:
        shift = 0.0
        for factor, size in sizes.items():
            key = (factor, levels[factor])
            shift += known.setdefault(key, chance.gauss(0, size))
        return 80 + shift + chance.gauss(0, 1)

    return value


def numbered(letter: str, count: int) -> list[str]:
    return [f"{letter}{place}" for place in range(count)]


def part(found: Variation, key: str) -> float:
    return next(one.sd.value for one in found.parts if one.factor.key == key)


def test_intervals_cover_the_known_components_in_nearly_all_of_forty_draws() -> None:
    truth: dict[str, float] = {**SPREAD, "error": REST}
    covered = dict.fromkeys(truth, 0)
    repeated = 0
    for draw in range(DRAWS):
        found = what_varies(designed(draw))
        assert {one.factor.key for one in found.parts} == set(truth)
        for one in found.parts:
            covered[one.factor.key] += one.sd.interval.covers(truth[one.factor.key])
        assert found.repeatability is not None
        repeated += found.repeatability.interval.covers(READING)
    every = len(covered) * DRAWS
    assert 0.92 * every <= sum(covered.values()) < every, covered  # honest intervals miss now and then
    assert min(covered.values()) >= FEWEST, covered
    assert repeated >= 0.9 * DRAWS


def test_shares_add_up_and_few_levels_keep_wide_intervals() -> None:
    found = what_varies(designed(3))
    assert sum(one.share.value for one in found.parts) == pytest.approx(1, abs=0.02)
    site = next(one for one in found.parts if one.factor.key == "site")
    error = next(one for one in found.parts if one.factor.key == "error")
    assert site.share.interval.width > 3 * error.share.interval.width


def test_readings_of_one_result_are_not_taken_for_results() -> None:
    every = designed(5)
    once = what_varies([one for place, one in enumerate(every) if place % 3 == 0])
    thrice = what_varies(every)
    assert (once.results, thrice.results) == (RESULTS, RESULTS)
    assert (once.readings, thrice.readings) == (RESULTS, 3 * RESULTS)
    assert once.repeatability is None
    assert part(once, "error") == pytest.approx(part(thrice, "error"), rel=0.35)


def test_who_reads_high_comes_first_and_is_shrunken() -> None:
    def value(levels: Mapping[str, str]) -> float:
        return {"s0": 90.0, "s1": 80.0, "s2": 79.0}[levels["site"]] + int(levels["day"][1:]) % 5 * 0.4

    found = what_varies(observed(value, site=numbered("s", 3), day=numbered("y", 20)), ("site",))
    first = found.levels["site"][0]
    assert first.key == "s0"
    assert 0 < first.effect.value < 90 - (90 + 80 + 79) / 3
    assert first.count == 20


def test_factors_that_lie_in_each_other_are_split_by_nested_analysis_of_variance() -> None:
    days = {f"s{site}y{day}": f"s{site}" for site in range(6) for day in range(5)}
    value = noise(2, site=3.0, day=2.0)
    found = [
        Observation(value({"site": site, "day": day}), f"{day}/{turn}", {"site": site, "day": day})
        for day, site in days.items()
        for turn in range(3)
    ]
    split = what_varies(found, ("site", "day"))
    assert split.method == "nested"
    assert part(split, "day") == pytest.approx(2.0, abs=0.9)
    assert not any("区別できます" in one.ja for one in split.cautions)  # days lie within sites by intent


def test_a_donor_measured_at_one_site_only_is_said() -> None:
    value = noise(4, donor=3.0, site=1.0)
    pairs = {f"d{place}": f"s{place % 4}" for place in range(12)}
    found = [
        Observation(value({"donor": donor, "site": site}), f"{donor}/{turn}", {"donor": donor, "site": site})
        for donor, site in pairs.items()
        for turn in range(4)
    ]
    said = " ".join(one.ja for one in what_varies(found, ("donor", "site")).cautions)
    assert "「提供者」の各水準は「拠点」の1つの水準でしか測定されていない" in said


def test_what_cannot_be_estimated_is_said_and_not_hidden() -> None:
    def levels(place: int) -> dict[str, str]:
        site = f"s{place % 3}"
        return {"site": site, "operator": f"o{place % 3}", "instrument": "one", "day": f"y{place}"}

    chance = random.Random(1)
    found = what_varies(
        [Observation(80 + chance.gauss(0, 1) + place % 3, str(place), levels(place)) for place in range(30)]
    )
    assert [one.factor.key for one in found.parts] == ["site", "error"]
    said = {key: reason.ja for key, reason in found.left_out.items()}
    assert "記録がありません" in said["donor"]
    assert "あと1水準" in said["instrument"]
    assert "完全に一致" in said["operator"]
    assert "1件しかない" in said["day"]
    assert {one.key: one.levels for one in found.factors}["day"] == 30


def test_counts_are_split_as_logarithms_and_told_in_per_cent() -> None:
    chance, effects = random.Random(6), dict[str, float]()
    found = []
    for place in range(200):
        site = f"s{place % 10}"
        shift = effects.setdefault(site, chance.gauss(0, 0.2))
        value = 1e8 * 2.718281828 ** (shift + chance.gauss(0, 0.1))
        found.append(Observation(value, str(place), {"site": site}))
    split = what_varies(found, ("site",), is_log=True)
    between, rest = (one.sd for one in split.parts)
    assert between.interval.covers(20.2)
    assert rest.interval.covers(10.0)
    assert split.mean is not None
    assert split.mean.interval.covers(1e8)


def test_values_at_or_below_zero_are_refused_in_logarithms_only() -> None:
    found = observed(
        lambda levels: 0.0 if levels["day"] == "y0" else 5.0, site=["a", "b"], day=numbered("y", 4)
    )
    split = what_varies(found, ("site",), is_log=True)
    assert split.refusal is not None
    assert not split.parts
    assert what_varies(found, ("site",)).refusal is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_results_split_nothing_and_say_nothing_wrong(count: int) -> None:
    found = what_varies(
        [Observation(80.0 + place, str(place), {"site": f"s{place}"}) for place in range(count)]
    )
    assert not found.parts
    assert found.results == count


def test_equal_values_get_one_honest_sentence() -> None:
    found = what_varies(observed(lambda levels: 80.0, site=["a", "b"], day=numbered("y", 4)), ("site",))
    assert not found.parts
    assert found.refusal is not None
    assert "同じ" in found.refusal.ja


def test_results_without_a_recorded_factor_are_said() -> None:
    chance = random.Random(8)
    found = [
        Observation(
            80 + chance.gauss(0, 1),
            str(place),
            {"site": f"s{place % 3}", "instrument": ("", "a", "b")[place % 5 % 3]},
        )
        for place in range(30)
    ]
    said = what_varies(found, ("site", "instrument"))
    assert any("「測定機器」の記録がない結果12件" in one.ja for one in said.cautions)
    assert next(one.levels for one in said.factors if one.key == "instrument") == 2
