"""Background entry of notices: the post and the calls. Parse, open the worker's scope, call one service."""

from uuid import UUID

from procrastinate.contrib.django import app

from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.services import (
    answer_call,
    make_daily_letters,
    make_letters,
    remind,
    send_letter,
    tell_gaps,
)


@app.periodic(cron="* * * * *")
@app.task(name="notices.look_for_post", retry=1)
def look_for_post(timestamp: int) -> None:
    """Each minute: write letters of new notices, and queue those whose time has come; again changes nothing."""
    with acting(Scope("worker")):
        now = clock.now()
        make_letters.make_letters(now)
        send_letter.queue_letters(now)


@app.periodic(cron="5 * * * *")
@app.task(name="notices.remind", retry=1)
def remind_of_duties(timestamp: int) -> None:
    """Each hour: remind of duties not done; each person once before and once after the time."""
    with acting(Scope("worker")):
        remind.remind(clock.now())


@app.periodic(cron="0 23 * * *")
@app.task(name="notices.daily_letters", retry=1)
def daily_letters(timestamp: int) -> None:
    """At eight each morning in Japan: one letter with what is wanted together."""
    with acting(Scope("worker")):
        make_daily_letters.make_daily_letters(clock.now())


@app.task(name="notices.send_letter")
def send_one_letter(letter: str, tries: int) -> None:
    """Send one try of a letter; the same job again sends nothing."""
    send_letter.send_letter(UUID(letter), tries, clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="notices.drive_calls", retry=1)
def drive_calls(timestamp: int) -> None:
    """Each minute: tell the next one of calls that nobody has answered in time; again changes nothing."""
    with acting(Scope("worker")):
        answer_call.drive_calls(clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.tell_gaps", retry=1)
def tell_gaps_of_rosters(timestamp: int) -> None:
    """Every ten minutes: tell where nobody is on duty, and take back what is filled; again changes nothing."""
    with acting(Scope("worker")):
        tell_gaps.tell_gaps(clock.now())
