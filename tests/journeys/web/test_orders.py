"""Orders and productions through their forms."""

from typing import Any

import pytest

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.models import Chain
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import PatientIdentity

ROUTE = "auto-car-t-fresh-trial"
TYPED = {
    "therapy": ROUTE,
    "name": "試験 太郎",
    "kana": "シケン タロウ",
    "born_on": "1960-05-01",
    "record_number": "0001-0001",
    "consents": ["trial", "out_of_specification", "retained_cells", "network_data"],
    "form_version": "1.0",
    "urgency": "1",
    "kilograms": "60",
    "begins_at": "2026-11-10T09:00",
    "key": "order-1",
}


def typed(form: str, **changes: Any) -> dict[str, Any]:
    """Return what is typed, with the first choice of each selection on the form."""
    chosen = {}
    for name in ("hospital_site", "legal_basis"):
        if f'name="{name}"' in form:
            chosen[name] = form.split(f'name="{name}"')[1].split('<option value="')[1].split('"')[0]
    return {**TYPED, **chosen, **changes}


def cases() -> int:
    with acting(Scope("auditor")):
        return Chain.objects.count()


def test_a_hospital_orders_once_and_sees_the_case(world: World) -> None:
    client = signed_in(world, world.actor("haneda-clinic", "hospital_coordinator"))
    assert "自家CAR-T（新鮮・治験）" in client.get("/journeys/order/").content.decode()
    form = client.get(f"/journeys/order/?therapy={ROUTE}").content.decode()
    answers = [client.post("/journeys/order/", typed(form)) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert cases() == 1
    page = client.get(answers[0]["Location"]).content.decode()
    assert "試験 太郎" in page
    with acting(Scope("auditor")):
        assert not PatientIdentity.objects.exists(), "nobody but the hospital reads the row"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "必須"),
        ({"born_on": "1060-05-01"}, "生年月日"),
        ({"born_on": "きのう"}, "日付"),
        (
            {"consents": ["out_of_specification", "retained_cells", "network_data"]},
            "「治験」の同意がありません",
        ),
        ({"name": "あ" * 10_000}, "80"),
        ({"kilograms": "100000"}, "400"),
        ({"hospital_site": "x"}, "選択"),
    ],
)
def test_a_bad_order_is_told_why_and_nothing_begins(
    world: World, changes: dict[str, Any], sentence: str
) -> None:
    client = signed_in(world, world.actor("haneda-clinic", "physician"))
    form = client.get(f"/journeys/order/?therapy={ROUTE}").content.decode()
    response = client.post("/journeys/order/", typed(form, **changes))
    assert response.status_code == 422
    shown = response.content.decode()
    assert sentence in shown
    assert "0001-0001" in shown, "what was typed is kept"
    assert cases() == 0


def test_only_hospitals_order_and_only_makers_produce(world: World) -> None:
    operator = signed_in(world, world.actor("tonomachi-cells", "operator"))
    assert operator.get("/journeys/order/").status_code == 403
    physician = signed_in(world, world.actor("sapporo-hospital", "physician"))
    assert physician.get("/journeys/order/?therapy=nothing").status_code == 200
    assert (
        signed_in(world, world.actor("kawasaki-evaluation", "qc")).get("/journeys/produce/").status_code
        == 403
    )


def test_a_production_begins(world: World) -> None:
    client = signed_in(world, world.actor("shonan-bio", "supervisor"))
    address = "/journeys/produce/?therapy=allo-bm-msc-gvhd-production"
    form = client.get(address).content.decode()
    data = typed(form, therapy="allo-bm-msc-gvhd-production", consents=["donation"])
    answer = client.post("/journeys/produce/", data)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert answer["Location"].startswith("/journeys/M26-")
    assert "ロット番号" in client.get(answer["Location"]).content.decode()
