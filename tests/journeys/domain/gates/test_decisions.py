"""What a signed decision lets pass, what it never does, and that nothing stops a feeding."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.journeys.domain.gates import cast
from tests.journeys.domain.gates.cast import (
    BAG,
    CONSENT,
    HOSPITAL,
    HOUR,
    LEGAL,
    MAKER,
    NOW,
    OPERATOR,
    OTHER_COI,
    OUTSIDER,
    PHYSICIAN,
    QUALITY,
    SECOND,
    SIGNED,
    SIGNED_BY_ALL,
    SPECIAL_CONSENT,
    STEP,
    bad,
    decision,
    facts,
    item,
    outcomes,
    release,
    signature,
    special_use,
    step,
    text,
    uid,
)
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.domain import decisions as rules
from tsunagu.journeys.domain.gates import facts as f
from tsunagu.journeys.domain.gates import judge, may_proceed
from tsunagu.journeys.domain.verdicts import Outcome, Verdict

BREACH = f.ConditionFacts(uid(6), BAG, text("羽田便"), "breach", 95.0, 60.0)
LATE = f.Window("collect", text("採取から"), NOW - 50 * HOUR, 48.0)
EXPIRED = item(expires_at=NOW - HOUR)
FAILED = f.ResultFacts("final", "viability", text("生存率"), "release", "failed", "61 %")

DECIDABLE_FACTS: list[tuple[str, f.StepFacts]] = [
    ("time", facts(cast.needs(windows=(LATE,)))),
    ("condition", facts(conditions=(BREACH,))),
    ("condition", facts(items=(item(legs=1),))),
    ("qualification", facts(cast.needs(role=cast.named("physician")))),
    ("quality", facts(step("process"), results=(replace(FAILED, weight="in_process"),))),
    (
        "hold",
        facts(holds=(f.HoldFacts(uid(9), BAG, "B-1", "shared_material", text("x"), text("y"), True),)),
    ),
]


@pytest.mark.parametrize(("gate", "judged"), DECIDABLE_FACTS)
def test_two_signatures_let_it_pass_and_the_decision_is_noted(gate: str, judged: f.StepFacts) -> None:
    asked = bad(gate, judged)
    assert asked.outcome is Outcome.DECIDE
    assert asked.signers == ("quality", "physician")
    rules.check_decision_verdict(asked)
    after = replace(judged, decisions=(decision(asked),))
    assert may_proceed(judge(after))
    noted = next(verdict for verdict in judge(after) if verdict.decided_by)
    assert noted.decided_by == uid(71)
    assert noted.evidence[-1].kind == "decision"


@pytest.mark.parametrize(
    "changes",
    [
        {"item": uid(99)},
        {"item": None},
        {"steps": frozenset({"another"})},
        {"steps": frozenset({STEP, "another"})},
        {"causes": frozenset({"condition.breach.another"})},
        {"causes": frozenset()},
        {"made_at": NOW + HOUR},
        {"kind": "out_of_specification"},
        {"signatures": ()},
        {"signatures": SIGNED[:1]},
        {"signatures": SIGNED[1:]},
        {"signatures": (SIGNED[0], signature(QUALITY, HOSPITAL, "physician"))},
        {"signatures": (signature(OPERATOR, MAKER, "quality"), SIGNED[1])},
        {"signatures": (signature(QUALITY, OUTSIDER, "quality"), SIGNED[1])},
        {"signatures": (SIGNED[0], signature(PHYSICIAN, OUTSIDER, "physician"))},
        {"signatures": (SIGNED[0], signature(PHYSICIAN, HOSPITAL, "physician", NOW + HOUR))},
        {"signatures": (SIGNED[0], signature(SECOND, MAKER, "second_quality"))},
    ],
)
def test_a_decision_counts_for_nothing_else(changes: dict[str, Any]) -> None:
    judged = facts(conditions=(BREACH,))
    asked = bad("condition", judged)
    assert outcomes("condition", replace(judged, decisions=(decision(asked, **changes),))) == {"decide"}


def test_what_can_be_replaced_takes_two_of_the_quality_unit() -> None:
    case = replace(facts().case, irreplaceable=False)  # type: ignore[type-var]
    judged = facts(case=case, items=(item(irreplaceable=False),), conditions=(BREACH,))
    asked = bad("condition", judged)
    assert asked.signers == ("quality", "second_quality")
    two = (SIGNED[0], signature(SECOND, MAKER, "second_quality"))
    once = (SIGNED[0], signature(QUALITY, MAKER, "second_quality"))
    assert may_proceed(judge(replace(judged, decisions=(decision(asked, signatures=two),))))
    assert not may_proceed(judge(replace(judged, decisions=(decision(asked, signatures=once),))))


def test_an_expired_product_takes_the_out_of_specification_path() -> None:
    judged = facts(items=(EXPIRED,))
    stopped = bad("time", judged)
    assert stopped.outcome is Outcome.STOP
    assert not may_proceed(judge(replace(judged, decisions=(decision(stopped),))))
    allowed = replace(judged, consents=(CONSENT, SPECIAL_CONSENT), decisions=(special_use(stopped),))
    assert rules.lacking(allowed, special_use(stopped)) is None
    assert may_proceed(judge(allowed))
    assert "出荷判定ではありません" in next(v for v in judge(allowed) if v.decided_by).reason.ja


def test_a_failed_product_is_used_but_never_released() -> None:
    unreleased = item(releases=(release(verdict="rejected"),))
    judged = facts(items=(unreleased,), results=(FAILED,), consents=(CONSENT, SPECIAL_CONSENT))
    failed = bad("quality", judged)
    assert may_proceed(judge(replace(judged, decisions=(special_use(failed),))))
    quality = replace(judged.actor, roles=frozenset({"quality"}))
    releasing = replace(judged, step=step("release", releases="sponsor"), actor=quality)
    still = replace(releasing, decisions=(special_use(failed),))
    assert bad("quality", still).outcome is Outcome.STOP


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signatures": SIGNED}, "製造者の同意"),
        ({"signatures": SIGNED_BY_ALL[1:]}, "品質部門"),
        ({"signatures": (SIGNED_BY_ALL[0], SIGNED_BY_ALL[2])}, "医師の署名"),
        ({"signatures": (*SIGNED, signature(QUALITY, MAKER, "manufacturer"))}, "それぞれ別の人"),
        ({"legal_route": " "}, "法的な枠組み"),
        ({"item": None}, "代わりのない製品に限られます"),
    ],
)
def test_an_incomplete_special_use_counts_for_nothing(changes: dict[str, Any], sentence: str) -> None:
    judged = facts(items=(EXPIRED,), consents=(CONSENT, SPECIAL_CONSENT))
    made = special_use(bad("time", judged), **changes)
    assert sentence in str(rules.lacking(judged, made))
    assert not may_proceed(judge(replace(judged, decisions=(made,))))


@pytest.mark.parametrize(
    "consent", [replace(SPECIAL_CONSENT, item=uid(99)), replace(SPECIAL_CONSENT, withdrawn_at=NOW), CONSENT]
)
def test_special_use_needs_the_patients_consent_to_this_very_use(consent: f.ConsentFacts) -> None:
    judged = facts(items=(EXPIRED,), consents=(CONSENT, consent))
    made = special_use(bad("time", judged))
    assert not may_proceed(judge(replace(judged, decisions=(made,))))
    assert "患者さんの同意が必要" in str(rules.lacking(judged, made))


def test_a_decision_can_be_neither_late_nor_without_grounds() -> None:
    with pytest.raises(Refused, match="decision_too_late"):
        rules.check_decision_before_act(facts(step_state="done"))
    rules.check_decision_before_act(facts())
    for grounds in ("", "はい", "理" * 2001):
        with pytest.raises(Refused, match="decision_grounds"):
            rules.check_decision_grounds(grounds)
    assert rules.check_decision_grounds("  代替がなく、患者の容体が切迫しているため ").startswith("代替")
    judged = facts(conditions=(BREACH,))
    half = decision(bad("condition", judged), signatures=SIGNED[:1])
    assert "医師の署名" in str(rules.lacking(judged, half))
    assert rules.lacking(judged, replace(half, signatures=SIGNED)) is None


NEVER: list[tuple[str, f.StepFacts]] = [
    ("identity", facts(wristband=False)),
    ("identity", facts(items=(item(expected=False),))),
    ("identity", facts(scanned=(f.ScannedFacts("x", BAG, uid(99), True),))),
    ("allocation", facts(items=(item(allocated_coi=OTHER_COI),))),
    ("allocation", facts(items=(item(case_coi=OTHER_COI, allocated_coi=None),))),
    ("consent", facts(consents=(replace(CONSENT, withdrawn_at=NOW - HOUR),))),
    ("consent", facts(consents=())),
    ("legal_basis", facts(legal=None)),
    ("legal_basis", facts(legal=replace(LEGAL, state="suspended"))),
    ("legal_basis", facts(legal=replace(LEGAL, named_sites=frozenset()))),
    ("release", facts(items=(item(releases=(release(person=OPERATOR),)),))),
    (
        "release",
        facts(
            step("release", releases="sponsor"),
            actor=replace(facts().actor, person=OPERATOR, roles=frozenset({"quality"})),
        ),
    ),
    ("hold", facts(holds=(f.HoldFacts(uid(9), BAG, "B-1", "ancestor", text("x"), text("y"), False),))),
    ("sequence", facts(step_state="done")),
    ("dose", facts(dose=None)),
    ("readiness", facts(readiness=None)),
    ("acceptance", facts(items=(item(acceptance="pending"),))),
]
PEOPLE = st.sampled_from([QUALITY, PHYSICIAN, SECOND, OPERATOR])
SIGNATURES = st.lists(
    st.builds(
        signature,
        PEOPLE,
        st.sampled_from([MAKER, HOSPITAL, OUTSIDER]),
        st.sampled_from(["quality", "second_quality", "physician", "manufacturer", "mah", "sponsor"]),
    ),
    max_size=5,
).map(tuple)


@st.composite
def decisions_about(draw: st.DrawFn, verdicts: tuple[Verdict, ...]) -> tuple[f.DecisionFacts, ...]:
    """Draw decisions of every kind, about everything that was said, well signed or not."""
    made = []
    for verdict in verdicts:
        kind = draw(st.sampled_from(["override", "out_of_specification"]))
        signed = draw(st.one_of(SIGNATURES, st.just(SIGNED_BY_ALL)))
        causes = frozenset(draw(st.sets(st.sampled_from([v.cause for v in verdicts])))) | {verdict.cause}
        made.append(
            decision(verdict, kind=kind, signatures=signed, causes=causes, legal_route="治験", uuid=uid(72))
        )
        made.append(special_use(verdict))
        made.append(decision(verdict))
    return tuple(made)


@pytest.mark.parametrize(("gate", "judged"), NEVER)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_no_combination_of_decisions_passes_what_is_never_overridden(
    gate: str, judged: f.StepFacts, data: st.DataObject
) -> None:
    judged = replace(judged, consents=(*judged.consents, SPECIAL_CONSENT))
    stopped = judge(judged)
    made = data.draw(decisions_about(stopped))
    assert "stop" in outcomes(gate, replace(judged, decisions=made))
    for verdict in stopped:
        if verdict.gate == gate and verdict.outcome is Outcome.STOP:
            with pytest.raises(Refused, match="not_decidable"):
                rules.check_decision_verdict(verdict)


SPOILT: dict[str, list[Any]] = {
    "acceptance": ["pending", "refused", "accepted"],
    "holder": [HOSPITAL, OUTSIDER, None],
    "expires_at": [NOW - HOUR, NOW + HOUR],
    "allocated_coi": [None, OTHER_COI],
    "case_coi": [None, OTHER_COI],
    "legs": [0, 3],
    "kind": ["donation", "intermediate", "dose"],
    "source": ["own", "lot"],
    "releases": [(), (release(person=OPERATOR),)],
}


@st.composite
def spoilt_feedings(draw: st.DrawFn) -> f.StepFacts:
    """Draw a feeding at which everything but the thing itself is wrong."""
    relation: Any = draw(st.sampled_from(["self", "ancestor", "shared_material"]))
    bag = item(**{key: draw(st.sampled_from(values)) for key, values in SPOILT.items()})
    lot = f.MaterialFacts(uid(81), "M", text("培地"), released=False, on_hold=True, expires_at=NOW)
    needs = step(
        "tend",
        feeding=True,
        windows=(LATE,),
        needs_release=True,
        capability=cast.named("culture"),
        role=cast.named("operator"),
        consents=("treatment",),
        requires_panels=(cast.named("p"),),
        line_clearance_needed=True,
    )
    return facts(
        needs,
        items=(bag,),
        case=draw(st.sampled_from([None, facts().case])),
        source=draw(st.sampled_from(["autologous", "allogeneic"])),
        legal=draw(st.sampled_from([None, replace(LEGAL, state="suspended")])),
        consents=draw(st.sampled_from([(), (replace(CONSENT, withdrawn_at=NOW),)])),
        earlier=(f.EarlierStep("feed-1", text("培地交換1"), draw(st.sampled_from(["planned", "failed"]))),),
        materials=(lot,),
        conditions=(BREACH,),
        results=(FAILED,),
        donors=(f.DonorFacts(uid(5), "D", False, "ineligible"),),
        holds=(f.HoldFacts(uid(9), BAG, "B-1", relation, text("x"), text("y"), False),),
        site=None,
    )


@given(spoilt_feedings())
@settings(max_examples=150, deadline=None)
def test_nothing_stops_feeding_living_cells(judged: f.StepFacts) -> None:
    verdicts = judge(judged)
    assert [verdict.cause for verdict in verdicts if verdict.outcome is not Outcome.PASS] == []
    assert any(verdict.warning for verdict in verdicts if verdict.gate == "hold")


def test_the_wrong_thing_still_stops_a_feeding_and_it_is_done_once() -> None:
    feeding = facts(step("tend", feeding=True))
    wrong = replace(feeding, scanned=(f.ScannedFacts("x", uid(99)),))
    assert bad("identity", wrong).outcome is Outcome.STOP
    assert bad("sequence", replace(feeding, step_state="done")).outcome is Outcome.STOP
