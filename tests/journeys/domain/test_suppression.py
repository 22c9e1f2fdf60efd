"""Small counts are withheld, and nobody can compute one from what is published beside it."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.journeys.domain.suppression import SMALLEST, Line, suppressed, told_beside

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


@given(st.lists(st.integers(1, 9), min_size=1, max_size=3), st.integers(0, 6))
def test_counts_beside_a_total_that_stands_elsewhere_are_not_told_by_it(counts: list[int], rest: int) -> None:
    total = sum(counts) + rest
    cells = told_beside(counts, rest)
    ranges = {"small": range(1, SMALLEST), "withheld": range(1, MOST), "": range(0)}
    known = [[cell.value] if cell.value is not None else list(ranges[cell.mark]) for cell in cells]
    ways = [way for way in product(*known) if sum(way) <= total]
    assert tuple(counts) in ways
    for place, cell in enumerate(cells):
        if cell.value is not None:
            assert cell.value >= SMALLEST
        elif total >= SMALLEST and (rest or len(counts) > 1):
            left = [way for way in ways if rest or sum(way) == total]
            assert len({way[place] for way in left}) > 1, "the total of all cases gives none away"


def test_one_small_kind_of_cells_beside_a_total_takes_another_with_it() -> None:
    assert [cell.mark for cell in told_beside([1, 9, 30], 0)] == ["small", "withheld", ""]
    assert [cell.mark for cell in told_beside([4, 4], 0)] == ["withheld", "withheld"]
