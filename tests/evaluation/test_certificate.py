"""When a certificate may be issued, and how it stands afterwards."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from tsunagu.evaluation.domain.certificate import MEANT, STANDINGS, check_certifiable, standing_of
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text


@dataclass(frozen=True)
class Asked:
    key: str
    weight: str = "release"

    @property
    def name(self) -> Text:
        return Text(self.key, self.key)


@dataclass(frozen=True)
class Found:
    state: str = "passed"
    awaits_verification: bool = False


PURITY, STERILITY, NOTE = Asked("purity"), Asked("sterility", "after_release"), Asked("note", "information")
REFERENCE = Asked("reference", "reference")


@pytest.mark.parametrize(
    "found",
    [
        {"purity": Found()},
        {"purity": Found("failed")},
        {"purity": Found(), "sterility": Found("pending"), "note": Found()},
        {"purity": Found(), "sterility": Found()},
    ],
)
def test_it_tells_of_what_failed_and_what_still_runs(found: dict[str, Found]) -> None:
    check_certifiable([PURITY, STERILITY, NOTE], found, [])


@pytest.mark.parametrize(
    ("found", "correcting", "code"),
    [
        ({}, [], "result_missing"),
        ({"sterility": Found()}, [], "result_missing"),
        ({"purity": Found("pending")}, [], "result_pending"),
        ({"purity": Found(), "note": Found("pending")}, [], "result_pending"),
        ({"purity": Found(awaits_verification=True)}, [], "result_unverified"),
        ({"purity": Found("failed", awaits_verification=True)}, [], "result_unverified"),
        ({"purity": Found(), "sterility": Found(awaits_verification=True)}, [], "result_unverified"),
        ({"purity": Found("failed")}, ["purity"], "correction_awaited"),
    ],
)
def test_it_waits_for_whoever_has_not_spoken_yet(
    found: dict[str, Found], correcting: list[str], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        check_certifiable([PURITY, STERILITY, NOTE], found, correcting)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({}, "result_missing"),
        ({"reference": Found("pending")}, "result_pending"),
        ({"reference": Found(awaits_verification=True)}, "result_unverified"),
    ],
)
def test_it_waits_for_a_reference(found: dict[str, Found], code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_certifiable([PURITY, REFERENCE], {"purity": Found()} | found, [])
    assert caught.value.code == code
    check_certifiable([PURITY, REFERENCE], {"purity": Found(), "reference": Found()}, [])


def test_nothing_but_running_tests_is_no_certificate() -> None:
    with pytest.raises(Refused) as caught:
        check_certifiable([STERILITY], {"sterility": Found("pending")}, [])
    assert caught.value.code == "nothing_to_certify"


A, B, C = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("is_superseded", "in_force", "standing"),
    [
        (False, [A, B], "valid"),
        (False, [A], "valid"),
        (False, [A, C], "added"),
        (False, [A, B, C], "added"),
        (False, [B], "corrected"),
        (False, [B, C], "corrected"),
        (True, [A, B], "superseded"),
    ],
)
def test_it_stands_as_its_results_do(is_superseded: bool, in_force: list[UUID], standing: str) -> None:
    assert standing_of(is_superseded, judged=[A], running=[B], in_force=in_force) == standing


def test_every_standing_has_words() -> None:
    assert set(STANDINGS) == set(MEANT)
