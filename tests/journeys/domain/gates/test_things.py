"""Identity, custody, acceptance, sequence, allocation, materials, hold: table by table."""

from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.domain.gates.cast import (
    BAG,
    COI,
    DAY,
    HOUR,
    MAKER,
    NAMES,
    NOW,
    OTHER_COI,
    OUTSIDER,
    bad,
    decision,
    facts,
    item,
    of,
    outcomes,
    release,
    step,
    text,
    uid,
)
from tsunagu.journeys.domain.gates import facts as f

STRANGE = uid(99)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"wristband": False}, "identity.wrong_patient"),
        ({"wristband": None}, "identity.wristband_not_read"),
        ({"items": (item(expected=False),)}, "identity.not_expected"),
        ({"items": (item(state="administered"),)}, "identity.gone"),
        ({"items": (item(state="destroyed"),)}, "identity.gone"),
        ({"items": ()}, "identity.too_few"),
        ({"scanned": ()}, "identity.not_scanned"),
        ({"scanned": (f.ScannedFacts("x", STRANGE, STRANGE, True),)}, "identity.not_expected"),
        ({"scanned": (f.ScannedFacts("x", None),)}, "identity.not_expected"),
        ({"scanned": (f.ScannedFacts("x", BAG, STRANGE, True),)}, "identity.identifiers_disagree"),
        ({"scanned": (f.ScannedFacts("x", BAG, None, True),)}, "identity.identifiers_disagree"),
        ({"scanned": (f.ScannedFacts("x", BAG),)}, "identity.one_identifier"),
    ],
)
def test_identity_stops(changes: dict[str, Any], cause: str) -> None:
    judged = facts(**changes)
    assert cause in {verdict.cause for verdict in of("identity", judged)}
    assert bad("identity", judged).outcome == "stop"


def test_collecting_from_the_patient_reads_the_wristband() -> None:
    collect = facts(step("collect", "procurement"), items=(), scanned=(), wristband=None)
    assert bad("identity", collect).cause == "identity.wristband_not_read"
    assert outcomes("identity", replace(collect, source="allogeneic")) == set()


@pytest.mark.parametrize(
    ("changes", "physical", "outcome"),
    [
        ({}, True, {"pass"}),
        ({"holder": OUTSIDER}, True, {"stop"}),
        ({"holder": None}, True, {"stop"}),
        ({"holder": OUTSIDER}, False, set()),
        ({"custody_paper": "giver_unsigned"}, True, {"pass"}),
        ({"holder": OUTSIDER, "custody_paper": "giver_unsigned"}, True, {"stop"}),
    ],
)
def test_custody(changes: dict[str, Any], physical: bool, outcome: set[str]) -> None:
    judged = facts(step("process", physical=physical), items=(item(**changes),))
    assert outcomes("custody", judged) == outcome


def test_custody_names_the_holder_only_where_the_actor_may_know() -> None:
    known = facts(items=(item(holder=OUTSIDER, holder_name=text("千葉物流")),))
    unknown = facts(items=(item(holder=OUTSIDER, holder_name=None),))
    assert "千葉物流" in bad("custody", known).reason.ja
    assert "別の組織" in bad("custody", unknown).reason.ja


@pytest.mark.parametrize(
    ("state", "action", "outcome"),
    [
        ("pending", "process", {"stop"}),
        ("pending", "administer", {"stop"}),
        ("pending", "store", {"pass"}),
        ("pending", "tend", {"pass"}),
        ("pending", "accept", set()),
        ("refused", "process", {"stop"}),
        ("refused", "accept", set()),
        ("accepted_with_reservation", "process", {"pass"}),
        ("not_required", "process", set()),
    ],
)
def test_acceptance(state: str, action: str, outcome: set[str]) -> None:
    assert outcomes("acceptance", facts(step(action), items=(item(acceptance=state),))) == outcome


def earlier(state: str, hours_ago: float = 1) -> tuple[f.EarlierStep, ...]:
    return (f.EarlierStep("culture", text("培養"), state, NOW - hours_ago * HOUR),)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"earlier": earlier("started")}, "sequence.waits.culture"),
        ({"earlier": earlier("failed")}, "sequence.waits.culture"),
        ({"step_state": "done"}, "sequence.closed"),
        ({"step_state": "cancelled"}, "sequence.closed"),
        ({"earlier": earlier("done", -1)}, "sequence.clock"),
        ({"started_at": NOW + HOUR}, "sequence.clock"),
    ],
)
def test_sequence_stops(changes: dict[str, Any], cause: str) -> None:
    verdict = bad("sequence", facts(**changes))
    assert (verdict.outcome, verdict.cause) == ("stop", cause)


@pytest.mark.parametrize("state", ["done", "taken_over", "skipped"])
def test_sequence_goes_on_after(state: str) -> None:
    assert outcomes("sequence", facts(earlier=earlier(state))) == {"pass"}


