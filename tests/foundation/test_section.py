"""Which entry of the menu, and which page beside it, a page belongs to."""

import pytest
from django.test import override_settings

from tsunagu.foundation.web.context import navigation, section

MENU = {
    "NAVIGATION": [("/", "Tower"), ("/members/", "Members"), ("/plan/", "Plan")],
    "SECTIONS": {"/members/": [("/members/", "Directory"), ("/network/chains/", "Chains")]},
}


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "/"),
        ("/members/1/", "/members/"),
        ("/network/chains/new/", "/members/"),
        ("/plan/", "/plan/"),
        ("/nowhere/", None),
    ],
)
def test_a_page_belongs_to_one_entry(path: str, entry: str | None) -> None:
    with override_settings(**MENU):
        current = [one["url"] for one in navigation(path, {}) if one["is_current"]]
    assert current == ([] if entry is None else [entry])


def test_the_page_beside_is_the_one_whose_address_fits_longest() -> None:
    with override_settings(**MENU):
        found = section("/network/chains/3/", {})
        assert section("/plan/", {}) is None
    assert found is not None
    assert found["label"] == "Members"
    assert [one["is_current"] for one in found["items"]] == [False, True]
