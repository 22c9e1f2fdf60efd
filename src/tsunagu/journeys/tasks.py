"""Background entry of journeys: parse, open the worker's scope, call one service."""

from uuid import UUID

from procrastinate.contrib.django import app

from tsunagu.custody.queries.ledger import effects_of
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.bring_up_to_date import keep_up
from tsunagu.journeys.services.keep_lapses import keep_lapses
from tsunagu.journeys.services.mind_calls import mind_calls
from tsunagu.journeys.services.publish_figures import publish_figures
from tsunagu.journeys.services.run_look_back import settle_look_back
from tsunagu.journeys.services.tell_holders import tell_holders
from tsunagu.journeys.services.tell_late_failure import tell_late_failure
from tsunagu.journeys.services.tell_release import tell_noted, tell_withdrawn
from tsunagu.journeys.services.warn_of_lapses import warn_of_lapses
from tsunagu.journeys.services.watch_trends import settle_assessed, watch_results


@app.periodic(cron="* * * * *")
@app.task(name="journeys.keep_up")
def keep_up_with_the_records(timestamp: int) -> None:
    """Each minute: make again what pages keep of journeys, then mind the calls; again changes nothing."""
    with acting(Scope("worker")):
        keep_up(clock.now())
        mind_calls(clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="journeys.keep_lapses")
def keep_qualifications_that_lapse(timestamp: int) -> None:
    """Every ten minutes: look for qualifications that journeys will miss; running it again changes nothing."""
    with acting(Scope("worker")):
        keep_lapses(clock.now())


@app.periodic(cron="30 19 * * *")
@app.task(name="journeys.publish_figures")
def publish_public_figures(timestamp: int) -> None:
    """Each night in Japan: publish what everybody may read of the network; again changes nothing."""
    with acting(Scope("worker")):
        publish_figures(clock.now())


@app.task(name="journeys.hold_placed", retry=3)
def hold_placed(chain: str, row: str) -> None:
    """Tell all holders of descendants that a hold was placed; running it again changes nothing."""
    with acting(Scope("worker")):
        effects = effects_of(UUID(chain), UUID(row))
        for placed in effects["new"].get("custody.Hold", []):
            tell_holders(UUID(placed["uuid"]), clock.now())


@app.task(name="journeys.release_withdrawn", retry=3)
def release_withdrawn(chain: str, row: str) -> None:
    """Tell all holders that a release was withdrawn; running it again changes nothing."""
    with acting(Scope("worker")):
        effects = effects_of(UUID(chain), UUID(row))
        for changed in effects["set"].get("journeys.Release", []):
            tell_withdrawn(UUID(changed["uuid"]), clock.now())


@app.task(name="journeys.failed_after_release", retry=3)
def failed_after_release(chain: str, row: str) -> None:
    """Tell all who hold, used or shipped a product that it failed after its release; again changes nothing."""
    with acting(Scope("worker")):
        tell_late_failure(UUID(chain), UUID(row), clock.now())


@app.task(name="journeys.taken_over_from_paper", retry=3)
def taken_over_from_paper(chain: str, row: str) -> None:
    """Tell each unit whose release was noted from paper; running it again changes nothing."""
    with acting(Scope("worker")):
        effects = effects_of(UUID(chain), UUID(row))
        for noted in effects["new"].get("journeys.Release", []):
            tell_noted(UUID(noted["uuid"]), clock.now())


@app.task(name="journeys.look_back_completed", retry=3)
def look_back_completed(chain: str, row: str) -> None:
    """Take what a completed look-back asked out of every inbox; running it again changes nothing."""
    with acting(Scope("worker")):
        settle_look_back(UUID(chain), clock.now())


@app.task(name="journeys.results_changed", retry=3)
def results_changed(chain: str, row: str) -> None:
    """Hold results against the limits of their trends; running it again changes nothing."""
    with acting(Scope("worker")):
        watch_results(UUID(chain), UUID(row), clock.now())


@app.task(name="journeys.alarm_assessed", retry=3)
def alarm_assessed(chain: str, row: str) -> None:
    """Take an assessed alarm out of every inbox; running it again changes nothing."""
    with acting(Scope("worker")):
        settle_assessed(UUID(chain), UUID(row), clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="journeys.warn_of_lapses", retry=1)
def warn_of_lapses_ahead(timestamp: int) -> None:
    """Tell which qualifications end, and which journeys will miss one; running it again tells nothing twice."""
    with acting(Scope("worker")):
        warn_of_lapses(clock.now())
