"""Days as bars: what there is, what of it is used, and which days are closed or otherwise than their week."""

from datetime import date, timedelta

from tsunagu.foundation.web.svg import DayBar, day_bar_keys, day_bars

MONDAY = date(2026, 11, 23)


def bars(*values: float, used: float | None = None) -> list[DayBar]:
    return [DayBar(MONDAY + timedelta(days=n), value, f"day {n} <b>", used) for n, value in enumerate(values)]


def test_each_day_has_its_bar_and_its_words() -> None:
    drawn = day_bars(bars(4, 0, 2), "枠 <x>", today=MONDAY + timedelta(days=1))
    assert drawn.count('class="free"') == 2
    assert drawn.count('class="ground"') == 3
    assert "day 0 &lt;b&gt;" in drawn
    assert "枠 &lt;x&gt;" in drawn
    assert drawn.count('class="now"') == 1
    assert 'class="used' not in drawn, "nobody knows what is used"


def test_what_is_used_is_drawn_and_more_than_there_is_stands_out() -> None:
    drawn = day_bars(bars(4, 2, used=3), "枠")
    assert drawn.count('class="used"') == 1
    assert drawn.count('class="used over"') == 1
    assert drawn.count("<rect") == 2 + 2 + 2
    assert drawn.count('class="mark-over"') == 1, "not by colour alone"


def test_closed_and_changed_days_are_marked_by_shape() -> None:
    closed = DayBar(MONDAY, 0, "closed", is_closed=True, is_changed=True)
    changed = DayBar(MONDAY + timedelta(days=1), 1, "changed", is_changed=True)
    drawn = day_bars([closed, changed], "枠")
    assert (drawn.count('class="closed"'), drawn.count('class="ring"')) == (1, 1)
    assert 'class="now"' not in drawn


def test_weeks_are_dated_and_nothing_is_drawn_of_nothing() -> None:
    drawn = day_bars(bars(*[1] * 42), "枠")
    assert drawn.count("<li>") == 6
    assert "11/30" in drawn
    assert day_bars([], "枠") == ""


def test_the_key_names_what_is_used_only_where_it_is_shown() -> None:
    assert day_bar_keys().count("<li>") == 3
    assert day_bar_keys(is_used=True).count("<li>") == 5
