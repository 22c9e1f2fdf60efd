"""Small counts are withheld, and nobody can compute one from what is published beside it."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.journeys.domain.suppression import SMALLEST, Line, one_count, suppressed

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=5)
MOST = 40


def possible(line: Line) -> list[tuple[int, ...]]:
    """All ways to fill the hidden cells that agree with the marks and the total, tried one by one."""
    ranges = {"small": range(1, SMALLEST), "withheld": range(SMALLEST, MOST), "": range(0)}
    cells = [[cell.value] if cell.value is not None else list(ranges[cell.mark]) for cell in line.cells]
    return [one for one in product(*cells) if line.total.value in (None, sum(one))]


@given(COUNTS)
def test_no_hidden_count_has_a_single_possible_value(counts: list[int]) -> None:
    line = suppressed(counts)
    ways = possible(line)
    assert tuple(counts) in ways, "what is published is true"
    for place, cell in enumerate(line.cells):
        if cell.value is None:
            assert len({way[place] for way in ways}) > 1
        else:
            assert cell.value == counts[place]
            assert cell.value == 0 or cell.value >= SMALLEST


@given(COUNTS)
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    if all(count == 0 or count >= SMALLEST for count in counts):
        line = suppressed(counts)
        assert [cell.value for cell in line.cells] == counts
        assert line.total.value == sum(counts)


def test_a_small_count_takes_another_with_it() -> None:
    line = suppressed([3, 20, 40])
    assert [(cell.value, cell.mark) for cell in line.cells] == [(None, "small"), (None, "withheld"), (40, "")]
    assert line.total.value == 63


def test_a_small_count_alone_takes_the_total_with_it() -> None:
    line = suppressed([3, 0, 0])
    assert [cell.value for cell in line.cells] == [None, 0, 0]
    assert (line.total.value, line.total.mark) == (None, "small")
    assert one_count(4).value is None
    assert one_count(5).value == 5
