"""Requests for dates for programs of hospitals: read one's own with their dates, ask for new ones.

To choose and to confirm is left to people, on their page.
"""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Header, Query, Router

from tsunagu.foundation import clock
from tsunagu.foundation.api.bearer import needs
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.program_keys import check_grant
from tsunagu.members.queries.sites import site_by_key
from tsunagu.planning.api.asking import (
    Asking,
    RequestMessage,
    RequestsAsked,
    RequestsPage,
    message_of,
    summary_of,
)
from tsunagu.planning.queries.requests import request_of, requests_page
from tsunagu.planning.services.ask_for_plan import ask_for_plan
from tsunagu.therapies.queries import routes_list

router = Router(tags=["requests"])
READS, WRITES = needs("requests.read", check_grant), needs("requests.write", check_grant)
ResendKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=60,
        description=_("A text of your own, new for each request: sent again with the same, it is the same request."),
    ),
]  # fmt: skip


@router.get(
    "requests", response=RequestsPage, summary=_("Requests for dates"),
    description=_("Those of one's own hospital, the newest first."), **READS,
)  # fmt: skip
def list_requests(request: HttpRequest, asked: Query[RequestsAsked]) -> RequestsPage:
    """Return a page of requests."""
    now, found = clock.now(), requests_page(asked.limit + 1, asked.after)
    shown = [summary_of(one, now) for one in found[: asked.limit]]
    following = None
    if len(found) > len(shown):
        said = {"after": shown[-1].id, "limit": asked.limit}
        following = f"{reverse('api:list_requests')}?{urlencode(said)}"
    return RequestsPage(items=shown, next=following)


@router.get(
    "requests/{uuid:id}", response=RequestMessage, summary=_("One request with its dates"),
    description=_("What was stated, and each proposal with the times of all its steps."), **READS,
)  # fmt: skip
def get_request(request: HttpRequest, id: UUID) -> RequestMessage:
    """Return the request."""
    return message_of(request_of(id), clock.now())


@router.post(
    "requests", response={201: RequestMessage}, summary=_("Ask for dates"),
    description=_(
        "Proposals are computed at once over the capacity that is left. Nothing is held: to choose and to confirm is "
        "left to people. The answer is the request; without proposals, nothing is possible as stated."
    ),
    **WRITES,
)  # fmt: skip
def post_request(
    request: HttpRequest, response: HttpResponse, body: Asking, resend_key: ResendKey
) -> RequestMessage:
    """Ask, and return the request."""
    actor, now = actor_of(request, Actor), clock.now()
    check_era(body.need.days(), "need")
    if body.need.therapy not in {one.key for one in routes_list(kind="treatment")}:
        raise BadInput("therapy", _NO_THERAPY, "therapy")
    need, site = body.need.value(), site_by_key(body.site, tokyo_date(now))
    found = request_of(ask_for_plan(actor, site.uuid, need, now, resend_key))
    if (found.need, found.site) != (need, site.key):
        raise BadInput("resend_key", _OTHER, "Idempotency-Key")
    response["Location"] = reverse("api:get_request", args=[found.uuid])
    return message_of(found, now)


_NO_THERAPY = Text(
    "この治療の工程フローは公開されていません。", "No route of this therapy has been published."
)  # fmt: skip
_OTHER = Text(
    "このキーでは、別の内容の依頼を既に受けています。新しいキーで送ってください。",
    "Another request came with this key already. Send a new key.",
)
