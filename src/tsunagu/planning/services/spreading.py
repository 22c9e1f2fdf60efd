"""Independent pieces of work over the processors of this host, or over a Ray cluster where Ray is installed."""

import importlib
import importlib.util
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, TypeVar

W = TypeVar("W")
R = TypeVar("R")


def spread(work: Callable[[W], R], items: Sequence[W], *, is_here: bool = False) -> Iterator[tuple[int, R]]:
    """Yield the place of each item with its result, as they come; ``is_here`` starts no other process."""
    if is_here:
        yield from ((place, work(item)) for place, item in enumerate(items))
    elif importlib.util.find_spec("ray") is not None:
        yield from _on_ray(work, items)
    else:
        yield from _in_processes(work, items)


def _in_processes(work: Callable[[W], R], items: Sequence[W]) -> Iterator[tuple[int, R]]:
    count = max(1, min(len(items), os.cpu_count() or 1))
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        places = {pool.submit(work, item): place for place, item in enumerate(items)}
        for future in as_completed(places):
            yield places[future], future.result()


def _on_ray(work: Callable[[W], R], items: Sequence[W]) -> Iterator[tuple[int, R]]:
    """Hand the items to Ray, at the address of its own settings, and take each result when it is ready."""
    ray: Any = importlib.import_module("ray")
    if not ray.is_initialized():
        ray.init()
    remote = ray.remote(work)
    places = {remote.remote(item): place for place, item in enumerate(items)}
    waiting = list(places)
    while waiting:
        ready, waiting = ray.wait(waiting)
        for one in ready:
            yield places[one], ray.get(one)
