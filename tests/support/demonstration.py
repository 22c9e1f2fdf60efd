"""The demonstration network at one fixed moment, served on a clone: for pages looked at as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections

from tests.support import stages
from tests.support.application import Served, serving
from tests.support.world import World
from tsunagu.demonstration.engine.capacity import publish_capacity
from tsunagu.demonstration.engine.chains import keep_chains
from tsunagu.demonstration.engine.comparability import compare_lots
from tsunagu.demonstration.engine.consultations import talk_of_needs
from tsunagu.demonstration.engine.controls import keep_controls
from tsunagu.demonstration.engine.duty import keep_rosters, keep_what_stands
from tsunagu.demonstration.engine.estimates import learn_from_the_past
from tsunagu.demonstration.engine.fairness import allocate_a_month
from tsunagu.demonstration.engine.gatherings import hold_gatherings
from tsunagu.demonstration.engine.mending import let_a_date_slip
from tsunagu.demonstration.engine.orders import Planned
from tsunagu.demonstration.engine.pages import keep_pages
from tsunagu.demonstration.engine.past import build_past
from tsunagu.demonstration.engine.pipeline import fill_pipeline
from tsunagu.demonstration.engine.plan import PLAN
from tsunagu.demonstration.engine.programs import let_programs_in
from tsunagu.demonstration.engine.qualifications import qualify_methods
from tsunagu.demonstration.engine.requests import ask_for_dates
from tsunagu.demonstration.engine.rounds import hold_rounds
from tsunagu.demonstration.engine.samples import keep_samples
from tsunagu.demonstration.engine.script import Script
from tsunagu.demonstration.engine.sharing import share
from tsunagu.demonstration.engine.shippers import register_shippers
from tsunagu.demonstration.engine.stock import plan_stock
from tsunagu.foundation import clock
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.stock.solving.program import Effort as StockEffort

SETTINGS = "tests.support.demonstration_settings"
STANDING = 1e-6
"""The rate of a clock that stands still for as long as a test takes, so that pages stay the same."""


def demonstration(world: World) -> None:
    """Run the younger journeys of the plan, and the lots they draw from, until a moment.

    These are in every state, and take half the time of all. One more waits at the bedside.
    """
    moment = world.now + timedelta(hours=1)
    young = [one for one in PLAN if one.days_ago <= 24]
    drawn = {f"{one.route}-production" for one in young} | {"donor-amnion-production"}
    lots = {one.route: one for one in reversed(PLAN) if one.route in drawn and one.days_ago > 24}
    at_the_bed = Planned("auto-car-t-fresh-trial", 11.6, Script(stops_at="administer"))
    register_shippers(moment)
    build_past([*lots.values(), *young, at_the_bed], moment, lambda line: None)
    fill_pipeline(moment)
    hold_rounds(moment)
    compare_lots(moment)
    keep_samples(moment)
    keep_controls(moment)
    qualify_methods(moment)
    keep_pages(moment)
    publish_capacity(moment)
    let_programs_in(moment)
    hold_gatherings(moment)
    share(moment)
    learn_from_the_past(moment)
    ask_for_dates(moment)
    plan_stock(moment, StockEffort(rounds=0, nodes=1, seconds=20.0))
    allocate_a_month(moment, Effort(rounds=2, polish=0))
    let_a_date_slip(moment)
    talk_of_needs(moment)
    keep_rosters(moment)
    keep_what_stands(moment)
    keep_chains(moment)
    world.now = moment


@contextmanager
def served_demonstration(credentials: Credentials, point_at: stages.PointAt) -> Iterator[Served]:
    """Serve a clone of the demonstration as the application's role; this process is connected to it too."""
    with stages.on_clone(credentials, demonstration, point_at) as world:
        with acting(Scope("worker")):
            clock.set_clock(world.now, STANDING)
        name = str(connections.settings["default"]["NAME"])
        with serving(name, SETTINGS) as application:
            yield application
