"""A mistake in a record is corrected on screen: by who made it, with a reason, and every page follows."""

from typing import Any
from uuid import UUID

import pytest

from tests.journeys.web.test_acts import CLINIC, MAKER, Desk
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.services.replay import differences, rebuild, snapshot, verify
from tsunagu.custody.services.views_of_ledger import view_models
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Weight
from tsunagu.journeys.web.acts.amending import FIELDS

ROUTE, LOT = "auto-car-t-fresh-trial", "allo-bm-msc-gvhd-production"
BANK = "shonan-bio"


def set_the_stage(world: World) -> None:
    """A case whose cells grow, and a lot that was filled into many bags."""
    beginning = world.now
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "expand", "perform")
    world.now = beginning
    world.order(LOT, name="lot")
    world.run_until(world.chains["lot"], "release_test", "perform")


def row_of(world: World, name: str, act: str, step: str = "") -> UUID:
    """The newest row of the ledger with this name."""
    with acting(Scope("auditor")):
        rows = LedgerRow.objects.filter(chain=world.chains[name], name=act).order_by("-record_order")
        return next(row.uuid for row in rows if not step or f'step":"{step}"' in bytes(row.body).decode())


def views_follow_from_the_ledger() -> None:
    with acting(Scope("auditor")):
        before = snapshot()
    rebuild()
    with acting(Scope("auditor")):
        assert not differences(before, snapshot())
    assert not verify().wrong


def test_every_correctable_field_has_a_name_on_screen() -> None:
    correctable: set[str] = set().union(*(model.correctable for model in view_models()))  # type: ignore[attr-defined]
    assert correctable == set(FIELDS)


def test_a_wrong_weight_is_corrected_from_the_history(world: World) -> None:
    nurse = Desk(world, "case", CLINIC, "nurse")
    nurse.post("weight", kilograms="16", weighed_at="")
    row = row_of(world, "case", "weight_measured")
    link = f"/journeys/{nurse.number}/amend/?row={row}"
    quality = Desk(world, "case", CLINIC, "quality")
    assert link in quality.client.get(f"/journeys/{nurse.number}/").content.decode()
    form = quality.client.get(link).content.decode()
    assert "体重（kg）" in form
    assert 'value="16.0"' in form
    before = nurse.rows()
    quality.post("amend", row=str(row), value_0="61.5", reason="桁の誤り")
    assert nurse.rows() == before + 1
    with acting(Scope("auditor")):
        assert Weight.objects.filter(chain=nurse.chain).latest("weighed_at").kilograms == 61.5
    views_follow_from_the_ledger()
    history = nurse.client.get(f"/journeys/{nurse.number}/").content.decode()
    assert "桁の誤り" in history
    assert "体重（kg）" not in quality.client.get(link).content.decode()  # once; the newer record says it now
    newer = row_of(world, "case", "record_corrected")
    assert f"amend/?row={newer}" not in quality.client.get(f"/journeys/{nurse.number}/").content.decode()


def test_who_typed_what_a_gate_reads_is_not_offered_to_correct_it_and_told_who_may(world: World) -> None:
    nurse = Desk(world, "case", CLINIC, "nurse")
    nurse.post("weight", kilograms="16", weighed_at="", key="w-own")
    row, before = row_of(world, "case", "weight_measured"), nurse.rows()
    assert f"amend/?row={row}" not in nurse.client.get(f"/journeys/{nurse.number}/").content.decode()
    told = nurse.post("amend", 403, row=str(row), value_0="61.5", reason="桁の誤り")
    assert "品質保証担当" in told
    assert "記録した本人を除く" in told
    assert nurse.rows() == before


def test_all_bags_of_a_filling_or_one_of_them(world: World) -> None:
    maker = Desk(world, "lot", BANK, "quality")
    row = row_of(world, "lot", "step_completed", "fill")
    bags = [item for item in world.items(maker.chain) if item.product == "msc_bag"]
    form = maker.client.get(maker.address("amend", row=str(row))).content.decode()
    assert f"全{len(bags)}点" in form
    amount = form[: form.index(f'value="{bags[0].quantity}"')].rpartition('name="')[2].partition('"')[0]
    typed: dict[str, Any] = {amount: "65000000", f"{amount}_of": str(bags[3].uuid)}
    maker.post("amend", row=str(row), reason="1袋だけ充填量が違った", **typed)
    amounts = [item.quantity for item in world.items(maker.chain) if item.product == "msc_bag"]
    assert amounts.count(65000000.0) == 1
    views_follow_from_the_ledger()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value_0": "16.0", "reason": "確認"}, "記録と同じ内容です"),
        ({"value_0": "61.5", "reason": ""}, "必須"),
        ({"value_0": "6100", "reason": "桁の誤り"}, "範囲"),
        ({"value_0": "abc", "reason": "桁の誤り"}, "数値"),
    ],
)
def test_what_can_not_stand_is_told_beside_the_form(world: World, typed: dict[str, str], told: str) -> None:
    nurse = Desk(world, "case", CLINIC, "nurse")
    nurse.post("weight", kilograms="16", weighed_at="", key=f"w-{told}")
    row, before = row_of(world, "case", "weight_measured"), nurse.rows()
    quality = Desk(world, "case", CLINIC, "quality")
    assert told in quality.post("amend", 422, row=str(row), **typed)
    assert nurse.rows() == before


def test_another_organisation_is_offered_nothing_and_refused(world: World) -> None:
    nurse, maker = Desk(world, "case", CLINIC, "nurse"), Desk(world, "case", MAKER, "quality")
    nurse.post("weight", kilograms="16", weighed_at="", key="w-other")
    row, before = row_of(world, "case", "weight_measured"), nurse.rows()
    assert f"amend/?row={row}" not in maker.client.get(f"/journeys/{maker.number}/").content.decode()
    assert "記録した組織だけ" in maker.post("amend", 403, row=str(row), value_0="61.5", reason="x")
    assert nurse.rows() == before


def test_a_record_that_is_not_there(world: World) -> None:
    nurse = Desk(world, "case", CLINIC, "nurse")
    for row in (str(UUID(int=5)), "nonsense"):
        assert nurse.client.get(nurse.address("amend", row=row)).status_code == 404
