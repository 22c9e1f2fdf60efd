"""The assertion that a question is refused, with words in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tsunagu.statistics.estimates import StatisticsRefused


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Assert that the block refuses with this code and says so in Japanese and English."""
    with pytest.raises(StatisticsRefused) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.ja.endswith("。")
    assert caught.value.en.endswith(".")
