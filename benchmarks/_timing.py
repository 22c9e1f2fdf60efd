"""One piece of work, timed again and again."""

import time
from collections.abc import Callable

from benchmarks._installation import is_small


def timed(work: Callable[[], None], rounds: int, times: int) -> list[list[float]]:
    """Return the seconds that the work takes, round by round, after one untimed go."""
    work()
    found: list[list[float]] = []
    for _ in range(1 if is_small() else rounds):
        found.append([])
        for _ in range(2 if is_small() else times):
            began = time.perf_counter()
            work()
            found[-1].append(time.perf_counter() - began)
    return found
