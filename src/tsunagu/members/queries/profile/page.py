"""A member's page with all that the reader may know: profile, sites, what is shared, contacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import CapabilityFacts, MemberFacts, Terms
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import LICENCE_KINDS, word
from tsunagu.members.models import (
    Capability,
    ContactPerson,
    Equipment,
    Evidence,
    Licence,
    Member,
    PageChange,
    ProfilePart,
    SharedService,
    Site,
)
from tsunagu.members.queries.sites import member_facts


@dataclass(frozen=True, slots=True)
class Told:
    """One part of the profile, and who reads it."""

    text: Text
    words: tuple[str, ...]
    shown_to: str


@dataclass(frozen=True, slots=True)
class File:
    """An evidence file without its content."""

    uuid: UUID
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence with the file behind it, as far as the reader may have it."""

    uuid: UUID
    name: Text
    number: str
    validity: Validity
    file: File | None
    suspended_reason: str = ""


@dataclass(frozen=True, slots=True)
class CapabilityLine:
    """A capability of a site."""

    uuid: UUID
    facts: CapabilityFacts


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """A device of a site."""

    uuid: UUID
    name: Text
    calibrated_until: date | None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SitePart:
    """A site with what it may and can do."""

    uuid: UUID
    key: str
    name: Text
    place: Text
    prefecture: str
    area: str
    gln: str
    capabilities: tuple[CapabilityLine, ...]
    licences: tuple[LicenceLine, ...]
    equipment: tuple[EquipmentLine, ...]
    valid_until: date | None = None

    def is_closed(self, on: date) -> bool:
        """Say whether it was closed before the day."""
        return self.valid_until is not None and self.valid_until < on


@dataclass(frozen=True, slots=True)
class Service:
    """What a member shares with others; ``site`` None: the whole member."""

    uuid: UUID
    name: Text
    kind: str
    site: Text | None
    terms: Text
    shown_to: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to contact who consented to be shown."""

    uuid: UUID
    name: Text
    title: Text
    email: str
    phone: str
    purpose: str
    shown_to: str
    consented_on: date


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A member's page; ``version`` and ``changed_at`` of its last change are known to its own people alone."""

    member: MemberFacts
    joined_on: date
    is_demonstration: bool
    profile: dict[str, Told]
    sites: tuple[SitePart, ...]
    services: tuple[Service, ...]
    contacts: tuple[Contact, ...]
    version: int
    changed_at: datetime | None


def own_page(uuid: UUID, *, only_public: bool = False) -> OwnPage:
    """Return a member's page as the scope in force may read it, in ten queries whatever it holds.

    ``only_public`` leaves out what passers-by don't read, for readers who could see more.
    """
    member = Member.objects.filter(uuid=uuid).first()
    if member is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    told = Q(shown_to="public") if only_public else Q()
    services = SharedService.objects.filter(told, member=member).select_related("site")
    people = ContactPerson.objects.filter(told, member=member, withdrawn_at__isnull=True)
    last = PageChange.objects.filter(member=member, state="applied").order_by("-version").first()
    return OwnPage(
        member=member_facts(member), joined_on=member.joined_on, is_demonstration=member.is_demonstration,
        profile={
            one.part: Told(one.text, tuple(one.words), one.shown_to)
            for one in ProfilePart.objects.filter(told, member=member)
        },
        sites=tuple(_site(site) for site in _sites(member)),
        services=tuple(_service(one) for one in services),
        contacts=tuple(_contact(one) for one in people),
        version=0 if last is None else last.version or 0, changed_at=None if last is None else last.decided_at,
    )  # fmt: skip


def _sites(member: Member) -> QuerySet[Site]:
    licences = Licence.objects.select_related("evidence").defer("evidence__content")
    return Site.objects.filter(member=member).prefetch_related(
        Prefetch("licences", licences), "capabilities", "equipment"
    )


def _site(site: Site) -> SitePart:
    return SitePart(
        uuid=site.uuid, key=site.key, name=site.name, place=site.place, prefecture=site.prefecture, area=site.area,
        gln=site.gln, capabilities=tuple(_capabilities(site.capabilities.all(), site.valid_until)),
        licences=tuple(_licence(one, site.valid_until) for one in site.licences.all()),
        equipment=tuple(_devices(site.equipment.all())), valid_until=site.valid_until,
    )  # fmt: skip


def _capabilities(rows: Iterable[Capability], closes: date | None) -> Iterable[CapabilityLine]:
    for one in rows:
        terms = Terms(
            one.method, one.format, one.capacity_per_month, one.lead_time_days, one.price_thousand_yen
        )
        validity = Validity(one.valid_from, one.valid_until).within(closes)
        yield CapabilityLine(
            one.uuid,
            CapabilityFacts(one.stage, one.key, one.cell_type, one.setting, one.band, validity, terms),
        )


def _licence(one: Licence, closes: date | None) -> LicenceLine:
    file = one.evidence if one.evidence_id else None
    return LicenceLine(
        one.uuid, word(LICENCE_KINDS, one.kind), one.number,
        Validity(one.valid_from, one.valid_until, one.suspended_on).within(closes),
        None if file is None else File(file.uuid, file.name, file.kind, file.size), one.suspended_reason,
    )  # fmt: skip


def _devices(rows: Iterable[Equipment]) -> Iterable[EquipmentLine]:
    return (EquipmentLine(one.uuid, one.name, one.calibrated_until, one.valid_until) for one in rows)


def _service(one: SharedService) -> Service:
    site = one.site.name if one.site else None
    return Service(one.uuid, one.name, one.kind, site, one.terms, one.shown_to)


def _contact(one: ContactPerson) -> Contact:
    return Contact(
        one.uuid, one.name, one.title, one.email, one.phone, one.purpose, one.shown_to, one.consented_on
    )


def evidence_file(uuid: UUID) -> tuple[str, bytes]:
    """Return name and exact bytes of an evidence file; for who may not read it there is none."""
    found = Evidence.objects.filter(uuid=uuid).values_list("name", "content").first()
    if found is None:
        raise NotFound("evidence", NO_FILE)
    return found[0], bytes(found[1])


NO_FILE = Text(
    "このファイルはないか、閲覧できません。", "There is no such file, or it isn't for you to read."
)
