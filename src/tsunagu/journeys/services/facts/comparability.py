"""Whether comparability of a therapy has been shown: by which study, and whether the actor may know which."""

from datetime import datetime
from uuid import UUID

from tsunagu.evaluation.queries.comparability import openings_of
from tsunagu.foundation.scope import current_scope
from tsunagu.journeys.domain.gates.facts import ComparabilityFacts


def comparability_shown(therapy: str, holder: UUID, at: datetime) -> ComparabilityFacts | None:
    """Return the newest study that opens the gate of a therapy at a moment, if one does; asked in gate scope.

    Only a study of the member that holds the therapy's approval counts.
    """
    found = [one for one in openings_of(therapy, at) if one.holder == holder]
    if not found:
        return None
    newest = found[-1]
    return ComparabilityFacts(
        newest.uuid, newest.number, newest.signed_at, current_scope().member in newest.parties
    )
