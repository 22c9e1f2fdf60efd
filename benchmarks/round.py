"""How long the whole analysis of a large round takes: 169 laboratories, 20 characteristics, 3 replicates.

The baseline of the same run is SciPy's plain one-way analysis of variance of the same cells, which answers one of
the questions that the whole analysis answers.
"""

import json
import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from tsunagu.statistics.between_laboratories.cells import Cells
from tsunagu.statistics.between_laboratories.round import RoundResult, analyse_many

LABORATORIES, CHARACTERISTICS, REPLICATES = 169, 20, 3
RUNS, SEED = 9, 169

Rounds = dict[str, Cells]


def main() -> dict[str, dict[str, float | str]]:
    """Return the figures of bench ``round``."""
    rounds = _rounds()
    first = _seconds(lambda: _whole(rounds))
    pairs = [(_seconds(lambda: _whole(rounds)), _seconds(lambda: _plain(rounds))) for _ in range(RUNS)]
    whole, plain = (sorted(column) for column in zip(*pairs, strict=True))
    return {
        "seconds": _figure(statistics.median(whole), "s"),
        "seconds_lowest": _figure(whole[0], "s"),
        "seconds_highest": _figure(whole[-1], "s"),
        "seconds_first": _figure(first, "s"),
        "anova_seconds": _figure(statistics.median(plain), "s"),
        "ratio_to_anova": _figure(statistics.median(mine / theirs for mine, theirs in pairs), "1"),
        "laboratories": _figure(LABORATORIES, "1"),
        "characteristics": _figure(CHARACTERISTICS, "1"),
        "replicates": _figure(REPLICATES, "1"),
    }


def _figure(value: float, unit: str) -> dict[str, float | str]:
    return {"value": round(value, 4), "unit": unit}


def _rounds() -> Rounds:
    """Rounds with differences between laboratories as large as those within, and a few laboratories astray."""
    rng = np.random.default_rng(SEED)
    rounds: Rounds = {}
    for number in range(CHARACTERISTICS):
        bias = rng.standard_t(4, LABORATORIES)
        values = 100 + bias[:, np.newaxis] + rng.normal(size=(LABORATORIES, REPLICATES))
        rounds[f"characteristic {number + 1}"] = {
            f"laboratory {row + 1}": cell.tolist() for row, cell in enumerate(values)
        }
    return rounds


def _whole(rounds: Rounds) -> None:
    found = analyse_many(rounds)
    if not all(isinstance(one, RoundResult) and one.precision and one.z for one in found.values()):
        raise RuntimeError("a round was not analysed in whole: no figure")


def _plain(rounds: Rounds) -> None:
    for cells in rounds.values():
        stats.f_oneway(*(cells.values() if isinstance(cells, dict) else cells))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
