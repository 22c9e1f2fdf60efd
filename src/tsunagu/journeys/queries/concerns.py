"""Everything that is wrong with one journey."""

from tsunagu.journeys.queries import concerns_people as people
from tsunagu.journeys.queries import concerns_quality as quality
from tsunagu.journeys.queries import concerns_shippers as travelling
from tsunagu.journeys.queries import concerns_time as times
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.finder import Finder


def concerns(look: Finder) -> list[Concern]:
    """Return every concern about a journey; mere lateness counts only where nothing worse is the matter."""
    found = [
        *people.hand_overs(look),
        *people.holds(look),
        *people.holds_elsewhere(look),
        *people.failed(look),
        *people.decisions(look),
        *quality.conditions(look),
        *travelling.shippers(look),
        *quality.results(look),
        *quality.overdue(look),
        *quality.releases(look),
        *times.windows(look),
    ]
    return found or list(times.late(look))
