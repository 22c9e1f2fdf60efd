"""What each service of a comparability study begins with: the study locked, for a person of its two parties."""

from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY
from tsunagu.evaluation.models import ComparabilityAnalysis, ComparabilityStudy
from tsunagu.evaluation.queries.comparability import StudyView, study_by_number
from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

STUDY, PLAN = "evaluation.ComparabilityStudy", "evaluation.ComparabilityPlan"
LOT, VALUE = "evaluation.ComparabilityLot", "evaluation.ComparabilityValue"
WRITERS = (QUALITY, HOLDER, "qc")
"""Roles in either party that enter lots and values and analyse; the plan and the conclusion are the two units'."""


def locked_study(actor: Actor, number: str, *roles: str) -> StudyView:
    """Lock a study for a person of its parties with one of the roles; for others there is none."""
    found = study_by_number(number)
    ComparabilityStudy.objects.select_for_update().get(chain=found.uuid)
    found = study_by_number(number)
    check_party(actor, found, *roles)
    return found


def check_party(actor: Actor, study: StudyView, *roles: str) -> None:
    """Refuse who isn't of the two parties or holds none of the roles there."""
    if not may_take_part(actor, study, *roles):
        raise NotAllowed("not_your_study", _NOT_YOURS)


def may_take_part(actor: Actor, study: StudyView, *roles: str) -> bool:
    """Return whether a person of the two parties holds one of the roles."""
    return actor.member_uuid in (study.manufacturer, study.holder) and actor.holds(*(roles or WRITERS))


def share_lock(therapy: str) -> None:
    """Lock the studies of a therapy FOR SHARE: a step that rests on one and its withdrawal wait for each other."""
    with gate_scope():
        fetch(
            "SELECT uuid FROM evaluation_comparability_study WHERE therapies @> to_jsonb(%s::text)"
            " ORDER BY uuid FOR SHARE",
            [therapy],
        )


def signer_of(actor: Actor) -> Signer:
    """Return the actor as the ledger names him."""
    return Signer(actor.person_uuid, actor.member_uuid)


def tell_units(
    study: StudyView, kind: str, what: str, text: Text, now: datetime, *, parts: tuple[str, ...] = ()
) -> None:
    """Write a notice about a study into the inboxes of its two units (or of those in ``parts``)."""
    units: dict[str, UUID] = {QUALITY: study.manufacturer, HOLDER: study.holder}
    for role, member in units.items():
        if not parts or role in parts:
            notify(
                member_by_uuid(member).id, role, kind, text, subject=uuid5(study.uuid, what), now=now,
                chain=study.uuid, link=f"/evaluation/comparability/{study.number}/",
            )  # fmt: skip


def settle_signing(study: StudyView, actor: Actor, now: datetime) -> None:
    """Take the requests to sign a study, that of an earlier analysis too, out of the actor's inbox."""
    analyses = ComparabilityAnalysis.objects.filter(chain=study.uuid).values_list("uuid", flat=True)
    for uuid in sorted(analyses):
        subject = uuid5(study.uuid, f"sign/{uuid}")
        settle(subject, now, kinds=["countersign"], person_id=actor.person_id)


_NOT_YOURS = Text(
    "この操作ができるのは、製造業者の品質保証・試験担当と、製造販売業者の品質保証責任者です。",
    "Only the manufacturer's quality and QC and the authorisation holder's quality may do this.",
)
