"""Numbers of an unusual shape are warned of; those of the known shapes are not."""

import pytest

from tsunagu.therapies.domain.legal_basis import shape_warnings

USUAL = [
    ("approval", "23000FZX00001000", "", ""),
    ("trial", "CTN-1", "jRCT2031260001", ""),
    ("plan_research", "PA3260001", "jRCTa030260001", "NA3150001"),
    ("plan_treatment", "PB3260001", "", "NB3150001"),
]
UNUSUAL = [
    ("approval", "23000", "", ""),
    ("trial", "CTN-1", "RCT203", ""),
    ("plan_research", "PA3260001", "jRCTd930260001", "NA3150001"),
    ("plan_research", "X1", "jRCTa030260001", "NA3150001"),
    ("plan_treatment", "PB3260001", "", "QQ"),
]


@pytest.mark.parametrize("numbers", USUAL)
def test_usual_shapes_pass(numbers: tuple[str, str, str, str]) -> None:
    assert shape_warnings(*numbers) == ()


@pytest.mark.parametrize("numbers", UNUSUAL)
def test_unusual_shapes_are_warned_of(numbers: tuple[str, str, str, str]) -> None:
    assert len(shape_warnings(*numbers)) == 1
