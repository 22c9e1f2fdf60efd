"""Judge typed values against the characteristics of a specification."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tsunagu.evaluation.domain.specification import Characteristic, judge


class Specified(Characteristic, Protocol):
    """A characteristic with its method and its weight for the release, as a route's panel gives it."""

    @property
    def method(self) -> str:
        """How it is measured."""

    @property
    def weight(self) -> str:
        """What it counts for: release, in_process, information, after_release."""


def judged_results(characteristics: Sequence[Specified], values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields of a result row for each characteristic that something was typed for.

    Raises
    ------
    BadInput : a value can't be read; ``field`` is the key of the characteristic.
    """
    found = []
    for one in characteristics:
        judgement = judge(one, values.get(one.key))
        if judgement.state == "missing":
            continue
        found.append(
            {
                "characteristic": one.key,
                "method": one.method,
                "weight": one.weight,
                "text": judgement.shown.ja,
                "number": None if judgement.number is None else float(judgement.number),
                "unit": one.unit,
                "state": judgement.state,
                "reason_ja": judgement.reason.ja,
                "reason_en": judgement.reason.en,
            }
        )
    return found
