"""A promised date of the demonstration that can't be kept: an invented patient is unfit, and the plan is mended."""

from datetime import datetime, timedelta

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.queries.mendings import mendings_of
from tsunagu.planning.queries.requests import RequestView, requests_of
from tsunagu.planning.services.look_for_disturbances import look_for_disturbances
from tsunagu.planning.services.own_requests import ASKERS
from tsunagu.planning.services.state_unfit import state_unfit

HOSPITAL, UNFIT_DAYS = "haneda-clinic", 4


def let_a_date_slip(now: datetime) -> None:
    """Let a hospital say that a patient can't come on the day of the collection; doing it again changes nothing."""
    with acting(Scope("worker")):
        if mendings_of():
            return
    with hands.working(hands.actor(stable_uuid("member", HOSPITAL), *ASKERS, now=now)) as actor:
        found = next((one for one in requests_of() if one.state == "confirmed"), None)
        day = None if found is None else _collection(found)
        if found is not None and day is not None:
            first = tokyo_date(day)
            state_unfit(actor, found.uuid, first, first + timedelta(days=UNFIT_DAYS), now)
    with acting(Scope("worker")):
        look_for_disturbances(now)


def _collection(found: RequestView) -> datetime | None:
    return found.proposals[found.chosen or 0].start_of("collect")
