"""A step that its gates refuse: the verdicts, and one sentence for the person."""

from collections.abc import Sequence

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.names import gate_name
from tsunagu.journeys.domain.verdicts import Outcome, Verdict, severest_first


class GatesRefused(Refused):
    """At least one gate stops the step or needs a decision; ``verdicts`` are all of them."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        first = next(one for one in severest_first(verdicts) if not one.passes)
        name = gate_name(first.gate)
        hint_ja = "決定が必要です。" if first.outcome is Outcome.DECIDE else ""
        hint_en = " A decision is needed." if first.outcome is Outcome.DECIDE else ""
        super().__init__(
            first.cause,
            Text(f"{name.ja}：{first.reason.ja}。{hint_ja}", f"{name.en}: {first.reason.en}.{hint_en}"),
        )
        self.verdicts = tuple(verdicts)
