"""Sequence: earlier steps are done, this one isn't yet, and the clock runs forward."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import EarlierStep, StepFacts
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.wording import minute

DONE_STATES = frozenset({"done", "taken_over", "skipped"})
CLOSED_STATES = {
    "done": ("すでに完了しています", "is done already"),
    "taken_over": ("紙の記録から引き継がれ、すでに完了しています", "was taken over from paper as done"),
    "skipped": ("行わないことが決まっています", "is not to be carried out"),
    "failed": (
        "不成立で終わっています。やり直しの工程で行ってください",
        "has failed; use the repeat of this step",
    ),
    "cancelled": ("中止されています", "is cancelled"),
}


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop when this step is closed, when an earlier one isn't done, or when time would run backwards."""
    found: list[Verdict] = []
    if facts.step_state in CLOSED_STATES:
        ja, en = CLOSED_STATES[facts.step_state]
        found.append(
            stops(
                "sequence.closed",
                f"工程「{facts.step.name.ja}」は{ja}",
                f"The step {facts.step.name.en!r} {en}",
            )
        )
    found += [verdict for earlier in facts.earlier for verdict in _earlier(facts, earlier)]
    if facts.started_at and facts.started_at > facts.now:
        found.append(_backwards(facts.step.name.ja, facts.step.name.en, minute(facts.started_at)))
    return found or [passes("sequence.ready", "前の工程はすべて終わっています", "All earlier steps are done")]


def _earlier(facts: StepFacts, earlier: EarlierStep) -> list[Verdict]:
    if earlier.state not in DONE_STATES:
        return [
            stops(
                f"sequence.waits.{earlier.key}",
                f"前の工程「{earlier.name.ja}」がまだ終わっていません",
                f"The earlier step {earlier.name.en!r} is not done yet",
            )
        ]
    if earlier.ended_at and earlier.ended_at > facts.now:
        return [_backwards(earlier.name.ja, earlier.name.en, minute(earlier.ended_at))]
    return []


def _backwards(ja: str, en: str, when: str) -> Verdict:
    return stops(
        "sequence.clock",
        f"実施日時が、工程「{ja}」の記録（{when}）より前になっています",
        f"The time of the act lies before the record of the step {en!r} ({when})",
    )
