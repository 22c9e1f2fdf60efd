"""All gates together: order, words, the right step passes, one spoilt fact stops it."""

from dataclasses import replace

import pytest

from tests.journeys.domain.gates.cast import NOW, facts, item, needs, step
from tsunagu.journeys.domain.gates import GATES, by_gate, judge, may_proceed, worst
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.gates.step import PURPOSES_OF
from tsunagu.journeys.domain.verdicts import Outcome

ORDER = (
    "identity custody acceptance sequence qualification legal_basis consent donor materials time condition quality"
    " release allocation dose readiness hold"
)


def test_the_gates_stand_in_the_order_of_the_design() -> None:
    assert [gate.key for gate in GATES] == ORDER.split()


def test_a_right_administration_passes_every_gate() -> None:
    verdicts = judge(facts())
    assert [verdict for verdict in verdicts if verdict.outcome is not Outcome.PASS] == []
    assert may_proceed(verdicts)
    assert list(by_gate(verdicts)) == [key for key in ORDER.split() if key in by_gate(verdicts)]


def test_every_verdict_speaks_both_languages_and_names_its_gate() -> None:
    for verdict in judge(
        facts(items=(item(acceptance="pending", expected=False),), readiness=None, legal=None)
    ):
        assert verdict.cause.startswith(verdict.gate)
        assert verdict.reason.ja
        assert verdict.reason.en
        assert verdict.reason.en.isascii() or "-" in verdict.reason.en or "治験" in verdict.reason.en


def test_no_verdict_at_all_is_a_stop() -> None:
    assert worst(()) is Outcome.STOP
    assert not may_proceed(())


def test_facts_refuse_a_naive_clock() -> None:
    with pytest.raises(ValueError, match="aware"):
        facts(now=NOW.replace(tzinfo=None))


def test_only_some_actions_can_have_a_safe_purpose() -> None:
    with pytest.raises(ValueError, match="purpose"):
        needs(purpose="testing")
    assert "administer" not in PURPOSES_OF


def test_a_feeding_mark_on_another_action_opens_no_door() -> None:
    for action in ("process", "administer", "transport"):
        assert not step(action, feeding=True).keeps_alive


def test_bare_facts_never_let_a_dose_through() -> None:
    bare = StepFacts(NOW, needs(), facts().actor, "approved", "allogeneic")
    stopped = {verdict.gate for verdict in judge(bare) if verdict.outcome is Outcome.STOP}
    assert {"identity", "legal_basis", "consent", "donor", "dose", "readiness"} <= stopped


def test_a_preview_asks_for_no_scan_but_an_act_does() -> None:
    looking = facts(scanned=(), wristband=None, preview=True)
    assert may_proceed(judge(looking))
    assert not may_proceed(judge(replace(looking, preview=False)))
