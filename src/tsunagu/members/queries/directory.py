"""The directory: members with what they do, filtered; one member with all that others may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_position
from tsunagu.members.domain.facts import MemberFacts, SiteFacts
from tsunagu.members.domain.stages import stage_position
from tsunagu.members.models import Appointment, Capability, Member, Site
from tsunagu.members.queries.periods import counts_on
from tsunagu.members.queries.sites import member_facts, sites_of


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A line of the directory: the member, its places and its stages with their capabilities."""

    member: MemberFacts
    places: tuple[Text, ...]
    areas: tuple[str, ...]
    stages: tuple[str, ...]
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A member with its sites and the people to contact (name, roles)."""

    member: MemberFacts
    joined_on: date
    is_demonstration: bool
    sites: tuple[SiteFacts, ...]
    contacts: tuple[tuple[Text, frozenset[str]], ...]


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


def coordinator() -> MemberFacts | None:
    """Return the member that coordinates the network, if it is registered."""
    member = Member.objects.filter(is_coordinator=True).first()
    return None if member is None else member_facts(member)


def standing_members(on: date) -> list[MemberFacts]:
    """Return the members that have not left by the day, in the order of their keys."""
    rows = Member.objects.filter(Q(left_on__isnull=True) | Q(left_on__gte=on)).order_by("key")
    return [member_facts(row) for row in rows]


def member_ids(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the row ids of the members, for who writes notices to them."""
    return dict(Member.objects.filter(uuid__in=set(uuids)).values_list("uuid", "pk"))


def member_names(uuids: Iterable[UUID]) -> dict[UUID, Text]:
    """Return the names of the members, for the ledger's rows on screen."""
    return {uuid: Text(ja, en) for uuid, ja, en in _names(set(uuids))}


@compiled
def _names(uuids: Iterable[UUID]) -> QuerySet[Member, tuple[UUID, str, str]]:
    return Member.objects.filter(uuid__in=uuids).values_list("uuid", "name_ja", "name_en")


def directory(on: date, stage: str = "", area: str = "", text: str = "") -> list[DirectoryEntry]:
    """Return the members that match every filter given, in three queries whatever their number."""
    members = Member.objects.filter(Q(left_on__isnull=True) | Q(left_on__gte=on))
    if stage:
        members = members.filter(counts_on(on, "capabilities__"), capabilities__stage=stage)
    if area:
        members = members.filter(sites__area=area)
    for part in text.split():
        members = members.filter(_matches(part))
    sites = Prefetch("sites", Site.objects.order_by("key"))
    able = Prefetch("capabilities", Capability.objects.filter(counts_on(on)))
    found = members.distinct().prefetch_related(sites, able).order_by("-is_coordinator", "name_ja")
    return [_entry(member) for member in found]


def _matches(part: str) -> Q:
    named = [
        key
        for key, one in CAPABILITIES.items()
        if part.lower() in one.name.en.lower() or part in one.name.ja or part.lower() == key
    ]
    return (
        Q(name_ja__icontains=part)
        | Q(name_en__icontains=part)
        | Q(sites__name_ja__icontains=part)
        | Q(sites__name_en__icontains=part)
        | Q(sites__place_ja__icontains=part)
        | Q(sites__place_en__icontains=part)
        | Q(sites__prefecture__icontains=part)
        | Q(capabilities__key__in=named)
    )


def _entry(member: Member) -> DirectoryEntry:
    sites = list(member.sites.all())
    able = sorted(
        member.capabilities.all(), key=lambda one: (stage_position(one.stage), capability_position(one.key))
    )
    return DirectoryEntry(
        member=member_facts(member),
        places=tuple(dict.fromkeys(site.place for site in sites)),
        areas=tuple(dict.fromkeys(site.area for site in sites)),
        stages=tuple(dict.fromkeys(one.stage for one in able)),
        capabilities=tuple(dict.fromkeys(one.key for one in able)),
    )


def member_page(uuid: UUID, on: date) -> MemberPage:
    """Return all that the network may know about a member: sites, qualifications and contacts."""
    member = Member.objects.filter(uuid=uuid).first()
    if member is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    held: dict[Text, set[str]] = {}
    rows = Appointment.objects.filter(counts_on(on), member=member, person__is_active=True)
    for row in rows.select_related("person").order_by("person_id", "role"):
        held.setdefault(row.person.name, set()).add(row.role)
    return MemberPage(
        member=member_facts(member),
        joined_on=member.joined_on,
        is_demonstration=member.is_demonstration,
        sites=tuple(sites_of(uuid, on)),
        contacts=tuple((name, frozenset(roles)) for name, roles in held.items()),
    )
