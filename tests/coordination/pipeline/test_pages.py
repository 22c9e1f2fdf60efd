"""Pages of the pipeline, as signed-in people use them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.coordination.pipeline.conftest import Cast, enter, programme
from tsunagu.coordination.models import Product, ProductMove
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

AsPerson = Callable[[Actor], Client]


def entered(**changed: Any) -> dict[str, Any]:
    """What a person types into the form of a product."""
    return {
        "key": str(uuid4()), "name_ja": "自家軟骨シート", "name_en": "", "indication_ja": "変形性膝関節症",
        "indication_en": "", "cell_type": "chondrocyte", "source": "autologous", "setting": "", "route": "",
        "summary": "", "state": "base/seed", "phase": "", "on": "2025-04-01", "until": "", "number": "", "note": "",
    } | changed  # fmt: skip


def count() -> int:
    with acting(Scope("auditor")):
        return Product.objects.count()


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"pipeline:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_an_idea_is_entered_once_and_stands_in_the_picture(cast: Cast, as_person: AsPerson) -> None:
    client, said = as_person(cast.lead), entered()
    for _twice in range(2):
        answer = client.post(reverse("pipeline:new"), said)
        assert answer.status_code == 302
    assert count() == 1
    shown = page(client, "overview")
    assert "自家軟骨シート" in shown
    assert "1品目" in shown
    assert "自家軟骨シート" not in page(as_person(cast.outsider), "overview")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name_ja", "", "入力または選択"),
        ("name_ja", "長" * 121, "120"),
        ("indication_ja", " ", "入力または選択"),
        ("cell_type", "no_such_cell", "一覧から選択"),
        ("state", "pmd_act/no_such_stage", "一覧から選択"),
        ("on", "2026-02-30", "日付"),
        ("on", "2027-01-01", "まだ先の日付"),
        ("on", "0001-01-01", "1900年"),
        ("until", "2027-01-01", "条件及び期限付承認の日より後"),
        ("phase", "2", "相は治験だけ"),
        ("number", "j" * 61, "60"),
    ],
)
def test_wrong_input_is_said_at_its_field_and_kept(
    cast: Cast, as_person: AsPerson, field: str, value: str, said: str
) -> None:
    answer = as_person(cast.lead).post(reverse("pipeline:new"), entered(**{field: value}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert any(said in str(error) for error in form.errors[field]), form.errors
    assert "変形性膝関節症" in answer.content.decode() or field == "indication_ja"
    assert count() == 0


def test_a_stage_with_an_unusual_number_is_kept_with_a_hint(cast: Cast, as_person: AsPerson) -> None:
    uuid, client = enter(cast), as_person(cast.lead)
    said = {
        "key": "k1",
        "state": "safety_act/research",
        "phase": "",
        "on": "2025-05-01",
        "number": "123",
        "note": "",
    }
    answer = client.post(reverse("pipeline:move", args=[uuid]), said, follow=True)
    shown = answer.content.decode()
    assert "見慣れない形" in shown
    assert "臨床研究" in shown
    said |= {"key": "k2", "state": "pmd_act/paused"}
    answer = client.post(reverse("pipeline:move", args=[uuid]), said)
    assert answer.status_code == 422
    with acting(Scope("auditor")):
        assert ProductMove.objects.filter(product__uuid=uuid).count() == 2


def test_an_outsider_sees_nothing_of_a_product_that_is_not_open(cast: Cast, as_person: AsPerson) -> None:
    uuid = enter(cast)
    for name in ("product", "edit", "move", "plan", "invite", "award", "measure"):
        answer = as_person(cast.outsider).get(reverse(f"pipeline:{name}", args=[uuid]))
        assert answer.status_code == 404, name
        assert "網膜" not in answer.content.decode()
    assert "網膜" not in as_person(cast.outsider).get(reverse("pipeline:csv")).content.decode("utf-8-sig")


def test_an_outsider_reads_the_card_of_an_open_one_and_changes_nothing(
    cast: Cast, as_person: AsPerson
) -> None:
    uuid, client = enter(cast, is_open=True), as_person(cast.outsider)
    shown = page(client, "product", uuid)
    assert "公開されている範囲" in shown
    assert "資金と報告" not in shown
    assert "段階を記録" not in shown
    for name in ("edit", "move", "plan", "invite", "award", "measure"):
        answer = client.post(reverse(f"pipeline:{name}", args=[uuid]), entered())
        assert answer.status_code == 403, name
    with acting(Scope("auditor")):
        assert Product.objects.get().name_ja == "他家iPS網膜シート"


def test_an_auditor_reads_and_enters_nothing(cast: Cast, as_person: AsPerson) -> None:
    uuid, client = enter(cast), as_person(cast.auditor)
    assert "網膜" in page(client, "product", uuid)
    assert client.get(reverse("pipeline:new")).status_code == 403
    assert client.post(reverse("pipeline:new"), entered()).status_code == 403
    assert count() == 1


def test_the_coordinator_enters_one_for_a_member(cast: Cast, as_person: AsPerson) -> None:
    as_person(cast.coordinator).post(reverse("pipeline:new"), entered(lead=str(cast.partner.member_uuid)))
    with acting(cast.scope(cast.partner)):
        assert [one.lead for one in queries.products()] == [cast.partner.member_uuid]


def test_pages_stand_in_both_languages_and_empty(cast: Cast, as_person: AsPerson) -> None:
    client = as_person(cast.lead)
    assert "品目はまだ登録されていません" in page(client, "overview")
    for name in ("figures", "reports", "programmes", "new"):
        page(client, name)
    client.cookies["django_language"] = "en"
    assert "No product has been entered yet" in page(client, "overview")
    assert "Nothing is due in this time" in page(client, "reports")


def test_views_filters_and_table(cast: Cast, as_person: AsPerson) -> None:
    enter(cast, "trial", is_open=True)
    client = as_person(cast.partner)
    assert "時間軸" in page(client, "overview", show="years")
    assert "網膜" in page(
        client, "overview", show="nonsense", cell_type="ips", lead=str(cast.lead.member_uuid)
    )
    assert "条件に合う品目はありません" in page(client, "overview", cell_type="t_cell")
    assert "条件に合う品目はありません" in page(client, "overview", area="tonomachi")
    assert "網膜" in page(client, "overview", cell_type="nonsense", lead="nonsense", area="x" * 5000)
    table = client.get(reverse("pipeline:csv")).content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("開発品目,主担当,")
    assert "他家iPS網膜シート" in table[1]
    assert "治験（第Ⅰ相）" in table[1]


def award_said(which: UUID, **changed: Any) -> dict[str, Any]:
    lines = {f"{name}_{n}": "" for n in range(6) for name in ("kind", "due")}
    said = {
        "key": str(uuid4()), "programme": str(which), "first": "2026-04-01", "last": "2027-03-31",
        "amount_yen": "30000000", "note": "", "kind_0": "interim", "due_0": "2026-12-10",
    }  # fmt: skip
    return lines | said | changed


def test_an_award_with_reports_is_entered_due_and_handed_in(cast: Cast, as_person: AsPerson) -> None:
    uuid, which, client = enter(cast), programme(cast), as_person(cast.lead)
    assert client.post(reverse("pipeline:award", args=[uuid]), award_said(which)).status_code == 302
    shown = page(client, "product", uuid)
    assert "3,000万円" in shown
    assert "期限間近" in shown
    due = page(as_person(cast.coordinator), "reports")
    assert "中間報告書" in due
    assert "lead（試験）" in due
    assert "中間報告書" not in page(as_person(cast.outsider), "reports")
    with acting(cast.scope(cast.lead)):
        (report,) = queries.product_page(uuid).awards[0].reports
    address = reverse("pipeline:report_done", args=[uuid, report.uuid])
    assert client.post(address, {"key": "k", "done_on": "2027-01-01"}).status_code == 422
    assert client.post(address, {"key": "k", "done_on": "2026-11-20"}).status_code == 302
    assert "中間報告書" not in page(client, "reports")
    assert client.post(address, {"take_back": "1"}).status_code == 302
    assert "中間報告書" in page(client, "reports")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"due_0": ""}, "due_0"),
        ({"kind_0": ""}, "kind_0"),
        ({"due_0": "2026-03-31"}, "due_0"),
        ({"due_0": "2033-01-01"}, "due_0"),
        ({"kind_1": "interim", "due_1": "2026-12-10"}, "due_1"),
        ({"last": "2026-03-01"}, "last"),
        ({"amount_yen": "-1"}, "amount_yen"),
        ({"amount_yen": "三千万"}, "amount_yen"),
        ({"programme": str(uuid4())}, "programme"),
    ],
)
def test_wrong_awards_are_said_at_their_fields(
    cast: Cast, as_person: AsPerson, changed: dict[str, str], field: str
) -> None:
    uuid, which = enter(cast), programme(cast)
    answer = as_person(cast.lead).post(reverse("pipeline:award", args=[uuid]), award_said(which, **changed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    with acting(cast.scope(cast.lead)):
        assert queries.product_page(uuid).awards == ()


def test_only_the_coordinator_keeps_the_catalogue(cast: Cast, as_person: AsPerson) -> None:
    said = {
        "key": "p1",
        "kind": "grant",
        "name_ja": "助成",
        "funder_ja": "財団",
        "call_first": "2026-12-01",
        "call_last": "2026-11-01",
    }
    assert as_person(cast.lead).post(reverse("pipeline:new_programme"), said).status_code == 403
    client = as_person(cast.coordinator)
    assert client.post(reverse("pipeline:new_programme"), said).status_code == 422
    assert (
        client.post(reverse("pipeline:new_programme"), said | {"call_last": "2027-01-31"}).status_code == 302
    )
    with acting(cast.scope(cast.lead)):
        (known,) = queries.programmes()
    assert known.name.en == "助成"
    assert "助成" in page(as_person(cast.lead), "programmes")
    assert as_person(cast.lead).get(reverse("pipeline:programme", args=[known.uuid])).status_code == 403
    change = said | {"call_last": "2027-01-31", "is_over": "on"}
    assert client.post(reverse("pipeline:programme", args=[known.uuid]), change).status_code == 302
    assert "終了" in page(client, "programmes")


def test_sixty_products_are_drawn_on_one_light_page(cast: Cast, as_person: AsPerson) -> None:
    for number in range(60):
        enter(
            cast,
            ("seed", "research", "trial", "approved")[number % 4],
            is_open=True,
            name=Text(f"品目{number}番", ""),
        )
    client = as_person(cast.outsider)
    for show in ("stages", "years"):
        shown = page(client, "overview", show=show)
        assert all(shown.count(f"品目{number}番") >= 2 for number in range(60))
        assert len(shown.encode()) < 300_000
    assert "閲覧できる60品目" in page(client, "figures")


@pytest.mark.parametrize("field", ["cell_type", "source", "state"])
def test_nothing_is_chosen_by_mistake(cast: Cast, as_person: AsPerson, field: str) -> None:
    answer = as_person(cast.lead).post(reverse("pipeline:new"), entered(**{field: ""}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_an_award_is_corrected_and_a_report_taken_away(cast: Cast, as_person: AsPerson) -> None:
    uuid, which, client = enter(cast), programme(cast), as_person(cast.lead)
    client.post(reverse("pipeline:award", args=[uuid]), award_said(which))
    with acting(cast.scope(cast.lead)):
        (known,) = queries.product_page(uuid).awards
    address = reverse("pipeline:edit_award", args=[uuid, known.uuid])
    assert "30000000" in client.get(address).content.decode()
    said = {
        "key": "e",
        "programme": str(which),
        "first": "2026-04-01",
        "last": "2028-03-31",
        "amount_yen": "45000000",
    }
    assert client.post(address, said | {"first": "2027-01-01"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert "4,500万円" in page(client, "product", uuid)
    away = reverse("pipeline:remove_report", args=[uuid, known.reports[0].uuid])
    assert as_person(cast.outsider).post(away).status_code == 404
    assert "中間報告書" in page(client, "reports")
    assert client.post(away).status_code == 302
    assert client.post(away).status_code == 302
    assert "中間報告書" not in page(client, "reports")


def test_an_invitation_is_taken_back_and_a_measure_ended(cast: Cast, as_person: AsPerson) -> None:
    uuid, client = enter(cast), as_person(cast.lead)
    said = {
        "key": "i",
        "partner": str(cast.partner.member_uuid),
        "role": "cdmo",
        "first": "2026-01-01",
        "last": "",
    }
    assert (
        client.post(reverse("pipeline:invite", args=[uuid]), said | {"last": "2025-01-01"}).status_code == 422
    )
    assert client.post(reverse("pipeline:invite", args=[uuid]), said).status_code == 302
    assert "招待が届いています" in page(as_person(cast.partner), "overview")
    with acting(cast.scope(cast.lead)):
        (part,) = queries.product(uuid).parts
    assert client.post(reverse("pipeline:end_part", args=[uuid, part.uuid])).status_code == 302
    assert as_person(cast.partner).get(reverse("pipeline:product", args=[uuid])).status_code == 404
    said = {"key": "m", "kind": "tax", "note": "", "first": "2026-01-01", "last": ""}
    assert client.post(reverse("pipeline:measure", args=[uuid]), said).status_code == 302
    with acting(cast.scope(cast.lead)):
        (measure,) = queries.product_page(uuid).measures
    assert client.post(reverse("pipeline:end_measure", args=[uuid, measure.uuid])).status_code == 302
    with acting(cast.scope(cast.lead)):
        assert str(queries.product_page(uuid).measures[0].last) == "2026-11-22"


def test_planned_days_stand_beside_what_was_reached(cast: Cast, as_person: AsPerson) -> None:
    uuid, client = enter(cast), as_person(cast.lead)
    address = reverse("pipeline:plan", args=[uuid])
    assert client.post(address, {"key": "p", "plan_trial": "2028-13-01"}).status_code == 422
    assert (
        client.post(address, {"key": "p", "plan_trial": "2028-04-01", "plan_filed": "2031-04-01"}).status_code
        == 302
    )
    shown = page(client, "product", uuid)
    assert "承認申請" in shown
    assert "2028/4/1" in shown
    assert client.post(address, {"key": "p", "plan_trial": "2029-04-01", "plan_filed": ""}).status_code == 302
    with acting(cast.scope(cast.lead)):
        assert {stage: str(day) for stage, day in queries.product(uuid).planned.items()} == {
            "trial": "2029-04-01"
        }


def test_an_entry_is_withdrawn_on_its_page(cast: Cast, as_person: AsPerson) -> None:
    uuid, client = enter(cast), as_person(cast.lead)
    said = {
        "key": "k",
        "state": "base/non_clinical",
        "phase": "",
        "on": "2025-05-01",
        "number": "",
        "note": "",
    }
    client.post(reverse("pipeline:move", args=[uuid]), said)
    with acting(cast.scope(cast.lead)):
        wrong = queries.product_page(uuid).history[0]
    address = reverse("pipeline:withdraw", args=[uuid, wrong.uuid])
    assert client.post(address, {"key": "w", "why": ""}).status_code == 422
    assert client.post(address, {"key": "w", "why": "入力の誤り"}).status_code == 302
    shown = page(client, "product", uuid)
    assert "<s>非臨床試験</s>" in shown
    assert "入力の誤り" in shown
