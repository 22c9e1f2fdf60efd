"""Background entry of evaluation: parse, open the worker's scope, call one service."""

from procrastinate.contrib.django import app

from tsunagu.evaluation.services.remind_retention import remind_retention
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting


@app.periodic(cron="10 21 * * *")
@app.task(name="evaluation.retention_over", retry=3)
def retention_over(timestamp: int) -> None:
    """Each morning in Japan: tell who holds samples whose retention is over; again changes nothing."""
    with acting(Scope("worker")):
        remind_retention(clock.now())
