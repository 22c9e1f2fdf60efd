"""What each action of a route does to things: one handler per action, found by its name."""

from collections.abc import Callable, Mapping

from tsunagu.journeys.services.work.clinical import administer, follow_up, prepare, register
from tsunagu.journeys.services.work.context import Done, StepContext
from tsunagu.journeys.services.work.handling import accept, store, tend, transport
from tsunagu.journeys.services.work.lots import allocate
from tsunagu.journeys.services.work.making import collect, process
from tsunagu.journeys.services.work.releasing import release
from tsunagu.journeys.services.work.testing import test

HANDLERS: Mapping[str, Callable[[StepContext], Done]] = {
    "register": register,
    "collect": collect,
    "transport": transport,
    "accept": accept,
    "process": process,
    "tend": tend,
    "test": test,
    "store": store,
    "release": release,
    "allocate": allocate,
    "prepare": prepare,
    "administer": administer,
    "follow_up": follow_up,
}
