"""What must say yes before a sample is taken: the right thing, in one's hands, not on hold, consent to keep cells."""

from collections.abc import Callable

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates import consent, custody, hold, identity
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.gates.keeping import soften
from tsunagu.journeys.domain.gates.step import StepNeeds
from tsunagu.journeys.domain.verdicts import Verdict

_JUDGES: tuple[Callable[[StepFacts], list[Verdict]], ...] = (
    identity.judge,
    custody.judge,
    consent.judge,
    hold.judge,
)
KEEPS_CELLS = "retained_cells"


def sampling_needs(is_for_test: bool, is_of_a_person: bool) -> StepNeeds:
    """Return what taking a sample asks for: for a test it goes on under a hold, to keep cells it needs consent."""
    return StepNeeds(
        key="sampling",
        name=Text("採材", "Sampling"),
        action="test" if is_for_test else "process",
        stage="evaluation",
        purpose="testing" if is_for_test else "",
        inputs_needed=1,
        consents=(KEEPS_CELLS,) if is_of_a_person else (),
    )


def judge_sampling(facts: StepFacts) -> tuple[Verdict, ...]:
    """Ask the gates of a sampling; decisions about steps don't reach it."""
    return tuple(soften(facts, verdict) for judge in _JUDGES for verdict in judge(facts))
