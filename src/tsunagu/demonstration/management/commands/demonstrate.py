"""Build the demonstration network, say who can sign in, and keep the network moving."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from tsunagu.demonstration.engine.capacity import publish_capacity
from tsunagu.demonstration.engine.chains import keep_chains
from tsunagu.demonstration.engine.comparability import compare_lots
from tsunagu.demonstration.engine.consultations import talk_of_needs
from tsunagu.demonstration.engine.controls import keep_controls
from tsunagu.demonstration.engine.duty import keep_rosters, keep_what_stands
from tsunagu.demonstration.engine.estimates import learn_from_the_past
from tsunagu.demonstration.engine.fairness import allocate_a_month
from tsunagu.demonstration.engine.gatherings import hold_gatherings
from tsunagu.demonstration.engine.legal import publish_all, revise
from tsunagu.demonstration.engine.live import live_on
from tsunagu.demonstration.engine.mending import let_a_date_slip
from tsunagu.demonstration.engine.pages import keep_pages
from tsunagu.demonstration.engine.past import build_past
from tsunagu.demonstration.engine.pipeline import fill_pipeline
from tsunagu.demonstration.engine.plan import PLAN
from tsunagu.demonstration.engine.plans import ask_for_plans
from tsunagu.demonstration.engine.programs import let_programs_in
from tsunagu.demonstration.engine.qualifications import qualify_methods
from tsunagu.demonstration.engine.register import fill_register
from tsunagu.demonstration.engine.requests import ask_for_dates
from tsunagu.demonstration.engine.rounds import hold_rounds
from tsunagu.demonstration.engine.samples import keep_samples
from tsunagu.demonstration.engine.sharing import share
from tsunagu.demonstration.engine.shippers import register_shippers
from tsunagu.demonstration.engine.stock import plan_stock
from tsunagu.demonstration.engine.supplies import deliver_supplies
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.people import people
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.under_way import has_journeys

PASSWORD = "tsunagu-demo"  # noqa: S105 - for invented people, in the demonstration only


class Command(BaseCommand):
    """The demonstration network."""

    help = "builds the demonstration network (--build), lists sign-ins (--sign-ins), keeps it moving (--run)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of the three words, and for ``--run`` the speed."""
        parser.add_argument("--build", action="store_true")
        parser.add_argument("--sign-ins", action="store_true")
        parser.add_argument("--run", action="store_true")
        parser.add_argument(
            "--rate", type=float, default=60.0, help="seconds on the clock in one real second"
        )
        parser.add_argument("--journeys", type=int, default=len(PLAN), help="at most so many journeys")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["build"]:
            self._build(options["journeys"])
        if options["sign_ins"]:
            self._sign_ins()
        if options["run"]:
            live_on(options["rate"], self._tell)

    def _build(self, most: int) -> None:
        now = datetime.now(UTC)
        with acting(Scope("worker")):
            if has_journeys():
                self._tell("The demonstration network is there already.")
                return
        began = time.monotonic()
        self._enter(now)
        self._tell("Journeys, from their beginning until now ...")
        scripts = build_past(PLAN[:most], now, self._tell)
        hold_rounds(now)
        revise(now)
        compare_lots(now)
        keep_samples(now)
        keep_controls(now)
        qualify_methods(now)
        keep_pages(now)
        publish_capacity(now)
        let_programs_in(now)
        hold_gatherings(now)
        share(now)
        learn_from_the_past(now)
        ask_for_dates(now)
        plan_stock(now)
        let_a_date_slip(now)
        ask_for_plans(now)
        allocate_a_month(now)
        self._tell("The register, up to 169 members ...")
        fill_register(now)
        talk_of_needs(now)
        fill_pipeline(now)
        keep_rosters(now)
        keep_what_stands(now)
        keep_chains(now)
        clock.set_clock(datetime.now(UTC), 1.0)
        self._tell(f"{len(scripts)} journeys in {time.monotonic() - began:.0f} s")

    def _enter(self, now: datetime) -> None:
        self._tell("Members, sites and people ...")
        load_network(now, PASSWORD)
        self._tell("Routes and their legal bases ...")
        publish_all(now)
        deliver_supplies(now)
        register_shippers(now)
        fill_pipeline(now)

    def _sign_ins(self) -> None:
        for one in people():
            self._tell(f"{one['email']:44} {PASSWORD}  {one['role'].ja}（{one['member'].ja}）")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
