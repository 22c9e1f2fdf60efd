"""Who a page says is signed in, with the counts beside the menu (``settings.PAGE_PERSON``)."""

from typing import Any

from django.http import HttpRequest

from tsunagu.foundation.scope import has_scope
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.profile.changes import waiting_count as proposals_waiting
from tsunagu.notices.queries import waiting_count

NETWORK, PROPOSALS = ("/members/", "/network/"), "/members/proposals/"
"""Only there the tabs are shown beside which the coordinator sees how many changes of pages wait."""


def shown_person(request: HttpRequest) -> dict[str, Any] | None:
    """Return name, member, role and counts of the person who is signed in; None for a passer-by."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return None
    counts = {"/inbox/": waiting_count(actor)} if has_scope() else {}
    if counts and actor.is_coordinator and request.path.startswith(NETWORK):
        counts[PROPOSALS] = proposals_waiting()
    return {"name": actor.person_name, "member": actor.member_name, "role": actor.role_name, "counts": counts}
