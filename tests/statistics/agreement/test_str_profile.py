"""Matching of STR profiles: indices, conventions, verdicts, and what people write."""

from collections.abc import Callable

import pytest

from tsunagu.statistics.agreement.str_profile import match_profiles
from tsunagu.statistics.agreement.str_reading import profile
from tsunagu.statistics.estimates import StatisticsRefused

DONOR = {
    "AMEL": "X,Y",
    "CSF1PO": "10,12",
    "D5S818": "11,12",
    "D7S820": "8,11",
    "D13S317": "11",
    "D16S539": "9,13",
    "TH01": "6,9.3",
    "TPOX": "8",
    "vWA": "16,18",
}


def test_a_profile_matches_itself_without_the_sex_marker() -> None:
    found = match_profiles(DONOR, DONOR)
    assert found.tanabe == found.masters_query == found.masters_reference == 1
    assert found.verdict == "related"
    assert "AMEL" not in found.loci
    assert (len(found.loci), found.shared, found.cautions) == (8, 14, ())
    assert match_profiles(DONOR, DONOR, amelogenin=True).shared == 16


def test_the_three_indices_divide_by_different_alleles() -> None:
    query = {"TH01": "6,9.3", "TPOX": "8", "vWA": "16,18"}
    reference = {"TH01": "6", "TPOX": "8,11", "vWA": "16,17"}
    found = match_profiles(query, reference)
    assert (found.shared, found.query_alleles, found.reference_alleles) == (3, 5, 5)
    assert found.tanabe == pytest.approx(6 / 10)
    assert found.masters_query == pytest.approx(3 / 5)
    assert found.verdict == "unrelated"
    assert found.different == ("TH01", "TPOX", "VWA")
    assert [caution.code for caution in found.cautions] == ["few_loci"]


def test_homozygous_loci_count_once_or_twice() -> None:
    once = match_profiles({"TPOX": "8,8"}, {"TPOX": "8,11"})
    twice = match_profiles({"TPOX": "8,8"}, {"TPOX": "8,11"}, homozygous="twice")
    assert (once.shared, once.query_alleles) == (1, 1)
    assert (twice.shared, twice.query_alleles, twice.reference_alleles) == (1, 2, 2)
    assert match_profiles({"TPOX": "8"}, {"TPOX": "8,8"}, homozygous="twice").shared == 2


def test_loci_missing_on_one_side_count_where_asked() -> None:
    query, reference = {"TH01": "6,7", "TPOX": "8"}, {"TH01": "6,7", "FGA": "20,21"}
    assert match_profiles(query, reference).loci == ("TH01",)
    assert match_profiles(query, reference, loci="query").masters_query == pytest.approx(2 / 3)
    assert match_profiles(query, reference, loci="reference").masters_reference == pytest.approx(2 / 4)


@pytest.mark.parametrize(
    ("same", "verdict"),
    [(20, "related"), (18, "related"), (17, "ambiguous"), (16, "ambiguous"), (15, "unrelated")],
)
def test_the_thresholds_are_ninety_and_eighty(same: int, verdict: str) -> None:
    query = {f"D{number}S1": "10,11" for number in range(1, 11)}
    alleles = [
        ("10" if 2 * number < same else "20", "11" if 2 * number + 1 < same else "21") for number in range(10)
    ]
    reference = {f"D{number + 1}S1": pair for number, pair in enumerate(alleles)}
    found = match_profiles(query, reference)
    assert found.tanabe == pytest.approx(same / 20)
    assert found.verdict == verdict
    assert found.ja.endswith("。")


def test_other_thresholds_and_indices_can_be_asked_for() -> None:
    query, reference = {"TH01": "6,7", "TPOX": "8,9"}, {"TH01": "6,7", "TPOX": "8"}
    assert match_profiles(query, reference, index="masters_query").verdict == "unrelated"
    assert match_profiles(query, reference, index="masters_reference").verdict == "related"
    assert (
        match_profiles(query, reference, index="masters_query", related=0.75, unrelated=0.5).verdict
        == "related"
    )
    assert match_profiles(query, reference, exclude=["tpox"]).loci == ("TH01",)


def test_swapping_the_profiles_swaps_the_masters_indices() -> None:
    other = {**DONOR, "vWA": "16", "TH01": "6,9"}
    first, second = match_profiles(DONOR, other), match_profiles(other, DONOR)
    assert first.tanabe == second.tanabe
    assert first.masters_query == second.masters_reference


@pytest.mark.parametrize(
    "written",
    [
        {
            "D5S818": [11, 12],
            "THO1": ["6", 9.3],
            "vWA": ("16", "18"),
            "Amelogenin": "X,Y",
        },
        {"d5s818": "12/11", "th01": "9.3 6", "VWA": "18;16", "AMEL": "X Y"},
        {"Ｄ５Ｓ８１８": "１１，１２", "TH01": "６、９．３", "vWA": "16・18", "AM": "Ｘ，Ｙ"},
        "D5S818: 11,12\nTH01\t6,9.3\n\nvWA = 16, 18\nAmel: X,Y",
        [
            ("D5S818", "11.0,12"),
            ("TH-01", "06,9.3"),
            ("vWA", "16|18|16"),
            ("AMELOGENIN", ["X", "Y"]),
            ("FGA", "-"),
        ],
    ],
)
def test_a_profile_is_read_however_it_was_written(written: object) -> None:
    expected = {"D5S818": ("11", "12"), "TH01": ("6", "9.3"), "VWA": ("16", "18"), "AMEL": ("X", "Y")}
    assert profile(written) == expected  # type: ignore[arg-type]


def test_penta_loci_are_one_however_spaced() -> None:
    assert match_profiles({"Penta D": "9,12"}, {"PentaD": "9,12"}).shared == 2
    assert match_profiles({"Penta_E": "7"}, "PENTA-E 7\nSE 33: 20").shared == 1
    assert profile("Penta D 9,12") == profile({"PENTA D": [12, 9]})


def test_profiles_that_cannot_be_read_or_compared_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("no_common_locus", lambda: match_profiles({"TH01": "6"}, {"TPOX": "8"})),
        ("no_common_locus", lambda: match_profiles({"AMEL": "X"}, {"AMEL": "X"})),
        ("not_an_allele", lambda: profile({"TH01": "six"})),
        ("not_an_allele", lambda: profile({"TH01": "6.35"})),
        ("not_a_line", lambda: profile("TH01")),
        ("locus_twice", lambda: profile([("TH01", "6"), ("THO1", "7")])),
        ("too_many_alleles", lambda: profile({"TH01": "5,6,7,8,9"})),
        ("unknown_choice", lambda: match_profiles(DONOR, DONOR, homozygous="half")),
        ("unknown_choice", lambda: match_profiles(DONOR, DONOR, loci="some")),
        ("unknown_choice", lambda: match_profiles(DONOR, DONOR, index="dice")),
        ("thresholds", lambda: match_profiles(DONOR, DONOR, related=0.7, unrelated=0.8)),
        ("not_a_share", lambda: match_profiles(DONOR, DONOR, related=90)),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()
