"""The directory as passers-by read it: members with kind, places and capabilities, nothing else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name, capability_position
from tsunagu.members.domain.searching.spelling import sorting_name
from tsunagu.members.domain.stages import stage_position
from tsunagu.members.models import Capability, Member, Site
from tsunagu.members.queries.periods import counts_on, in_network, not_ended


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A member in the public list."""

    uuid: UUID
    name: Text
    kind: str
    is_coordinator: bool
    places: tuple[Text, ...]
    prefectures: tuple[str, ...]
    stages: tuple[str, ...]
    capabilities: tuple[Text, ...]


def public_members(on: date) -> list[PublicLine]:
    """Return the members of the day, the coordinator first, then by reading: three queries for any number."""
    able = Prefetch("capabilities", Capability.objects.filter(counts_on(on), not_ended(on, "site__")))
    found = Member.objects.filter(in_network(on)).prefetch_related(
        Prefetch("sites", Site.objects.filter(not_ended(on)).order_by("key")), able
    )
    return [_line(one) for one in sorted(found, key=_place)]


def _place(member: Member) -> tuple[bool, str, int]:
    return not member.is_coordinator, sorting_name(member.name_ja, member.name_kana), member.pk


def _line(member: Member) -> PublicLine:
    sites = list(member.sites.all())
    keys = sorted({one.key for one in member.capabilities.all()}, key=capability_position)
    return PublicLine(
        uuid=member.uuid, name=member.name, kind=member.kind, is_coordinator=member.is_coordinator,
        places=tuple(dict.fromkeys(site.place for site in sites)),
        prefectures=tuple(dict.fromkeys(site.prefecture for site in sites)),
        stages=tuple(sorted({one.stage for one in member.capabilities.all()}, key=stage_position)),
        capabilities=tuple(capability_name(key) for key in keys),
    )  # fmt: skip
