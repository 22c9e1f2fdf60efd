"""Who may write the directory: the member itself, the coordinator, or a worker of the system."""

from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.models import Member, Person, Site


def check_may_write(member_id: int | None) -> None:
    """Refuse who is neither the member itself nor the coordinator; None asks for the coordinator only."""
    scope = current_scope()
    if scope.name == "worker" or (scope.name == "member" and scope.is_coordinator):
        return
    if scope.name == "member" and member_id is not None and scope.member_id == member_id:
        return
    raise NotAllowed(
        "directory",
        Text(
            "会員情報は、その会員自身か調整担当だけが変更できます。調整担当に依頼してください。",
            "Only the member itself or the coordinator may change this. Ask the coordinator.",
        ),
    )


def member_to_write(uuid: UUID) -> Member:
    """Return the member if the scope in force may write for it."""
    member = Member.objects.filter(uuid=uuid).first()
    if member is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    check_may_write(member.pk)
    return member


def site_to_write(uuid: UUID) -> Site:
    """Return the site if the scope in force may write for its member."""
    site = Site.objects.select_related("member").filter(uuid=uuid).first()
    if site is None:
        raise NotFound("site", Text("この拠点は登録されていません。", "This site is not registered."))
    check_may_write(site.member_id)
    return site


def person_named(uuid: UUID) -> Person:
    """Return the person; refuse one that doesn't exist."""
    person = Person.objects.filter(uuid=uuid).first()
    if person is None:
        raise NotFound("person", Text("この人は登録されていません。", "This person is not registered."))
    return person
