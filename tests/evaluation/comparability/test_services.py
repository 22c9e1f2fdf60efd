"""A comparability study from its plan to both signatures and its withdrawal, and what is refused on the way."""

from dataclasses import replace
from typing import Any

import pytest

from tests.evaluation.comparability.studies import (
    HOLDER,
    MAKER,
    analyse,
    analysed,
    analysis,
    as_someone,
    concluded,
    drifted,
    measured,
    now_of,
    planned,
    refused,
    sign,
    signers,
    withdraw,
)
from tests.support.world import World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.demonstration.engine import comparability as invented
from tsunagu.evaluation.domain.comparability import Lot
from tsunagu.evaluation.queries.comparability import lots_of, plans_of, studies, study_by_number, values_of
from tsunagu.evaluation.services.conclude_study import sign_study
from tsunagu.evaluation.services.measure_study import add_lots, exclude_lot, record_table
from tsunagu.evaluation.services.plan_study import change_plan
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.compare_lots import plan_comparability
from tsunagu.notices.models import Notice

OUTSIDER = "tonomachi-cells"


def record(world: World, study: Any, table: str, reason: str = "", key: str | None = None) -> Any:
    return as_someone(
        world, MAKER, "qc",
        lambda who: record_table(who, study.number, table, "TR-1", reason, world.now, key),
    )  # fmt: skip


def exclude(world: World, study: Any, label: str, reason: str) -> Any:
    return as_someone(
        world, MAKER, "quality", lambda who: exclude_lot(who, study.number, label, reason, world.now)
    )


def test_a_study_passes_when_both_units_have_signed(world: World) -> None:
    study = analysed(world)
    assert (study.state, study.outcome, study.opens) == ("analysed", "", False)
    sign(world, study, HOLDER, "mah")
    half = now_of(study)
    assert (half.state, half.outcome, half.opens) == ("concluded", "passed", False)
    sign(world, study, MAKER, "quality")
    whole = now_of(study)
    assert whole.opens
    assert signers(study) == ["mah", "quality"]
    with world.acting(world.actor(MAKER, "quality")) as quality:
        told = Notice.objects.filter(member_id=quality.member_id, chain=study.uuid, kind="information")
        assert any("適合" in one.text_ja for one in told)


def test_the_request_to_sign_leaves_the_inbox_of_who_has_signed(world: World) -> None:
    study = analysed(world)
    waiting = {}
    for round_ in ("before", "after"):
        for member, role in ((MAKER, "quality"), (HOLDER, "mah")):
            with world.acting(world.actor(member, role)) as who:
                asked = Notice.objects.filter(member_id=who.member_id, kind="countersign", chain=study.uuid)
                waiting[round_, role] = asked.filter(done_at=None).count()
        sign(world, study, HOLDER, "mah", "once")
    assert waiting == {
        ("before", "quality"): 1, ("before", "mah"): 1, ("after", "quality"): 1, ("after", "mah"): 0,
    }  # fmt: skip


def test_an_estimate_covers_the_truth(world: World) -> None:
    found = {one["key"]: one for one in analysis(analysed(world)).data["criteria"]}
    assert (
        found["trophic_factor"]["low"]
        < invented.TRUTHS["trophic_factor"].change
        < found["trophic_factor"]["high"]
    )
    assert found["viability"]["low"] < invented.TRUTHS["viability"].change < found["viability"]["high"]


def test_what_is_not_shown_is_never_concluded_as_passed(world: World) -> None:
    study = concluded(world, drifted())
    assert (study.outcome, study.opens) == ("not_passed", False)
    assert analysis(study).data["passed"] is False


def test_the_ledger_rebuilds_every_row_of_a_study(world: World) -> None:
    study = concluded(world)
    withdraw(world, study)
    rows = rebuild()
    assert rows["evaluation.ComparabilityStudy"] == 1
    assert rows["evaluation.ComparabilityLot"] == 16
    assert rows["evaluation.ComparabilityValue"] == 64
    assert rows["evaluation.ComparabilitySignature"] == 2
    assert verify().wrong == ()