@pytest.mark.parametrize(
    ("changes", "action", "outcome"),
    [
        ({}, "administer", {"pass"}),
        ({"allocated_coi": OTHER_COI}, "administer", {"stop"}),
        ({"case_coi": OTHER_COI, "allocated_coi": None}, "process", {"stop"}),
        ({"case_coi": None, "allocated_coi": None}, "process", {"stop"}),
        ({"source": "lot", "case_coi": None, "allocated_coi": None}, "administer", {"stop"}),
        ({"source": "lot", "case_coi": None, "allocated_coi": None}, "allocate", set()),
        ({"source": "lot", "case_coi": None, "allocated_coi": OTHER_COI}, "allocate", {"stop"}),
        ({"source": "lot", "case_coi": None, "allocated_coi": COI}, "administer", {"pass"}),
    ],
)
def test_allocation(changes: dict[str, Any], action: str, outcome: set[str]) -> None:
    assert outcomes("allocation", facts(step(action, "clinical"), items=(item(**changes),))) == outcome


def test_a_production_journey_may_not_use_up_a_patients_thing() -> None:
    assert outcomes("allocation", facts(step("process"), case=None)) == {"stop"}
    assert outcomes("allocation", facts(step("transport", "transport"), case=None)) == set()


def test_another_patients_number_is_never_shown() -> None:
    reason = bad("allocation", facts(items=(item(allocated_coi=OTHER_COI),))).reason
    assert OTHER_COI not in reason.ja + reason.en


LOT = f.MaterialFacts(uid(81), "MED-07", text("培地"), released=True, expires_at=NOW + DAY)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, {"pass"}),
        ({"released": False}, {"stop"}),
        ({"on_hold": True}, {"stop"}),
        ({"expires_at": NOW}, {"stop"}),
    ],
)
def test_materials(changes: dict[str, Any], outcome: set[str]) -> None:
    assert outcomes("materials", facts(step("process"), materials=(replace(LOT, **changes),))) == outcome


def test_what_is_drawn_from_a_lot_into_a_patients_product_must_be_released() -> None:
    amnion = item(source="lot", lot_number="AM-1", releases=())
    assert bad("materials", facts(step("process"), items=(amnion,))).cause == "materials.drawn_unreleased"
    assert (
        outcomes("materials", facts(step("process"), items=(replace(amnion, releases=(release(),)),)))
        == set()
    )
    assert outcomes("materials", facts(step("process"), items=(item(releases=()),))) == set()


def test_line_clearance_must_be_on_record() -> None:
    needed = facts(step("process", line_clearance_needed=True))
    assert outcomes("materials", needed) == {"stop"}
    assert outcomes("materials", replace(needed, line_clearance=True)) == set()


def hold(relation: Any = "self", visible: bool = True) -> f.HoldFacts:
    return f.HoldFacts(
        uid(91),
        BAG,
        "A999926000123",
        relation,
        text("無菌陽性の疑い"),
        text("殿町製造"),
        visible,
        NOW + 5 * HOUR,
    )


@pytest.mark.parametrize(
    ("relation", "action", "purpose", "outcome"),
    [
        ("self", "administer", "", "stop"),
        ("ancestor", "administer", "", "stop"),
        ("ancestor", "process", "", "stop"),
        ("ancestor", "transport", "", "stop"),
        ("self", "release", "", "stop"),
        ("self", "allocate", "", "stop"),
        ("self", "prepare", "", "stop"),
        ("shared_material", "process", "", "decide"),
        ("self", "store", "", "pass"),
        ("self", "test", "", "pass"),
        ("ancestor", "transport", "segregation", "pass"),
        ("ancestor", "transport", "testing", "pass"),
        ("self", "tend", "", "stop"),
    ],
)
def test_hold(relation: str, action: str, purpose: str, outcome: str) -> None:
    assert outcomes("hold", facts(step(action, purpose=purpose), holds=(hold(relation),))) == {outcome}


def test_a_hold_that_the_actor_may_not_see_says_only_that_it_exists() -> None:
    verdict = bad("hold", facts(holds=(hold("ancestor", visible=False),)))
    shown = verdict.reason.ja + verdict.reason.en + "".join(each.label for each in verdict.evidence)
    assert "保留がかかっています" in shown
    assert "殿町製造" not in shown
    assert "無菌" not in shown
    assert "A999926000123" not in shown
    assert verdict.evidence == ()


def test_a_hold_that_the_actor_may_see_says_on_what_why_and_by_whom() -> None:
    reason = bad("hold", facts(holds=(hold("ancestor"),))).reason.ja
    assert (
        reason == "現品 B-1 の由来となる現品に保留がかかっています:A999926000123 無菌陽性の疑い（殿町製造）"
    )


def test_a_hold_on_shared_material_shows_its_deadline_and_can_be_decided() -> None:
    judged = facts(step("process"), holds=(hold("shared_material"),))
    asked = bad("hold", judged)
    assert asked.deadline == NOW + 5 * HOUR
    assert asked.signers == ("quality", "physician")
    assert outcomes("hold", replace(judged, decisions=(decision(asked),))) == {"pass"}


def test_holder_is_shown_when_it_is_the_actor() -> None:
    assert NAMES[uid(1)].ja in of("custody", facts())[0].reason.ja
    assert MAKER != OUTSIDER
