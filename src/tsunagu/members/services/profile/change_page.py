"""Change a member's page: at once, or as a proposal that waits for the coordinator."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, ChangedMeanwhile, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.changes import Sent, Wanted, differing, digest_of
from tsunagu.members.domain.profile.evidence import check_evidence, plain_name
from tsunagu.members.domain.profile.parts import PARTS, Values
from tsunagu.members.models import Evidence, Member, PageChange
from tsunagu.members.queries.profile.values import current_values, rows_of
from tsunagu.members.services.profile.applying import OUT_OF_DATE, apply, checked_values
from tsunagu.members.services.profile.editing import LONGEST_REASON, page_to_edit


@transaction.atomic
def change_page(actor: Actor, member: UUID, wanted: Wanted, now: datetime) -> UUID:
    """Change one part of the page and return the change: applied, or proposed where the part needs approval.

    Refused where something else is there than what the person looked at, where nothing differs, and where the
    coordinator gives no reason for changing another member's page.
    """
    owner = page_to_edit(actor, member)
    known = PageChange.objects.filter(member=owner, request_key=wanted.request_key).first()
    if known is not None:
        return known.uuid
    current = _looked_at(owner, wanted)
    change = _change(actor, owner, wanted, current, now)
    values = checked_values(change, owner, current, now, is_whole=not _is_on_its_way(owner, wanted))
    part = PARTS[wanted.part]
    if part.waits_for(actor) and not part.is_stop(change.before, change.after):
        change.save()
    else:
        apply(change, owner, values, actor, now)
    _take_the_place(change, actor, now)
    return change.uuid


def _looked_at(owner: Member, wanted: Wanted) -> dict[str, Any] | None:
    """Return what is there now; refuse if the person looked at something else."""
    if wanted.verb == "add":
        return None
    subject = owner.uuid if wanted.subject is None or PARTS[wanted.part].is_single else wanted.subject
    is_own = PARTS[wanted.part].is_single or rows_of(wanted.part).filter(uuid=subject, member=owner).exists()
    current = current_values(wanted.part, subject) if is_own else None
    if current is None:
        raise NotFound("page_part", _GONE)
    if digest_of(current) != wanted.seen:
        raise ChangedMeanwhile("page_changed", OUT_OF_DATE)
    return current


def _change(
    actor: Actor, owner: Member, wanted: Wanted, current: Values | None, now: datetime
) -> PageChange:  # fmt: skip
    part, reason = PARTS[wanted.part], wanted.reason.strip()
    if (wanted.verb == "end" and not part.may_end) or (wanted.verb == "add" and part.is_single):
        raise Refused("page_verb", _NOT_SO)
    if len(reason) > LONGEST_REASON or (not reason and actor.member_id != owner.pk):
        raise BadInput("reason", _REASON, "reason")
    values = dict(wanted.values) if wanted.verb != "end" else {}
    if wanted.file is not None:
        values["evidence"] = str(_keep(wanted.file, owner, actor, now))
    after = values if current is None else differing(current, values)
    if wanted.verb == "change" and not after:
        raise Refused("nothing_changed", _NOTHING)
    before = (
        {key: (current or {}).get(key) for key in after} if wanted.verb == "change" else dict(current or {})
    )
    subject = owner.uuid if part.is_single else wanted.subject or uuid4()
    return PageChange(
        member=owner, request_key=wanted.request_key, part=part.key, verb=wanted.verb, subject=subject,
        before=before, after=after, reason=reason, state="proposed", made_by=actor.person_uuid, made_at=now,
        follows=PageChange.objects.filter(member=owner, uuid=wanted.follows).first() if wanted.follows else None,
    )  # fmt: skip


def _keep(file: Sent, owner: Member, actor: Actor, now: datetime) -> UUID:
    """Keep an evidence file; until its licence is on the page only its member and the coordinator read it."""
    kind = check_evidence(file.content)
    kept = Evidence.objects.create(
        member=owner, name=plain_name(file.name, kind), kind=kind, size=len(file.content), content=file.content,
        digest=sha256(file.content).hexdigest(), added_by=actor.person_uuid, added_at=now,
    )  # fmt: skip
    return kept.uuid


def _is_on_its_way(owner: Member, wanted: Wanted) -> bool:
    """Say whether the site that is named is only proposed itself."""
    site = wanted.values.get("site") if wanted.verb != "end" else None
    waiting = PageChange.objects.filter(member=owner, part="site", verb="add", state="proposed")
    return site is not None and PARTS[wanted.part].is_approved and waiting.filter(subject=site).exists()


def _take_the_place(change: PageChange, actor: Actor, now: datetime) -> None:
    """Close the waiting proposal that this change takes the place of."""
    former = change.follows
    if former is not None and former.state == "proposed":
        former.state, former.decided_by, former.decided_at = "replaced", actor.person_uuid, now
        former.save(update_fields=["state", "decided_by", "decided_at"])


_GONE = Text(
    "変更しようとした内容は、もう掲載されていません。画面を開き直してください。",
    "What you wanted to change is no longer on the page. Open the page again.",
)
_NOT_SO = Text("この項目は、この方法では変更できません。", "This part can't be changed in this way.")
_NOTHING = Text(
    "変更がありません。変えたいところを直してから送信してください。",
    "Nothing differs. Change something first.",
)
_REASON = Text(
    f"ほかの会員のページを変更する理由を、{LONGEST_REASON}文字以内で入力してください。会員の履歴に残ります。",
    f"Say in at most {LONGEST_REASON} characters why you change another member's page. The member reads it.",
)