def test_two_different_people_of_the_two_units_sign(world: World) -> None:
    study = analysed(world)
    refused(world, "not_your_study", lambda: sign(world, study, MAKER, "qc"))
    refused(world, "no_such_study", lambda: sign(world, study, OUTSIDER, "quality"))
    sign(world, study, MAKER, "quality")
    refused(world, "second_person", lambda: sign(world, study, MAKER, "quality"))
    sign(world, study, HOLDER, "mah")
    refused(world, "signed_already", lambda: sign(world, study, HOLDER, "mah"))


def test_one_person_who_is_both_units_signs_once(world: World) -> None:
    """Where one company holds and makes, the second signature is still another person's."""
    study = analysed(world)
    sign(world, study, HOLDER, "mah")
    who = world.actor(HOLDER, "mah")
    both = replace(who, member_uuid=world.member(MAKER), roles=frozenset({"quality", "mah"}))

    def again() -> object:
        with world.acting(both):
            return sign_study(both, study.number, analysis(study).input_hash, world.now)

    refused(world, "second_person", again)


def test_the_same_signature_sent_twice_is_one(world: World) -> None:
    study = analysed(world)
    first = sign(world, study, HOLDER, "mah", "once")
    again = sign(world, study, HOLDER, "mah", "once")
    assert (again.uuid, again.was_there) == (first.uuid, True)


def test_only_what_was_shown_is_signed(world: World) -> None:
    study = measured(world)
    who = world.actor(HOLDER, "mah")

    def signing(shown: str) -> Any:
        def act() -> object:
            with world.acting(who):
                return sign_study(who, study.number, shown, world.now)

        return act

    refused(world, "not_analysed", signing(""))
    analyse(world, study)
    refused(world, "other_analysis", signing("0" * 64))


def test_an_analysis_no_longer_stands_when_values_change(world: World) -> None:
    study = analysed(world)
    shown = analysis(study).input_hash
    world.later(hours=1)
    table = "ロット\t生存率\nDEMO-A01\t80.1"
    refused(world, "reason", lambda: record(world, study, table))
    record(world, study, table, "転記の誤り")
    assert (now_of(study).state, now_of(study).analysis) == ("measuring", None)
    who = world.actor(HOLDER, "mah")
    with world.acting(who), pytest.raises(Exception, match="not_analysed"):
        sign_study(who, study.number, shown, world.now)
    with acting(Scope("auditor")):
        study_by_number(study.number)
        old = [one for one in values_of(study.uuid, with_replaced=True) if one.replaced_by is not None]
    assert len(old) == 1


def test_a_lot_that_is_not_measured_stops_the_analysis_until_it_is_excluded(world: World) -> None:
    rows = [line for line in invented.table(invented.lots()).splitlines() if not line.startswith("DEMO-B08")]
    study = measured(world, "\n".join(rows))
    found = refused(world, "values_missing", lambda: analyse(world, study))
    assert "DEMO-B08" in found.reason.ja
    refused(world, "reason", lambda: exclude(world, study, "DEMO-B08", " "))
    exclude(world, study, "DEMO-B08", "凍結容器の破損により測定不能")
    found = refused(world, "pairs_broken", lambda: analyse(world, study))
    assert "D8" in found.reason.ja
    exclude(world, study, "DEMO-A08", "対になるロットが測定不能")
    analyse(world, study)
    data = analysis(study).data
    assert data["passed"] is True
    assert (data["excluded"], data["counts"]) == (2, {"before": 7, "after": 7})
    assert [one["excluded"] for one in data["lots"] if one["excluded"]] == [
        "対になるロットが測定不能", "凍結容器の破損により測定不能",
    ]  # fmt: skip


def test_too_few_lots_never_pass(world: World) -> None:
    study = measured(world)
    for place in range(1, 4):
        exclude(world, study, f"DEMO-A0{place}", "説明用")
        exclude(world, study, f"DEMO-B0{place}", "説明用")
    analyse(world, study)
    data = analysis(study).data
    assert data["passed"] is False
    assert all("足りません" in one["reason_ja"] for one in data["criteria"] if one["decides"])


