"""Who may destroy what."""

import pytest

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.journeys.domain.disposing import check_may_destroy, is_counted_on


@pytest.mark.parametrize(
    ("state", "is_superseded", "is_stock", "lot_state", "expected"),
    [
        ("under_way", False, False, "", True),
        ("failed", False, False, "", True),
        ("cancelled", False, False, "", False),
        ("completed", False, False, "", False),
        ("completed", False, True, "market_released", True),
        ("completed", False, True, "rejected", False),
        ("under_way", True, False, "", False),
        ("under_way", False, True, "rejected", False),
        ("cancelled", False, True, "quarantined", False),
    ],
)
def test_what_is_still_counted_on(
    state: str, is_superseded: bool, is_stock: bool, lot_state: str, expected: bool
) -> None:
    found = is_counted_on(state, is_superseded=is_superseded, is_stock=is_stock, lot_state=lot_state)
    assert found is expected


def test_what_is_counted_on_is_for_quality_alone() -> None:
    check_may_destroy({"quality"}, counted_on=True)
    check_may_destroy({"operator"}, counted_on=False)
    with pytest.raises(NotAllowed, match="still_counted_on"):
        check_may_destroy({"operator", "supervisor"}, counted_on=True)
    with pytest.raises(NotAllowed, match="disposal_role"):
        check_may_destroy({"courier", "mah"}, counted_on=False)
