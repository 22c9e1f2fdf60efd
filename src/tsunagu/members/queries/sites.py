"""What a site may and can do on a day, and which sites offer a capability."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import (
    CapabilityFacts,
    EquipmentFacts,
    LicenceFacts,
    MemberFacts,
    SiteFacts,
    Terms,
)
from tsunagu.members.domain.validity import Validity
from tsunagu.members.models import Capability, Equipment, Licence, Member, Site
from tsunagu.members.queries.periods import counts_on, in_network, not_ended


def member_facts(member: Member) -> MemberFacts:
    """Return a member row as a value."""
    return MemberFacts(
        id=member.pk,
        uuid=member.uuid,
        key=member.key,
        name=member.name,
        kind=member.kind,
        has_account=member.has_account,
        is_coordinator=member.is_coordinator,
        phone=member.phone,
        left_on=member.left_on,
    )


def facts_of(site: Site, on: date) -> SiteFacts:
    """Return a site row, with what hangs on it, as a value."""
    return _facts(site, on, site.licences.all(), site.capabilities.all(), site.equipment.all())


def _facts(
    site: Site,
    on: date,
    licences: Iterable[Licence],
    capabilities: Iterable[Capability],
    equipment: Iterable[Equipment],
) -> SiteFacts:
    return SiteFacts(
        id=site.pk,
        uuid=site.uuid,
        key=site.key,
        name=site.name,
        place=site.place,
        prefecture=site.prefecture,
        area=site.area,
        latitude=site.latitude,
        longitude=site.longitude,
        gln=site.gln,
        member=member_facts(site.member),
        on=on,
        licences=tuple(_licence(one, site.valid_until) for one in licences),
        capabilities=tuple(_capability(one, site.valid_until) for one in capabilities),
        equipment=tuple(
            EquipmentFacts(one.uuid, one.key, one.name, one.kind, one.calibrated_until, one.valid_until)
            for one in equipment
        ),
        valid_until=site.valid_until,
    )


def _licence(one: Licence, closes: date | None) -> LicenceFacts:
    validity = Validity(one.valid_from, one.valid_until, one.suspended_on)
    return LicenceFacts(one.kind, one.number, validity.within(closes))


def _capability(one: Capability, closes: date | None) -> CapabilityFacts:
    validity = Validity(one.valid_from, one.valid_until).within(closes)
    return CapabilityFacts(one.stage, one.key, one.cell_type, one.setting, one.band, validity, _terms(one))


def _terms(row: Capability) -> Terms:
    return Terms(row.method, row.format, row.capacity_per_month, row.lead_time_days, row.price_thousand_yen)


def _whole(sites: QuerySet[Site]) -> QuerySet[Site]:
    return sites.select_related("member").prefetch_related("licences", "capabilities", "equipment")


def site_facts(site_uuid: UUID, on: date, with_equipment: bool = True) -> SiteFacts:
    """Return what the site may and can do on the day; refuse a site that doesn't exist."""
    found = _by_uuid(site_uuid)
    if not found:
        raise NotFound("site", Text("この拠点は登録されていません。", "This site is not registered."), "site")
    site = found[0]
    equipment = _equipment(site.pk) if with_equipment else []
    return _facts(site, on, _licences(site.pk), _capabilities(site.pk), equipment)


def capabilities_at(sites: Iterable[UUID]) -> dict[UUID, tuple[CapabilityFacts, ...]]:
    """Return what each of the sites can do, whenever it counts."""
    found: dict[UUID, tuple[CapabilityFacts, ...]] = {}
    for site, closes, stage, key, cell_type, setting, band, begins, ends in _capabilities_at(list(sites)):
        validity = Validity(begins, ends).within(closes)
        one = CapabilityFacts(stage, key, cell_type, setting, band, validity)
        found[site] = (*found.get(site, ()), one)
    return found


@compiled
def _capabilities_at(sites: Iterable[UUID]) -> QuerySet[Capability, tuple[Any, ...]]:
    return Capability.objects.filter(site__uuid__in=sites).values_list(
        "site__uuid",
        "site__valid_until",
        "stage",
        "key",
        "cell_type",
        "setting",
        "band",
        "valid_from",
        "valid_until",
    )


@compiled
def _by_uuid(uuid: UUID) -> QuerySet[Site]:
    return Site.objects.filter(uuid=uuid).select_related("member")


@compiled
def _licences(site: int) -> QuerySet[Licence]:
    return Licence.objects.filter(site_id=site)


@compiled
def _capabilities(site: int) -> QuerySet[Capability]:
    return Capability.objects.filter(site_id=site)


@compiled
def _equipment(site: int) -> QuerySet[Equipment]:
    return Equipment.objects.filter(site_id=site)


def site_by_key(key: str, on: date) -> SiteFacts:
    """Return the site with this key; refuse one that doesn't exist."""
    site = _whole(Site.objects.filter(key=key)).first()
    if site is None:
        raise NotFound(
            "site", Text(f"拠点「{key}」は登録されていません。", f"Site “{key}” is not registered."), "site"
        )
    return facts_of(site, on)


def site_by_gln(gln: str, on: date) -> SiteFacts | None:
    """Return the site that a scanned GLN names, if it is one of the network."""
    site = _whole(Site.objects.filter(gln=gln)).first()
    return None if site is None else facts_of(site, on)


def sites_of(member_uuid: UUID, on: date) -> list[SiteFacts]:
    """Return the sites of a member."""
    return [facts_of(site, on) for site in _whole(Site.objects.filter(member__uuid=member_uuid))]


def all_sites(on: date) -> list[SiteFacts]:
    """Return every site of the members of that day, for the map and the composer."""
    return [facts_of(site, on) for site in _whole(Site.objects.filter(in_network(on, "member__")))]


def sites_with(
    capability: str, on: date, setting: str = "", cell_type: str = "", band: str = ""
) -> list[SiteFacts]:
    """Return the sites that have the capability on the day, in the setting, for the cell type and band."""
    rows = Site.objects.filter(
        counts_on(on, "capabilities__"),
        not_ended(on),
        in_network(on, "member__"),
        capabilities__key=capability,
    ).distinct()
    found = [facts_of(site, on) for site in _whole(rows)]
    return [site for site in found if site.offers(capability, setting, cell_type, band)]


def sites_by_uuid(uuids: Iterable[UUID], on: date) -> dict[UUID, SiteFacts]:
    """Return the sites with what they may and can do, in four queries whatever their number."""
    return {site.uuid: facts_of(site, on) for site in _whole(Site.objects.filter(uuid__in=set(uuids)))}


def site_names(uuids: Iterable[UUID]) -> dict[UUID, Text]:
    """Return the names of the sites, for the ledger's rows on screen."""
    return {site.uuid: site.name for site in Site.objects.filter(uuid__in=set(uuids))}


def site_keys(uuids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the keys of the sites."""
    return dict(Site.objects.filter(uuid__in=set(uuids)).values_list("uuid", "key"))
