"""The coordinator returns a proposed change with the reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.states import check_may_become
from tsunagu.members.services.profile.editing import LONGEST_REASON, change_to_decide, check_decider


@transaction.atomic
def return_change(actor: Actor, uuid: UUID, note: str, now: datetime) -> None:
    """Return a proposal, saying why; the page stays as it is."""
    check_decider(actor)
    change = change_to_decide(actor, uuid)
    if change.state == "returned":
        return
    check_may_become(change.state, "returned")
    note = note.strip()
    if not 0 < len(note) <= LONGEST_REASON:
        raise BadInput("note", _NOTE, "note")
    change.state, change.note, change.decided_by, change.decided_at = "returned", note, actor.person_uuid, now
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])


_NOTE = Text(
    f"差し戻す理由を{LONGEST_REASON}文字以内で入力してください。会員がそれを読んで直します。",
    f"Say in at most {LONGEST_REASON} characters why it is returned: the member reads it and mends it.",
)
