"""Who answers for a donor's screening, and how its quality unit sets a false positive result aside."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.screening import check_screener
from tsunagu.journeys.models import Case, DonorTest, Journey, JourneyStep
from tsunagu.members.domain.actor import Actor, check_role

NAME = "donor_assessed"


def screening_members(chain: UUID) -> frozenset[UUID]:
    """Return who answers for the donor's screening: who collects, the hospital of a case, the route's laboratory."""
    collecting = JourneyStep.objects.filter(chain=chain, stage="procurement").values_list("member", flat=True)
    hospital = Case.objects.filter(chain=chain).values_list("hospital", flat=True)
    found = {*collecting, *hospital}
    for parts in Journey.objects.filter(chain=chain, uuid=chain).values_list("assignments", flat=True):
        if laboratory := parts.get("laboratory"):
            found.add(UUID(laboratory["member"]))
    return frozenset(found)


def set_positive_aside(
    actor: Actor, chain: UUID, test: UUID, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """The quality unit that answers for the screening finds a positive result to be false; another sample counts.

    Raises
    ------
    Refused : who reported the result doesn't assess it.
    """
    check_role(actor, "quality")
    said = check_reason(reason)
    with transaction.atomic():
        open_or_refuse(chain)
        check_screener(actor.member_uuid in screening_members(chain))
        row = DonorTest.objects.select_for_update().filter(chain=chain, uuid=test).first()
        signer, facts = Signer(actor.person_uuid, actor.member_uuid), {"test": test, "reason": said}
        if done := already_done(chain, request_key, NAME, signer, facts):
            return done
        if row is None or row.result != "positive" or row.set_aside_at is not None:
            raise NotFound("no_such_test", _NO_SUCH)
        if row.reported_by == actor.person_uuid:
            raise Refused("own_result", _OWN)
        effects = Effects()
        effects.change(
            "journeys.DonorTest",
            test,
            set_aside_at=now,
            set_aside_by=actor.person_uuid,
            set_aside_reason=said,
        )
        act = Act(NAME, chain, now, facts, effects)
        return append(signer, [act], Signature("assessed"), now, request_key)


_NO_SUCH = Text(
    "採用されている陽性の検査が見つかりません。画面を開き直してください。",
    "No positive test that counts was found. Reload the page.",
)
_OWN = Text(
    "自分が報告した陽性は評価できません。品質部門の別の担当者に依頼してください。",
    "You reported this result yourself. Another person of the quality unit must assess it.",
)
