"""How long the control tower takes with 5,000 live journeys, read by the coordinator who takes part in all of them.

Journeys of all therapies are caught at each of their steps and copied until so many are under way, spread over the
hours before and after now. What pages keep of them is made once (``fill_seconds``); then the page is asked of a served
installation: as it stands, and each time after a journey was marked as an act marks it (``after_act_*``), which the
page makes again before it answers. ``member_*``: a hospital that takes part in some of them.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from uuid import UUID

from benchmarks._clients import sign_in
from benchmarks._copies import Copier
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import checkpoint, installation, is_small, served, tell
from benchmarks._journeys import (
    SMALL_TREATMENTS,
    TAKEN_OUT,
    TREATMENTS,
    Caught,
    make_network,
    run_journeys,
    shifted,
)

LIVE = 40 if is_small() else 5_000
LOOKS, WARM_UP = (3, 1) if is_small() else (200, 20)
SPREAD_HOURS = 60
"""How far apart in time the copies of one caught journey lie: some are late, some have hours left."""


def main() -> dict[str, Figure]:
    """Return the figures of bench ``tower``."""
    with installation() as place, place.owner() as owner:
        make_network()
        copier = Copier(owner)
        _, caught = run_journeys(copier, SMALL_TREATMENTS if is_small() else TREATMENTS)
        chains = _copied(copier, caught)
        filled = _kept()
        copier.settle()
        checkpoint(place)
        journeys, concerns = _counts()
        tell(f"  {journeys} live journeys, {concerns} concerns, kept in {filled:.0f} s")
        with served() as port:
            coordinator, hospital = _reader("rink", "coordinator"), _reader("haneda-clinic", "physician")
            still = list(_looked_at(port, coordinator, lambda: None))
            after = list(_looked_at(port, coordinator, _acts(chains)))
            member = list(_looked_at(port, hospital, lambda: None))
    return {
        **_latencies("", still), **_latencies("after_act_", after), **_latencies("member_", member),
        "journeys": figure(journeys, "1"), "concerns": figure(concerns, "1"), "fill_seconds": figure(filled, "s"),
    }  # fmt: skip


def _latencies(name: str, times: Sequence[float]) -> dict[str, Figure]:
    return {f"{name}p{share}_ms": figure(percentile(times, share / 100) * 1000, "ms") for share in (50, 95)}


def _copied(copier: Copier, caught: Sequence[Caught]) -> list[UUID]:
    """Copy every caught journey as often as it takes, each copy at another time; return the chains of the first."""
    rounds = -(-LIVE // len(caught))
    for number in range(1, rounds + 1):
        ago = timedelta(hours=SPREAD_HOURS * ((number * 7) % rounds) / rounds - SPREAD_HOURS / 3)
        when = shifted(list(caught), datetime.now(UTC) - ago)
        copier.copy(when, range(number, number + 1), changes=TAKEN_OUT)
    return [one.copied(one.work.journey) for one in caught]


def _kept() -> float:
    """Make what pages keep of all journeys, as the worker does; return how long it took."""
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.journeys.services.bring_up_to_date import keep_up, look

    began = time.perf_counter()
    while True:
        with acting(Scope("worker")):
            done = keep_up(datetime.now(UTC), 500)
        if not done:
            break
    look(datetime.now(UTC))
    return time.perf_counter() - began


def _counts() -> tuple[int, int]:
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.journeys.models import Standing
    from tsunagu.journeys.queries.exceptions import showing

    with acting(Scope("worker")):
        return Standing.objects.filter(is_live=True).count(), showing(datetime.now(UTC)).count()


def _reader(member: str, role: str) -> str:
    from tsunagu.demonstration.engine import hands
    from tsunagu.demonstration.network.reading import stable_uuid

    actor = hands.actor(stable_uuid("member", member), role, now=datetime.now(UTC))
    return sign_in([actor.person_uuid])[actor.person_uuid]


def _acts(chains: Sequence[UUID]) -> Callable[[], None]:
    """Return what marks another journey each time it is called, as an act does: the page makes it again."""
    from tsunagu.custody.models import Touched
    from tsunagu.foundation.scope import Scope, acting

    order: Iterator[UUID] = iter(chains * 1_000)

    def act() -> None:
        with acting(Scope("worker")):
            Touched.objects.create(chain=next(order))

    return act


def _looked_at(port: int, session: str, before: Callable[[], Any]) -> Iterator[float]:
    """Yield the seconds in which the tower is read; the first ones warm the processes up."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for number in range(WARM_UP + LOOKS):
        before()
        began = time.perf_counter()
        connection.request("GET", "/", headers={"Cookie": f"sessionid={session}"})
        page = connection.getresponse()
        content = page.read()
        spent = time.perf_counter() - began
        if page.status != 200 or b'id="todo"' not in content:
            raise RuntimeError(f"no tower was shown: {page.status}")
        if number >= WARM_UP:
            yield spent
    connection.close()


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
