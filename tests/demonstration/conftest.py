"""The demonstration is loaded anew by each test: nobody of another test's network is remembered."""

import pytest

from tsunagu.demonstration.engine import hands


@pytest.fixture(autouse=True)
def strangers(db: None) -> None:
    """Whoever was found in another database isn't here."""
    hands.forget()
