"""Confirmed dates go to a case: the order takes them along, and the request learns of the case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.queries.ledger import line_of
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.domain.planning import Dates
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import all_sites
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.asking.record import kept
from tsunagu.planning.domain.asking.states import check_may_become
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.mendings import open_mending_of
from tsunagu.planning.services.own_requests import check_asker, note, own_request, state_of, turn


@transaction.atomic
def dates_for_order(actor: Actor, uuid: UUID, now: datetime) -> Dates:
    """Return the confirmed dates of a request as an order takes them; steps whose time has passed are left out.

    Refused while they aren't confirmed, and once capacity that is held for them lies in the past.
    """
    check_asker(actor)
    request = own_request(actor, uuid)
    check_may_become(state_of(request, now), "ordered")
    if open_mending_of(uuid) is not None:
        raise Refused("mending_open", MENDING)
    proposal = kept(request.proposals[request.chosen or 0])
    if min((one.start for one in proposal.held), default=proposal.goal) < now:
        raise Refused("proposal_past", PAST)
    by_key = {site.key: site.uuid for site in all_sites(tokyo_date(now))}
    sites = {party: by_key[key] for party, key in proposal.sites.items() if key in by_key}
    steps = {key: (start, end) for key, start, end in proposal.steps if start >= now}
    return Dates(request.uuid, request.therapy, sites, steps)


@transaction.atomic
def take_order(chain: UUID, row: UUID, now: datetime) -> None:
    """Bind a request to the case that was ordered with its dates; in the worker's scope, the same again is one act.

    Where its dates aren't confirmed any more, or another case has them, the hospital is told: the case goes by dates
    for which nothing is held.
    """
    open_chains([chain])
    line = line_of(chain, row)
    reference = None if line is None else line.facts.get("reference")
    if line is None or reference is None:
        return
    request = PlanRequest.objects.select_for_update().filter(uuid=UUID(str(reference))).first()
    if request is None or request.chain == chain:
        return
    if state_of(request, now) != "confirmed":
        _tell(request, chain, now)
        return
    request.chain = chain
    turn(request, "ordered", now)
    note(request, "ordered", line.actor, now)


def _tell(request: PlanRequest, chain: UUID, now: datetime) -> None:
    number = chain_numbers([chain]).get(chain, "")
    text = Text(
        f"{number}の予定日には、押さえてある枠がありません。日程の相談から枠を取り直してください。",
        f"Nothing is held for the planned dates of {number}. Ask for dates again.",
    )
    link = f"/journeys/{number}/"
    notify(
        request.member_id, "", "dates_without_capacity", text, subject=chain, now=now, chain=chain, link=link
    )


MENDING = Text(
    "この日程は守れなくなっています。先に「計画の立て直し」で変更案を確認してください。",
    "These dates can't be kept any more. Look at the mended plan first.",
)
PAST = Text(
    "この日程は始まりの日時を過ぎています。枠を返して、案を選び直してください。",
    "These dates begin in the past. Give the capacity back and choose a proposal anew.",
)
