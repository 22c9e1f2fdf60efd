"""What goes wrong, and for whom: a small part of the journeys, chosen so that every state is seen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """What happens to one journey beside the ordinary.

    Attributes
    ----------
    trouble_on : what the logger of a transport step shows (excursion, breach, gap).
    failing : characteristics that fail, by panel. fails_at : a step that fails in the first attempt.
    decides : quality and physician sign for what needs a decision.
    is_at_bench : results are entered one by one, before the test is completed.
    keeps_dates : no step begins before it is planned, as where dates were promised.
    stops_at : the engine leaves the journey alone before this step (it waits for a person).
    """

    trouble_on: tuple[tuple[str, str], ...] = ()
    failing: tuple[tuple[str, str], ...] = ()
    fails_at: str = ""
    again_from: str = ""
    stops_at: str = ""
    leaves_given: str = ""
    unsigned_at: str = ""
    hold_after: str = ""
    cancels_at: str = ""
    rejects: bool = False
    decides: bool = False
    is_at_bench: bool = False
    keeps_dates: bool = False

    def trouble(self, step: str) -> str:
        """Return what the logger of a step shows."""
        return dict(self.trouble_on).get(step, "")

    def failing_in(self, panel: str, attempt: int) -> frozenset[str]:
        """Return the characteristics of a panel that fail; only in the first attempt."""
        return frozenset(key for name, key in self.failing if name == panel) if attempt == 1 else frozenset()


ORDINARY = Script()
