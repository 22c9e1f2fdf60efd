"""Enters the demonstration network by running the services of members."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.lanes import enter_lanes, terms_of
from tsunagu.demonstration.network.reading import InventedMember, InventedSite, stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.checks import gln_check_digit
from tsunagu.members.domain.vocabulary import EQUIPMENT_KINDS
from tsunagu.members.services.set_passwords import set_passwords

TOKYO = ZoneInfo("Asia/Tokyo")
GLN_PREFIX = "9524000"
"""A prefix of the range that GS1 keeps for demonstrations (952)."""
PAST_DAYS = 1500
AHEAD_DAYS = 1100
STAGES_OF_ROLE = {
    "procurement": ("procurement", "processing"),
    "nurse": ("procurement", "clinical"),
    "physician": ("procurement", "clinical"),
    "operator": ("processing", "manufacturing"),
    "supervisor": ("processing", "manufacturing"),
    "qc": ("evaluation",),
    "courier": ("transport",),
    "storage": ("storage",),
}


def load_network(now: datetime, password: str | None = None) -> None:
    """Enter all members, sites, people and agreements once; nothing happens where the coordinator is registered.

    People get ``password`` if one is given, else none: they are chosen at sign-in.
    """
    today = now.astimezone(TOKYO).date()
    with acting(Scope(name="worker")):
        if queries.coordinator() is not None:
            return
        glns = _glns()
        for member in reading.invented_members():
            _enter(member, today, glns)
            _enter_people(member, today, now)
        enter_lanes(today - timedelta(days=PAST_DAYS))
        _enter_agreements(today)
        _enter_audits(today, now)
        _enter_supplies(today)
        if password is not None:
            set_passwords(password)


def _glns() -> Iterator[str]:
    for number in range(1, 100_000):
        digits = f"{GLN_PREFIX}{number:05d}"
        yield digits + gln_check_digit(digits)


def _enter(member: InventedMember, today: date, glns: Iterator[str]) -> None:
    services.add_member(
        key=member.key,
        name=member.name,
        kind=member.kind,
        joined_on=member.joined,
        phone="",
        is_demonstration=not member.is_coordinator,
        is_coordinator=member.is_coordinator,
        has_account=member.has_account,
        name_kana=reading.read("directory")["readings"].get(member.key, ""),
        uuid=stable_uuid("member", member.key),
    )
    for site in member.sites:
        _enter_site(member, site, today, next(glns))


def _enter_site(member: InventedMember, site: InventedSite, today: date, gln: str) -> None:
    place = reading.read("places")[site.place]
    made = services.add_site(
        stable_uuid("member", member.key),
        key=site.key,
        name=site.name,
        place=Text(place["ja"], place["en"]),
        prefecture=place["prefecture"],
        area=place["area"],
        latitude=place["at"][0],
        longitude=place["at"][1],
        gln=gln,
        uuid=stable_uuid("site", site.key),
    )
    since = today - timedelta(days=PAST_DAYS)
    for one in reading.capabilities_of(site):
        services.add_capability(
            made, one.key, cell_type=one.cell_type, setting=one.setting, band=one.band, valid_from=since,
            terms=terms_of(site.key, one.key),
        )  # fmt: skip
    for number, licence in enumerate(site.licences, 1):
        until = today + timedelta(days=licence.get("until", AHEAD_DAYS))
        services.add_licence(
            made, licence["kind"], f"DEMO-{gln[7:12]}-{number:02d}", valid_from=since, valid_until=until
        )
    for device in site.equipment:
        _enter_device(made, device, today)


def _enter_device(site: UUID, device: dict[str, Any], today: date) -> None:
    kind = device["kind"]
    name = EQUIPMENT_KINDS[kind]
    services.add_equipment(
        site,
        key=f"{kind}-1",
        name=Text(f"{name.ja} 1号機", f"{name.en} no. 1"),
        kind=kind,
        calibrated_until=today + timedelta(days=device.get("calibrated", 200)),
    )


def _enter_people(member: InventedMember, today: date, now: datetime) -> None:
    since = today - timedelta(days=PAST_DAYS)
    uuid = stable_uuid("member", member.key)
    offered = {one.key for site in member.sites for one in reading.capabilities_of(site)}
    for person in member.people:
        made = services.add_person(
            uuid,
            email=person.email,
            name=person.name,
            now=now,
            uuid=stable_uuid("person", person.email),
        )
        for role in person.roles:
            services.appoint(made.uuid, uuid, role, valid_from=since)
        stages = {stage for role in person.roles for stage in STAGES_OF_ROLE.get(role, ())}
        for subject in sorted(key for key in offered if CAPABILITIES[key].stage in stages):
            services.record_training(
                made.uuid, uuid, subject, valid_from=since, valid_until=today + timedelta(days=AHEAD_DAYS)
            )


def _enter_agreements(today: date) -> None:
    days = {
        "valid_from": today - timedelta(days=PAST_DAYS),
        "valid_until": today + timedelta(days=AHEAD_DAYS),
    }
    hub, *others = reading.invented_members()
    for member in others:
        _agree("coordination", hub.key, member.key, days, grants_coordinator_view=member.grants_view)
    for line in reading.read("agreements"):
        lasts = {"valid_until": today + timedelta(days=line["days"])} if "days" in line else {}
        for other in line["with"]:
            _agree(line["kind"], line["from_member"], other, days | lasts, fields=line.get("fields", ()))


def _enter_audits(today: date, now: datetime) -> None:
    for line in reading.read("audits"):
        held = today - timedelta(days=line["ago"])
        services.record_audit(
            stable_uuid("member", line["by"]),
            stable_uuid("member", line["of"]),
            now=now,
            held_on=held,
            valid_until=held + timedelta(days=line["lasts"]),
            way=line["way"],
            outcome=line["outcome"],
            open_findings=line.get("findings", 0),
            summary=line.get("summary", ""),
        )


def _agree(
    kind: str,
    one: str,
    other: str,
    days: dict[str, date],
    *,
    grants_coordinator_view: bool = False,
    fields: Sequence[str] = (),
) -> None:
    services.add_agreement(
        kind,
        [stable_uuid("member", one), stable_uuid("member", other)],
        valid_from=days["valid_from"],
        valid_until=days["valid_until"],
        grants_coordinator_view=grants_coordinator_view,
        fields=fields,
        uuid=stable_uuid("agreement", f"{kind}/{one}/{other}"),
    )


def _enter_supplies(today: date) -> None:
    for line in reading.read("supplies"):
        for material in line["materials"]:
            services.approve_supplier(
                stable_uuid("member", line["member"]),
                stable_uuid("member", line["supplier"]),
                material,
                valid_from=today - timedelta(days=PAST_DAYS),
                valid_until=today + timedelta(days=AHEAD_DAYS),
            )
