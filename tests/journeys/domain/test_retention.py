"""How long samples are kept: whole and sensible, or refused with what is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tsunagu.foundation.own_data import read_data
from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.retention import check_keep_until, keep_until, retention_from
from tsunagu.journeys.queries.retention import retention

LEAP = datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_what_an_installation_leaves_out_stays_as_shipped(tmp_path: Path) -> None:
    own = tmp_path / "retention.yaml"
    own.write_text("retained: {treatment: 15.5}\n")
    found, shipped = (
        read_data("retention.yaml", own, "TSUNAGU_RETENTION", retention_from, "journeys"),
        retention(),
    )
    assert {key: value for key, value in found.items() if shipped[key] != value} == {
        ("retained", "treatment"): 15.5
    }


NONSENSE = """

retained: 3
souvenir: {trial: 1}
retained: {holiday: 1}
retained: {trial: 0}
retained: {trial: .nan}
retained: {trial: .inf}
retained: {trial: yes}
retained: {trial: '10'}
retained: {trial: 101}
[1
"""


@pytest.mark.parametrize("text", NONSENSE.splitlines()[1:])
def test_nonsense_stops_the_start_and_names_the_file(tmp_path: Path, text: str) -> None:
    own = tmp_path / "retention.yaml"
    own.write_text(text)
    with pytest.raises(SetupProblem, match=r"retention\.yaml"):
        read_data("retention.yaml", own, "TSUNAGU_RETENTION", retention_from, "journeys")


def test_everything_must_be_said() -> None:
    with pytest.raises(BadInput, match=r"retest\.treatment"):
        retention_from({"retained": {"trial": 1}})


def test_years_are_counted_by_the_calendar() -> None:
    table = retention_from({purpose: dict.fromkeys(("approved", "trial", "research", "treatment"), 10)
                            for purpose in ("retest", "retained", "donor")})  # fmt: skip
    assert keep_until(table, "retained", "trial", LEAP) == datetime(2038, 2, 28, 9, tzinfo=UTC)
    assert keep_until(table, "test", "trial", LEAP) is None
    half = retention_from(table_of(0.5))
    assert keep_until(half, "donor", "trial", LEAP.replace(month=1, day=1)) == datetime(
        2028, 7, 2, 9, tzinfo=UTC
    )


def table_of(years: float) -> dict[str, dict[str, float]]:
    settings = ("approved", "trial", "research", "treatment")
    return {purpose: dict.fromkeys(settings, years) for purpose in ("retest", "retained", "donor")}


def test_a_shorter_end_is_refused() -> None:
    check_keep_until(LEAP, LEAP)
    with pytest.raises(BadInput):
        check_keep_until(LEAP.replace(day=28), LEAP)
