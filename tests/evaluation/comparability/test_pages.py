"""The pages of a comparability study in both languages: who sees what, forms with their slips, plots, CSV."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from tests.evaluation.comparability.studies import (
    HOLDER,
    MAKER,
    analysed,
    concluded,
    drifted,
    measured,
    now_of,
    planned,
    sign,
    withdraw,
)
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.demonstration.engine import comparability as invented
from tsunagu.evaluation.queries.comparability import StudyView, studies
from tsunagu.foundation.scope import Scope, acting

LIST = "/evaluation/comparability/"
OUTSIDER = "tonomachi-cells"
PLAN = {
    "key": "p1", "product": "allo-msc-comparability", "title": "培地の変更", "changed": "培地を変えた",
    "before": "製法1", "after": "製法2", "design": "pairs", "least_before": "6", "least_after": "6",
    "lots": "前,L-1,D1\r\n後,L-2,D1", "trophic_factor__use": "ratio", "trophic_factor__lower": "0.8",
    "trophic_factor__upper": "1.25", "trophic_factor__sd": "15", "viability__use": "range",
    "viability__factor": "3", "viability__share": "90",
}  # fmt: skip


def address(study: StudyView, more: str = "") -> str:
    return f"{LIST}{study.number}/{more}"


def client(world: World, member: str = MAKER, role: str = "quality", language: str = "ja") -> Client:
    return signed_in(world, world.actor(member, role), **{"accept-language": language})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("同等性評価", "特性ごとの結果", "許容限界", "検出力", "「同等性を確認」として署名する", "合成データ")),
        ("en", ("Comparability", "Result by characteristic", "Equivalence margins", "Sign: comparability shown")),
    ],
)  # fmt: skip
def test_an_analysed_study_shows_its_result_and_asks_for_a_signature(
    world: World, language: str, words: tuple[str, ...]
) -> None:
    study = analysed(world)
    shown = text_of(client(world, language=language).get(address(study)))
    assert all(one in shown for one in words), [one for one in words if one not in shown]
    assert shown.count("<svg") >= 12
    assert ">nan" not in shown.lower()
    assert study.number in text_of(client(world, language=language).get(LIST))


def test_others_find_no_study(world: World) -> None:
    study = concluded(world)
    there = client(world, OUTSIDER)
    assert "まだありません" in text_of(there.get(LIST))
    for more in ("", "values.csv", "results.csv", "plan/", "values/", "lots/"):
        assert there.get(address(study, more)).status_code == 404
    for more in ("sign/", "analyse/", "withdraw/", "take/", "lots/", "values/"):
        assert there.post(address(study, more), {"key": "k"}).status_code == 404


@pytest.mark.parametrize("number", ["x" * 300, "CS26-0", "…"])
def test_a_number_that_names_no_study_is_not_found(world: World, number: str) -> None:
    there = client(world)
    for more in ("", "values/", "lots/", "plan/", "values.csv"):
        assert there.get(f"{LIST}{number}/{more}").status_code == 404
    assert there.post(f"{LIST}{number}/sign/", {"key": "\x00"}).status_code == 404


def test_keys_and_reasons_take_anything(world: World) -> None:
    study = analysed(world)
    there = client(world)
    for key in ("\x00", "x" * 9000, "ニ"):
        for more in ("sign/", "withdraw/", "take/", "lots/"):
            answer = there.post(
                address(study, more), {"key": key, "reason": "\x00", "shown": "\x00", "lot": "\x00"}
            )
            assert answer.status_code in (302, 400, 404, 409, 422)


def test_a_plan_is_signed_on_screen_and_a_slip_is_said_at_its_field(world: World) -> None:
    there = client(world)
    assert "同等性確認まで出荷停止" in text_of(there.get(LIST + "new/"))
    assert 'name="trophic_factor__use"' in text_of(there.get(LIST + "new/?product=allo-msc-comparability"))
    maker = {"manufacturer": str(world.member(MAKER))}
    slips = {
        "trophic_factor__lower": "1.1", "trophic_factor__upper": "<2", "viability__factor": "eleven",
        "viability__share": "190", "lots": "上,L-1,D1", "title": "", "least_after": "1", "trophic_factor__sd": "-3",
    }  # fmt: skip
    with world.unchanged():
        for field, typed in slips.items():
            answer = there.post(LIST + "new/", PLAN | maker | {field: typed})
            assert answer.status_code == 422, field
            assert "errorlist" in text_of(answer)
            assert escape("培地を変えた") in text_of(answer)
    done = there.post(LIST + "new/", PLAN | maker)
    assert done.status_code == 302
    assert there.post(LIST + "new/", PLAN | maker).status_code == 302  # the same request again
    with acting(Scope("auditor")):
        assert [one.title for one in studies()] == ["培地の変更"]
    assert "86%" in text_of(there.get(done["Location"]))  # the power of the ratio


def test_who_may_not_plan_is_told_so(world: World) -> None:
    assert client(world, MAKER, "operator").get(LIST + "new/").status_code == 403
    shown = text_of(client(world, "hikari-ips", "mah").get(LIST + "new/"))
    assert "allo-msc-comparability" not in shown


def test_a_plan_is_changed_on_screen_with_its_reason(world: World) -> None:
    study = measured(world)
    there = client(world)
    form = text_of(there.get(address(study, "plan/")))
    assert 'value="0.8"' in form
    assert 'value="15"' in form
    typed = PLAN | {"key": "c1", "reason": ""}
    assert there.post(address(study, "plan/"), typed).status_code == 422
    assert there.post(address(study, "plan/"), typed | {"reason": "特性の見直し"}).status_code == 302
    assert "値の入力後" in text_of(there.get(address(study)))


def test_values_are_looked_at_before_they_are_recorded(world: World) -> None:
    study = planned(world)
    there = client(world, MAKER, "qc")
    assert "DEMO-A01" in text_of(there.get(address(study, "values/")))
    table = invented.table(invented.lots())
    typed = {"key": "v1", "values": table, "source": "TR-1", "record": "1"}
    looked = there.post(address(study, "values/"), typed)
    assert looked.status_code == 200
    assert now_of(study).state == "planned"
    shown = looked.context["form"]["shown"].value()
    assert there.post(address(study, "values/"), typed | {"shown": shown}).status_code == 302
    assert there.post(address(study, "values/"), typed | {"shown": shown}).status_code == 302
    assert now_of(study).state == "measuring"
    assert "すべてのロットの値がそろいました" in text_of(there.get(address(study)))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("ロット\t生存率\nDEMO-A01\tたくさん", "読み取れません"),
        ("ロット\t生存率\nX-9\t91", "登録されていません"),
        ("何もない", "1行目"),
        ("x" * 41_000, "errorlist"),
        ("a\x00b", "errorlist"),
        ("ロット\t生存率\nDEMO-A01\tNaN", "読み取れません"),
    ],
)
def test_a_table_that_cannot_be_read_is_kept_and_marked(world: World, values: str, told: str) -> None:
    study = planned(world)
    there = client(world, MAKER, "qc")
    with world.unchanged():
        answer = there.post(
            address(study, "values/"),
            {"key": "v", "values": values, "source": "TR", "record": "1", "shown": "x"},
        )
    assert answer.status_code in (200, 422)
    assert told in text_of(answer)


def test_lots_are_added_and_excluded_on_screen(world: World) -> None:
    study = measured(world)
    there = client(world)
    page = address(study, "lots/")
    assert there.get(page).status_code == 200
    assert there.post(page, {"key": "l1", "lots": "前,NEW-1,D9"}).status_code == 302
    assert there.post(page, {"key": "l2", "lots": "前,NEW-1,D9"}).status_code == 422
    assert there.post(page, {"key": "l3", "lot": "NEW-1", "reason": " "}).status_code == 422
    assert there.post(page, {"key": "l4", "lot": "NEW-1", "reason": "製造中止"}).status_code == 302
    assert there.post(page, {"key": "l5", "lot": "x" * 9000, "reason": "a\x00"}).status_code in (404, 422)
    assert "製造中止" in text_of(there.get(address(study)))


def test_two_people_sign_on_screen_and_the_study_is_withdrawn_with_a_reason(world: World) -> None:
    study = measured(world)
    quality = client(world)
    assert quality.post(address(study, "sign/"), {"key": "s", "shown": ""}).status_code == 409
    assert quality.post(address(study, "analyse/"), {"key": "a1"}).status_code == 302
    shown = quality.get(address(study)).context["analysis"].input_hash
    assert quality.post(address(study, "sign/"), {"key": "s1", "shown": shown}).status_code == 302
    again = quality.post(address(study, "sign/"), {"key": "s2", "shown": shown})
    assert again.status_code == 409
    assert "別の人" in text_of(again)
    holder = client(world, HOLDER, "mah")
    assert holder.post(address(study, "sign/"), {"key": "s3", "shown": shown}).status_code == 302
    assert "出荷・割当・投与できます" in text_of(holder.get(address(study)))
    assert holder.post(address(study, "withdraw/"), {"key": "w", "reason": ""}).status_code == 422
    assert holder.post(address(study, "withdraw/"), {"key": "w", "reason": "測定法の誤り"}).status_code == 302
    assert "測定法の誤り" in text_of(holder.get(address(study)))
    assert holder.post(address(study, "parrots/"), {"key": "x"}).status_code == 404


def test_a_study_that_failed_offers_no_passing_signature(world: World) -> None:
    study = analysed(world, drifted())
    shown = text_of(client(world).get(address(study)))
    assert "「同等性は未確認」として署名する" in shown
    assert "「同等性を確認」として署名する" not in shown
    sign(world, study, MAKER, "quality")
    sign(world, study, HOLDER, "mah")
    assert "出荷停止は続きます" in text_of(client(world).get(address(study)))


def test_the_csv_holds_values_and_results(world: World) -> None:
    study = analysed(world)
    there = client(world)
    values = rows(there.get(address(study, "values.csv")))
    assert len(values) == 17
    assert values[0][0] == "ロット"
    results = rows(there.get(address(study, "results.csv")))
    ratio = next(one for one in results if one[0] == "trophic_factor")
    assert float(ratio[5]) < float(ratio[4]) < float(ratio[6])
    assert there.get(address(study, "parrots.csv")).status_code == 404


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_withdrawn_study_offers_nothing_to_write(world: World) -> None:
    study = concluded(world)
    withdraw(world, study)
    shown = text_of(client(world).get(address(study)))
    assert 'action="' + address(study, "sign/") not in shown
    assert 'action="' + address(study, "withdraw/") not in shown
    assert "取下げ" in shown
