"""How long the quality gate takes for an item with 40 characteristics, on a ledger of a million events.

A treatment whose release panel was widened to 40 characteristics of the test catalogue stands in front of its
release, tested at the bench and verified. Timed is what the gate asks of the database and its answer, in the
scope of who releases; all gates of the step together, as its page asks them, are timed beside it, on a small
ledger as well.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from benchmarks._copies import Copier
from benchmarks._figures import Figure, figure, latencies, ratio
from benchmarks._installation import checkpoint, installation, is_small, tell
from benchmarks._journeys import SMALL_TREATMENTS, TREATMENTS, make_network, run_journeys
from benchmarks._past import Past
from benchmarks._timing import timed

SIZES = {"100k": 100_000, "1m": 1_000_000}
SMALL_SIZES = {"100k": 1_500, "1m": 3_000}
ROUTE, PANEL, STEP = "auto-car-t-frozen", "release", "site_release"
CHARACTERISTICS = 40
CALCULATED = "elisa"
"""A method whose results are calculated from plates within the limits, of which these have none."""
ROUNDS, TIMES = 5, 100


def main() -> dict[str, Figure]:
    """Return the figures of bench ``gate``."""
    figures: dict[str, Figure] = {}
    with installation() as place, place.owner() as owner:
        _widen()
        make_network()
        copier = Copier(owner)
        chains, _ = run_journeys(copier, SMALL_TREATMENTS if is_small() else TREATMENTS, is_catching=False)
        waiting = _waiting()
        past = Past(copier, chains)
        for label, events in (SMALL_SIZES if is_small() else SIZES).items():
            past.fill(events)
            copier.settle()
            checkpoint(place)
            found = latencies(timed(_gate(waiting), ROUNDS, TIMES), label)
            found |= {
                f"all_{key}": one
                for key, one in latencies(timed(_all_gates(waiting), ROUNDS, TIMES), label).items()
            }
            found[f"events_{label}"] = figure(copier.events(), "1")
            tell(f"  {label}: {found[f'p95_ms_{label}']['value']} ms")
            figures |= found
    figures["p95_ms"] = figures["p95_ms_1m"]
    figures["ratio_1m_to_100k"] = ratio(figures, "p95_ms_1m", "p95_ms_100k")
    figures["characteristics"] = figure(CHARACTERISTICS, "1")
    return figures


def _widen() -> None:
    """Let the route's release panel have 40 characteristics, before anything is published."""
    from tsunagu.demonstration.engine import legal

    engine: Any = legal
    routes = engine.shipped_routes()

    def wide(route: Any) -> Any:
        if route.key != ROUTE:
            return route
        panels = [_wide(one) if one.key == PANEL else one for one in route.panels]
        return replace(route, panels=tuple(panels))

    engine.shipped_routes = lambda: [wide(one) for one in routes]


def _wide(panel: Any) -> Any:
    """Add characteristics of the test catalogue until there are 40, each with limits that anything meets."""
    from tsunagu.evaluation.queries.catalogue import catalogue

    given = list(panel.characteristics)
    known = {one.key for one in given}
    more = []
    for method in (one for one in catalogue().methods.values() if one.key != CALCULATED):
        for measured in method.measures:
            if measured.characteristic in known or len(given) + len(more) == CHARACTERISTICS:
                continue
            known.add(measured.characteristic)
            listed = catalogue().characteristics[measured.characteristic]
            more.append(
                replace(
                    given[0], key=listed.key, name=listed.name, unit=listed.unit or "1", method=method.key,
                    expected=listed.expected, minimum=0.0 if listed.kind == "number" else None, maximum=None,
                )
            )  # fmt: skip
    return replace(panel, characteristics=(*given, *more))


def _waiting() -> UUID:
    """Bring a treatment in front of its release; return its chain."""
    from tsunagu.demonstration.engine.orders import Planned
    from tsunagu.demonstration.engine.past import build_past
    from tsunagu.demonstration.engine.script import Script

    planned = Planned(ROUTE, 90, Script(stops_at=STEP))
    (chain,) = build_past([planned], datetime.now(UTC), tell)
    return chain


def _releasing(chain: UUID) -> tuple[Any, Any, AbstractContextManager[Any]]:
    """Return who releases, when, and a scope to act in."""
    from tsunagu.demonstration.engine import hands
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.journeys.services.running import load_running
    from tsunagu.members.queries.actors import scope_for

    with acting(Scope("worker")):
        running = load_running(chain)
    step, row = running.step(STEP)
    now = max(one.ended_at for one in running.rows.values() if one.ended_at) + timedelta(hours=1)
    who = hands.actor(row.member, step.role, now=now)
    return who, now, acting(scope_for(who))


def _gate(chain: UUID) -> Callable[[], None]:
    """Return what loads the results and asks the quality gate alone."""
    from tsunagu.foundation.scope import gate_scope
    from tsunagu.journeys.domain.gates import quality
    from tsunagu.journeys.services.facts.evidence import result_facts, running_tests
    from tsunagu.journeys.services.facts.load import load_facts
    from tsunagu.journeys.services.facts.parties import member_site
    from tsunagu.journeys.services.facts.signed import deviation_facts
    from tsunagu.journeys.services.running import load_running

    who, now, scope = _releasing(chain)
    with scope:
        running = load_running(chain)
        step, row = running.step(STEP)
        facts, items = load_facts(running, step, row, who, now)

    def ask() -> None:
        with _releasing_scope(who), gate_scope():
            asked = replace(
                facts,
                results=result_facts(running, step, items, member_site(row, step, now)),
                deviations=deviation_facts(running, step, None),
                tests_running=running_tests(running),
            )
            verdicts = quality.judge(asked)
        if len(asked.results) < CHARACTERISTICS or not all(one.passes for one in verdicts):
            raise RuntimeError(f"{len(asked.results)} results, {[one.cause for one in verdicts]}")

    return ask


def _all_gates(chain: UUID) -> Callable[[], None]:
    """Return what asks every gate of the step, as its page does."""
    from tsunagu.journeys.services.perform import preview

    who, now, _ = _releasing(chain)

    def ask() -> None:
        with _releasing_scope(who):
            preview(who, chain, STEP, now)

    return ask


def _releasing_scope(who: Any) -> AbstractContextManager[Any]:
    from tsunagu.foundation.scope import acting
    from tsunagu.members.queries.actors import scope_for

    return acting(scope_for(who))


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
