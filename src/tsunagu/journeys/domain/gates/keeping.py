"""What is never stopped: feeding living cells, and acts that keep things safe while a gate says no.

Cells are alive. A feeding is stopped only by the wrong item or by a step that is closed; everything else becomes a
warning. Storing, testing and segregating go on as the table says; returning and disposing are no steps.
"""

from dataclasses import replace

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.verdicts import Outcome, Verdict

OUT = frozenset({"segregation", "refusal"})
SAFE = OUT | {"store", "test", "testing"}
# Longest matching beginning of the cause -> acts that go on with a warning.
GOES_ON: dict[str, frozenset[str]] = {
    "acceptance": SAFE | {"tend", "accept"},
    "legal_basis": SAFE | {"tend", "accept", "follow_up"},
    "legal_basis.site_not_named": OUT | {"store", "tend", "accept", "follow_up"},
    "legal_basis.version_not_named": OUT | {"store", "tend", "accept", "follow_up"},
    "legal_basis.cartagena": OUT | {"follow_up"},
    "consent": OUT | {"store", "tend"},
    "donor": SAFE | {"tend", "accept"},
    "materials": OUT,
    "time": OUT,
    "time.expired": SAFE | {"tend", "accept", "follow_up"},
    "time.expired_material": SAFE | {"tend", "accept", "follow_up"},
    "condition": SAFE | {"tend", "accept", "follow_up"},
    "quality": OUT,
    "release": OUT,
    "release.by_maker": frozenset(),
    "release.not_quality": frozenset(),
    "allocation": SAFE | {"tend"},
    "hold": SAFE | {"accept", "collect", "register", "follow_up"},
}
# What stops even a feeding: it isn't the thing, or the step is over.
STOPS_FEEDING = ("identity", "sequence.closed")


def soften(facts: StepFacts, verdict: Verdict) -> Verdict:
    """Return the verdict as a warning where the act must go on, else as it is."""
    if verdict.passes:
        return verdict
    if facts.step.keeps_alive:
        return verdict if verdict.cause.startswith(STOPS_FEEDING) else _warn(verdict, _FEEDING)
    return _warn(verdict, _SAFE_ACT) if facts.step.act in _acts(verdict.cause) else verdict


def _acts(cause: str) -> frozenset[str]:
    while cause:
        if cause in GOES_ON:
            return GOES_ON[cause]
        cause = cause.rpartition(".")[0]
    return frozenset()


_FEEDING = Text("細胞を生かす操作のため止めません", "feeding living cells is never stopped")
_SAFE_ACT = Text("安全に保つための作業は行えます", "this act keeps things safe and may go on")


def _warn(verdict: Verdict, why: Text) -> Verdict:
    reason = Text(f"{verdict.reason.ja}（{why.ja}）", f"{verdict.reason.en} ({why.en})")
    return replace(
        verdict, outcome=Outcome.PASS, reason=reason, warning=True, overridable=False, path="", signers=()
    )
