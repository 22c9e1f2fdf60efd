"""How long completing a step takes: a served POST, with 100,000 and with 1,000,000 events in the ledger.

The real web server (as ``tsunagu up`` starts it) serves a durable database to the application's role; four
signed-in clients complete every kind of step of all therapies, each sending the next as soon as the last is
answered. What is timed is the POST of the journey page's form, from the first byte sent to the last one read.
"""

import json
from collections import Counter
from collections.abc import Sequence

from benchmarks._clients import Answers, complete, sign_in
from benchmarks._copies import Copier
from benchmarks._figures import Figure, figure, latencies, ratio
from benchmarks._installation import Installation, checkpoint, installation, is_small, served, tell
from benchmarks._journeys import SMALL_TREATMENTS, TREATMENTS, Caught, make_network, run_journeys
from benchmarks._past import Past
from benchmarks._waiting import Waiting, events_of, make_waiting, shuffled

SIZES = {"100k": 100_000, "1m": 1_000_000}
SMALL_SIZES = {"100k": 2_000, "1m": 4_000}
ROUNDS, COPIES = 5, 1
"""Measured rounds, and how often each caught step stands in a round."""
MOST_REFUSED = 0.01


def main() -> dict[str, Figure]:
    """Return the figures of bench ``step``."""
    figures: dict[str, Figure] = {}
    with installation() as place, place.owner() as owner:
        make_network()
        copier = Copier(owner)
        chains, caught = run_journeys(copier, SMALL_TREATMENTS if is_small() else TREATMENTS)
        past = Past(copier, chains)
        for turn, (label, events) in enumerate((SMALL_SIZES if is_small() else SIZES).items()):
            figures |= _measured(place, copier, past, caught, label, events, turn)
    figures["ratio_1m_to_100k"] = ratio(figures, "p95_ms_1m", "p95_ms_100k")
    return figures


def _measured(
    place: Installation,
    copier: Copier,
    past: Past,
    caught: Sequence[Caught],
    label: str,
    events: int,
    turn: int,
) -> dict[str, Figure]:
    rounds = 1 if is_small() else ROUNDS
    sets = 1 + rounds * COPIES  # one to warm up
    past.fill(events - sets * events_of(copier, caught))
    waiting = [make_waiting(copier, caught, 1_000 * (turn + 1) + number) for number in range(sets)]
    held = copier.events()
    checkpoint(place)
    times = []
    with served() as port:
        sessions = sign_in([one.person for one in caught])
        complete(port, waiting[0], sessions)
        for number in range(rounds):
            mine = [
                one for found in waiting[1 + number * COPIES : 1 + (number + 1) * COPIES] for one in found
            ]
            answers = complete(port, shuffled(mine, number), sessions)
            _check(answers, mine)
            times.append(answers.times)
            tell(
                f"  {label}: {len(answers.times)} steps, {len(answers.times) / answers.seconds:.1f} a second"
            )
    return latencies(times, label) | {
        f"steps_{label}": figure(sum(map(len, times)), "1"),
        f"events_{label}": figure(held, "1"),
    }


def _check(answers: Answers, waiting: Sequence[Waiting]) -> None:
    """Refuse to give figures for a server that refuses what it should do."""
    for told, count in Counter(answers.refused).items():
        tell(f"  refused {count}: {told}")
    if len(answers.refused) > MOST_REFUSED * len(waiting):
        raise RuntimeError(f"{len(answers.refused)} of {len(waiting)} steps were refused")


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
