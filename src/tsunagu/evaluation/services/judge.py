"""Judge typed values against the characteristics of a specification."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.domain.replicates import judge_replicates, mean_interval
from tsunagu.evaluation.domain.specification import Characteristic, ResultJudgement, judge
from tsunagu.evaluation.domain.standing import needs_verification
from tsunagu.foundation.refusals import BadInput


class Specified(Characteristic, Protocol):
    """A characteristic with its method and its weight for the release, as a route's panel gives it."""

    @property
    def method(self) -> str:
        """How it is measured."""

    @property
    def weight(self) -> str:
        """What it counts for: release, in_process, reference, information, after_release."""


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
        found.append(_fields(one, judgement))
    return found


def judged_bench(characteristic: Specified, bench: Bench) -> dict[str, Any]:
    """Return the fields of a result row for what was read at the bench.

    Raises
    ------
    BadInput : a reading can't be read; ``field`` is ``readings``.
    """
    try:
        found = judge_replicates(characteristic, bench.readings)
    except BadInput as refused:
        raise BadInput(refused.code, refused.reason, "readings") from refused
    judgement, interval = found.judgement, bench.interval or mean_interval(found.numbers)
    return {
        **_fields(characteristic, judgement),
        "replicates": list(found.readings),
        "lower": interval[0] if interval else None,
        "upper": interval[1] if interval else None,
        "method_version": bench.method_version.strip(),
        "instrument": bench.instrument.strip(),
        "reagent_lots": list(bench.reagent_lots),
        "limit_of_detection": bench.limit_of_detection.strip(),
        "examined": bench.examined,
        "awaits_verification": needs_verification(characteristic.weight, judgement.state),
    }


def _fields(one: Specified, judgement: ResultJudgement) -> dict[str, Any]:
    return {
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
