"""Who may edit a member's page, who decides about it, and one writer at a time."""

from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member, PageChange
from tsunagu.members.queries.profile.changes import NO_CHANGE
from tsunagu.members.services.permission import check_may_write

LONGEST_REASON = 500


def check_may_edit(actor: Actor, member_id: int) -> None:
    """Refuse who is neither a person of the member nor the coordinator; auditors and programs edit no page."""
    check_may_write(member_id)
    if actor.is_reader or actor.grants is not None:
        raise NotAllowed("page_by_people", _PEOPLE)


def may_edit(actor: Actor, member_id: int) -> bool:
    """Say whether the actor may edit the page of the member."""
    is_person = not actor.is_reader and actor.grants is None
    return is_person and (actor.member_id == member_id or actor.is_coordinator)


def check_may_read_history(actor: Actor, member_id: int) -> None:
    """Refuse who is neither of the member nor the coordinator nor an auditor."""
    if not actor.is_reader:
        check_may_write(member_id)


def check_decider(actor: Actor) -> None:
    """Refuse everybody but the network's coordinator."""
    if not decides(actor):
        raise NotAllowed("role", _COORDINATOR)


def decides(actor: Actor) -> bool:
    """Say whether the actor approves and returns changes."""
    return actor.is_coordinator and actor.grants is None


def page_to_edit(actor: Actor, member: UUID) -> Member:
    """Return the member whose page is edited, locked: its changes come one after the other."""
    row = Member.objects.filter(uuid=member).first()
    if row is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    check_may_edit(actor, row.pk)
    return Member.objects.select_for_update().get(pk=row.pk)


def change_to_decide(actor: Actor, uuid: UUID) -> PageChange:
    """Return a change that the actor may read, of a page that he may edit, the page and itself locked."""
    row = PageChange.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound("page_change", NO_CHANGE)
    check_may_edit(actor, row.member_id)
    Member.objects.select_for_update().get(pk=row.member_id)
    return PageChange.objects.select_for_update(of=("self",)).select_related("member").get(pk=row.pk)


_PEOPLE = Text(
    "掲載内容は、その会員の人か調整担当が変更します。監査担当とプログラムは変更できません。",
    "People of the member or the coordinator edit its page; auditors and programs don't.",
)
_COORDINATOR = Text(
    "申請を承認・差戻しできるのは、ネットワークの調整担当だけです。",
    "Only the network's coordinator approves or returns changes.",
)
