"""Background entry of coordination: parse, open the worker's scope, call one service."""

from procrastinate.contrib.django import app

from tsunagu.coordination.services.gatherings.forget import forget
from tsunagu.coordination.services.gatherings.remind import remind_guests
from tsunagu.coordination.services.matching.ask_what_came import ask_what_came
from tsunagu.coordination.services.membership.tell_of_applications import tell_of_applications
from tsunagu.coordination.services.membership.tell_of_pages import tell_of_pages
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.coordination.services.sharing.lapse import lapse
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting


@app.periodic(cron="10 21 * * *")
@app.task(name="coordination.remind_of_reports", retry=2)
def remind_of_reports(timestamp: int) -> None:
    """Each morning in Japan: remind of what comes near, end parts that are over; again tells nothing twice."""
    remind(clock.now())


@app.periodic(cron="20 22 * * *")
@app.task(name="coordination.ask_what_came", retry=3)
def ask_each_morning(timestamp: int) -> None:
    """Each morning in Japan: ask what came of agreements of half a year ago; each is asked once."""
    with acting(Scope("worker")):
        ask_what_came(clock.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="coordination.tell_of_membership", retry=1)
def tell_of_membership(timestamp: int) -> None:
    """Every two minutes: tell of applications to join and of changes of pages; again tells nothing twice."""
    with acting(Scope("worker")):
        now = clock.now()
        tell_of_applications(now)
        tell_of_pages(now)


@app.periodic(cron="15 * * * *")
@app.task(name="coordination.remind_of_gatherings", retry=1)
def remind_of_gatherings(timestamp: int) -> None:
    """Each hour: remind who has a place of what begins within a day; each is reminded once."""
    remind_guests(clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="coordination.lapse_bookings", retry=1)
def lapse_bookings(timestamp: int) -> None:
    """Each quarter of an hour: bookings that nobody approved until they began come to nothing."""
    lapse(clock.now())


@app.periodic(cron="10 19 * * *")
@app.task(name="coordination.forget_registrations", retry=1)
def forget_registrations(timestamp: int) -> None:
    """Each night in Japan: forget who registered for gatherings whose retention is over."""
    forget(clock.now())
