"""How texts, times, numbers and states are written on every page."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import times

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "now", lambda: NOW)


def write(source: str, language: str = "ja", **values: Any) -> str:
    with translation.override(language):
        return Template("{% load tsunagu %}" + source).render(Context(values))


@pytest.mark.parametrize("value", [Text("採取", "Collection"), {"ja": "採取", "en": "Collection"}])
def test_text_is_written_in_the_language_of_the_page(value: object) -> None:
    assert write("{{ v|text }}", v=value) == "採取"
    assert write("{{ v|text }}", "en", v=value) == "Collection"


def test_brackets_are_those_of_the_language() -> None:
    assert write("A{{ v|bracketed }}", v=Text("殿町", "Tonomachi")) == "A（殿町）"
    assert write("A{{ v|bracketed }}", "en", v=Text("殿町", "Tonomachi")) == "A (Tonomachi)"
    assert write("A{{ v|bracketed }}", "en", v="<b>") == "A (&lt;b&gt;)"
    assert Text("川崎", "Kawasaki").with_note(Text("試験", "test")) == Text("川崎（試験）", "Kawasaki (test)")


def test_text_of_a_person_is_escaped() -> None:
    assert write("{{ v|text }}", v=Text("<b>", "x")) == "&lt;b&gt;"
    assert "<b>" not in write('{% badge "ok" v %}', v="<b>")


def test_a_badge_is_shape_word_and_colour() -> None:
    shown = write('{% badge "stop" v %}', v=Text("停止", "Stop"))
    assert 'class="badge stop"' in shown
    assert "▲" in shown
    assert "停止" in shown


@pytest.mark.parametrize(
    ("at", "ja", "en"),
    [
        (datetime(2026, 11, 10, 1, 20, tzinfo=UTC), "11/10 10:20", "10 Nov 10:20"),
        (datetime(2026, 11, 8, 15, 5, tzinfo=UTC), "11/9 00:05", "9 Nov 00:05"),
        (datetime(2025, 3, 1, 0, 0, tzinfo=UTC), "2025/3/1 09:00", "1 Mar 2025 09:00"),
    ],
)
def test_moments_are_tokyo_time_with_the_year_only_where_it_differs(at: datetime, ja: str, en: str) -> None:
    assert f">{ja}</time>" in write("{{ v|moment }}", v=at)
    assert f">{en}</time>" in write("{{ v|moment }}", "en", v=at)
    assert f'datetime="{at.isoformat()}"' in write("{{ v|moment }}", v=at)


def test_months_and_quarters_are_told_in_the_language_of_the_page() -> None:
    assert write("{{ v|month }}", v=date(2026, 11, 1)) == "2026年11月"
    assert write("{{ v|month }}", "en", v=date(2026, 11, 1)) == "Nov 2026"
    assert write("{{ v|quarter }}", v="2025 Q1") == "2025年1〜3月"
    assert write("{{ v|quarter }}", "en", v="2026 Q4") == "Oct–Dec 2026"


def test_a_name_may_break_where_kanji_and_katakana_meet_and_is_escaped() -> None:
    assert write("{{ v|breakable }}", v=Text("羽田先進医療クリニック", "x")) == "羽田先進医療<wbr>クリニック"
    assert write("{{ v|breakable }}", v="湘南バイオ製造") == "湘南<wbr>バイオ<wbr>製造"
    assert write("{{ v|breakable }}", v="<b>") == "&lt;b&gt;"


def test_days_and_missing_times() -> None:
    assert "11月22日（日）" in write('{{ v|day:"weekday" }}', v=date(2026, 11, 22))
    assert "2026年11月22日（日）" in write('{{ v|day:"full" }}', v=date(2026, 11, 22))
    assert "Sun 22 Nov" in write('{{ v|day:"weekday" }}', "en", v=date(2026, 11, 22))
    assert write("{{ v|moment }}", v=None) == "―"


@pytest.mark.parametrize(
    ("hours", "state", "shape", "shown"),
    [
        (-1.2, "stop", "▲", "−1.2 時間"),
        (2.8, "stop", "▲", "2.8 時間"),
        (6.5, "warn", "◆", "6.5 時間"),
        (50.4, "wait", "●", "2.1 日"),
    ],
)
def test_slack(hours: float, state: str, shape: str, shown: str) -> None:
    badge = write("{{ v|slack }}", v=hours)
    assert f"badge {state}" in badge
    assert shape in badge
    assert shown in badge


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (180_000_000, "1.8×10⁸"), (0.00002, "2.0×10⁻⁵"), (86.4, "86.4"), (1840, "1,840"), (1200.4, "1,200"), (0, "0"),
        (Decimal("0.80"), "0.8"), (-3.5, "−3.5"), ("不検出", "不検出"), (None, "―"),
    ],
)  # fmt: skip
def test_numbers(value: object, shown: str) -> None:
    assert write("{{ v|number }}", v=value) == shown


def test_quantity_sets_the_unit_apart() -> None:
    assert '1.8×10⁸<span class="unit">個</span>' in write('{% quantity v "個" %}', v=1.8e8)


def test_a_chain_number_is_grouped_and_still_copied_whole() -> None:
    shown = write("{{ v|coi }}", v="CHA999926000148")
    assert 'value="CHA999926000148"' in shown
    assert "<span>CHA9999</span><span>26</span><span>000148</span>" in shown
    assert "<script>" not in write("{{ v|coi }}", v="<script>")


def test_a_field_shows_label_help_and_error_and_ties_them_together() -> None:
    class Sample(forms.Form):
        amount = forms.DecimalField(label="生存率", help_text="画像式")

    shown = write("{% fields form %}", form=Sample({"amount": "abc"}))
    assert "生存率" in shown
    assert 'id="id_amount_helptext"' in shown
    assert 'aria-invalid="true"' in shown
    assert "id_amount_error" in shown


def people() -> list[dict[str, object]]:
    one = {
        "label": "佐藤",
        "role": Text("製造", "Operator"),
        "member": "殿町",
        "login_url": "/x/",
        "value": "7",
    }
    return [
        one | {"group": Text("製造所", "Plants")},
        one | {"group": Text("輸送", "Transport"), "value": "8"},
    ]


def test_people_are_offered_in_the_demonstration_only() -> None:
    with override_settings(DEMONSTRATION=True, DEMONSTRATION_PEOPLE=f"{__name__}.people"):
        shown = write("{% people %}")
        assert shown.count('name="person"') == 2
        assert "製造所" in shown
    with override_settings(DEMONSTRATION=False, DEMONSTRATION_PEOPLE=f"{__name__}.people"):
        assert "person" not in write("{% people %}")


def test_progress_and_empty_state() -> None:
    assert 'max="60"' in write('{% progress 12 60 "読み込み" %}')
    assert "まだありません" in write('{% empty "まだありません" "届くと並びます。" %}')


def test_a_long_time_ago_is_in_days() -> None:
    assert write("{{ v|span }}", "en", v=timedelta(days=20).total_seconds() / 3600) == "20 days"