def test_a_plan_changed_after_data_says_so(world: World) -> None:
    study = planned(world)

    def change(reason: str) -> Any:
        said = replace(invented.PLAN, least_after=5)
        return as_someone(
            world, HOLDER, "mah", lambda who: change_plan(who, study.number, said, reason, world.now)
        )

    refused(world, "reason", lambda: change(""))
    change("ロット数の見直し")
    world.later(hours=1)
    invented.measure(study, invented.table(invented.lots()), world.now)
    invented.analyse(study, world.later(hours=1))
    change("製造中止のため")
    assert now_of(study).state == "measuring"
    with acting(Scope("auditor")):
        study_by_number(study.number)
        versions = plans_of(study.uuid)
    assert [(one.version, one.is_after_data) for one in versions] == [(3, True), (2, False), (1, False)]


def test_nothing_is_changed_after_the_conclusion(world: World) -> None:
    study = concluded(world)
    table = "ロット\t生存率\nDEMO-A01\t80.1"
    refused(world, "study_closed", lambda: record(world, study, table, "理由"))
    refused(world, "study_closed", lambda: exclude(world, study, "DEMO-A01", "理由"))
    refused(world, "study_closed", lambda: analyse(world, study))
    withdraw(world, study)
    refused(world, "withdrawn_already", lambda: withdraw(world, study))
    refused(world, "withdrawn", lambda: sign(world, study, MAKER, "quality"))


def test_a_table_that_cannot_be_read_is_recorded_in_no_part(world: World) -> None:
    study = planned(world)
    tables = (
        "ロット\t生存率\nDEMO-A01\t<80",
        "ロット\t生存率\nDEMO-A01\tたくさん",
        "ロット\t栄養因子の産生\nDEMO-A01\t-3",
        "ロット\t生存率\nDEMO-A01\t91\nX-99\t91",
        "ロット\t生存率\nDEMO-A01\t91\nDEMO-A01\t92",
        "ロット\t生存率\nDEMO-A01\t91 mg",
        "生存率\nDEMO-A01",
        "ロット\t生存率",
        "",
        "x" * 50_000,
    )
    with world.unchanged():
        for table in tables:
            with pytest.raises(BadInput, match="values"):
                record(world, study, table)


def test_lots_are_added_once_and_those_beside_values_are_marked(world: World) -> None:
    study = measured(world)

    def adding(*lots: Lot) -> Any:
        return as_someone(world, MAKER, "qc", lambda who: add_lots(who, study.number, lots, world.now))

    refused(world, "lots", lambda: adding(Lot("DEMO-A01", "before", "D1")))
    refused(world, "lots", lambda: adding(Lot("NEW-1", "before")))
    adding(Lot("NEW-1", "before", "D9"))
    with acting(Scope("auditor")):
        study_by_number(study.number)
        marked = [one.label for one in lots_of(study.uuid) if one.is_after_data]
    assert marked == ["NEW-1"]


def test_only_the_two_parties_know_of_a_study(world: World) -> None:
    study = planned(world)
    for member, role in ((MAKER, "qc"), (HOLDER, "mah")):
        with world.acting(world.actor(member, role)):
            assert [one.number for one in studies()] == [study.number]
    with world.acting(world.actor(OUTSIDER, "quality")):
        assert studies() == []
        with pytest.raises(NotFound):
            study_by_number(study.number)


def test_only_a_products_own_units_plan_its_study(world: World) -> None:
    maker, other = world.member(MAKER), world.member(OUTSIDER)

    def planning(member: str, role: str, manufacturer: Any, **changes: Any) -> Any:
        said = replace(invented.PLAN, **changes)
        return lambda: as_someone(
            world, member, role,
            lambda who: plan_comparability(who, said, invented.lots(), manufacturer, world.now),
        )  # fmt: skip

    refused(world, "not_your_product", planning("hikari-ips", "mah", maker))
    refused(world, "manufacturer", planning(HOLDER, "mah", other))
    refused(world, "not_a_unit", planning(MAKER, "operator", maker))
    refused(world, "therapies", planning(HOLDER, "mah", maker, therapies=("no-such-route",)))
    refused(world, "criteria", planning(HOLDER, "mah", maker, criteria=()))
    refused(world, "empty", planning(HOLDER, "mah", maker, title=" "))
    for code, change in (("least_after", {"least_after": 1}), ("design", {"design": "parrots"})):
        refused(world, code, planning(HOLDER, "mah", maker, **change))
