"""Members by key, uuid or name, and the coordinator (who finds them otherwise: ``searching``)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.models import Member
from tsunagu.members.queries.periods import in_network
from tsunagu.members.queries.sites import member_facts


def member_by_uuid(uuid: UUID) -> MemberFacts:
    """Return the member; refuse one that doesn't exist."""
    member = Member.objects.filter(uuid=uuid).first()
    if member is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    return member_facts(member)


def member_by_key(key: str) -> MemberFacts:
    """Return the member with this key; refuse one that doesn't exist."""
    member = Member.objects.filter(key=key).first()
    if member is None:
        raise NotFound(
            "member", Text(f"会員「{key}」は登録されていません。", f"Member “{key}” is not registered.")
        )
    return member_facts(member)


def uuids_of_keys(keys: Iterable[str]) -> dict[str, UUID]:
    """Return the uuids of the members with these keys; a key of nobody is left aside."""
    return dict(Member.objects.filter(key__in=set(keys)).values_list("key", "uuid"))


def coordinator() -> MemberFacts | None:
    """Return the member that coordinates the network, if it is registered."""
    member = Member.objects.filter(is_coordinator=True).first()
    return None if member is None else member_facts(member)


def standing_members(on: date) -> list[MemberFacts]:
    """Return the members of that day, in the order of their keys."""
    return [member_facts(row) for row in Member.objects.filter(in_network(on)).order_by("key")]


def member_ids(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the row ids of the members, for who writes notices to them."""
    return dict(Member.objects.filter(uuid__in=set(uuids)).values_list("uuid", "pk"))


def member_names(uuids: Iterable[UUID]) -> dict[UUID, Text]:
    """Return the names of the members, for the ledger's rows on screen."""
    return {uuid: Text(ja, en) for uuid, ja, en in _names(set(uuids))}


@compiled
def _names(uuids: Iterable[UUID]) -> QuerySet[Member, tuple[UUID, str, str]]:
    return Member.objects.filter(uuid__in=uuids).values_list("uuid", "name_ja", "name_en")


def member_by_id(row: int) -> MemberFacts:
    """Return the member of a row."""
    return member_facts(Member.objects.get(pk=row))
