"""Members that could answer a need: the directory, offers and past consultations, given to the pure rules."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from tsunagu.coordination.domain.matching.scoring import Past, Proposal, Wanted, proposals
from tsunagu.coordination.models import ConsultationParty, Need
from tsunagu.coordination.queries.matching.needs import NeedView
from tsunagu.members.queries.sites import all_sites


def proposals_for(need: NeedView, on: date, *, with_past: bool) -> list[Proposal]:
    """Return who could answer and why, in a constant number of queries.

    ``with_past``: how consultations ended counts too; only the coordinator reads those of others.
    """
    sites = all_sites(on)
    own = next(
        (one for one in sorted(sites, key=lambda one: one.key) if one.member.uuid == need.member_uuid), None
    )
    wanted = Wanted(
        need.member_uuid, need.content.words, None if own is None else (own.latitude, own.longitude)
    )
    return proposals(wanted, sites, _past(need, with_past), on)


def _past(need: NeedView, with_past: bool) -> Mapping[UUID, Past]:
    words = need.content.words
    fits = Q(capability=words.capability) if words.capability else Q(stage=words.stage)
    rows = Need.objects.filter(fits, kind="offer", state="open", is_open=True)
    offers: Counter[UUID] = Counter()
    if words.capability or words.stage:
        offers.update(rows.values_list("member__uuid", flat=True))
    ended: Counter[UUID] = Counter()
    agreed: Counter[UUID] = Counter()
    if with_past:
        over = ConsultationParty.objects.filter(
            state__in=["opener", "joined"], consultation__ended_at__isnull=False
        ).exclude(consultation__state="withdrawn")
        for member, outcome in over.values_list("party__uuid", "consultation__outcome"):
            ended[member] += 1
            agreed[member] += outcome not in ("", "none")
    return {one: Past(agreed[one], ended[one], offers[one]) for one in {*offers, *ended}}
