"""Invented patients and the orders of the demonstration."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tsunagu.custody.services.append import Receipt
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.script import ORDINARY, Script
from tsunagu.demonstration.network.castings import casting
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.domain.planning import Dates
from tsunagu.journeys.services.place_order import Order, place_order
from tsunagu.journeys.services.record import record_donor_test, state_readiness
from tsunagu.journeys.services.start_production import Production, start_production
from tsunagu.members.queries.sites import site_facts
from tsunagu.therapies.queries import newest_route

FAMILIES = (
    "佐々木", "石田", "藤井", "西村", "福田", "太田", "三宅", "岡本", "松田", "中島",
    "原田", "小川", "竹内", "金子", "和田", "石井", "上田", "森田", "酒井", "柴田",
)  # fmt: skip
GIVEN = (
    "花子", "一郎", "和子", "健二", "幸子", "正", "恵子", "修", "美智子", "隆",
    "京子", "誠一", "久美子", "茂", "陽子", "清", "節子", "進", "裕子", "実",
)  # fmt: skip
MARKERS = ("HIV", "HBV", "HCV", "HTLV-1", "parvovirus B19")


@dataclass(frozen=True, slots=True)
class Planned:
    """One journey of the demonstration: its route, how many days ago it began, and what goes wrong."""

    route: str
    days_ago: float
    script: Script = ORDINARY
    hospital: int = 0

    @property
    def key(self) -> str:
        """The request key of the order: the same demonstration makes the same chains."""
        return f"demo/{self.route}/{self.days_ago:g}/{self.hospital}"


def basis_uuid(route: str) -> UUID:
    """Return the uuid of the legal basis under which a therapy is carried out in the demonstration."""
    return stable_uuid("legal-basis", route)


def begin(planned: Planned, at: datetime, dates: Dates | None = None) -> UUID:
    """Place the order, by the dates of a plan if there are some, or start the production; return its chain."""
    route = newest_route(planned.route)
    if route.kind == "production":
        return _produce(planned, at)
    return _order(planned, at, dates)


def _sites(planned: Planned) -> dict[str, UUID]:
    cast = casting(planned.route)
    return {
        party: sites[planned.hospital % len(sites) if party == "hospital" else 0]
        for party, sites in cast.items()
    }


def _order(planned: Planned, at: datetime, dates: Dates | None) -> UUID:
    sites, route = _sites(planned) if dates is None else dict(dates.sites), newest_route(planned.route)
    hospital = site_facts(sites["hospital"], at.date()).member.uuid
    chance = random.Random(planned.key)  # noqa: S311 - invented patients
    who = hands.actor(hospital, "physician", now=at)
    order = Order(
        therapy=planned.route,
        hospital_site=sites["hospital"],
        legal_basis=basis_uuid(planned.route),
        patient=_patient(chance),
        consents=route.consents,
        begins_at=at + timedelta(hours=2),
        urgency=chance.choice((1, 1, 2, 4)),
        injured_on=(at - timedelta(days=6)).date() if "sci" in planned.route else None,
        kilograms=round(chance.uniform(44, 66), 1),
        weighed_at=at,
        sites=sites,
        dates=dates,
    )
    with hands.working(who):
        receipt: Receipt = place_order(who, order, at, planned.key)
        for marker in MARKERS:
            record_donor_test(who, receipt.chain, "patient", marker, "negative", at - timedelta(days=2), at)
        state_readiness(who, receipt.chain, False, at)
    return receipt.chain


def _patient(chance: random.Random) -> Patient:
    born = date(chance.randint(1948, 2004), chance.randint(1, 12), chance.randint(1, 28))
    name = f"デモ{chance.choice(FAMILIES)} {chance.choice(GIVEN)}"
    return Patient(
        name, "デモ カンジャ", born, f"{chance.randint(0, 9999):04d}-{chance.randint(0, 9999):04d}"
    )


def _produce(planned: Planned, at: datetime) -> UUID:
    sites, route = _sites(planned), newest_route(planned.route)
    maker = sites.get("manufacturer") or sites.get("processor") or next(iter(sites.values()))
    member = site_facts(maker, at.date()).member.uuid
    who = hands.actor(member, "supervisor", "operator", "procurement", now=at)
    production = Production(
        route=planned.route, legal_basis=basis_uuid(planned.route), begins_at=at + timedelta(hours=2),
        consents=route.consents, sites=sites,
    )  # fmt: skip
    with hands.working(who):
        chain = start_production(who, production, at, planned.key).chain
    donor_site = sites.get("donor_site") or maker
    screener = hands.actor(
        site_facts(donor_site, at.date()).member.uuid, "procurement", "physician", "qc", now=at
    )
    with hands.working(screener):
        for marker in MARKERS:
            record_donor_test(screener, chain, "donor", marker, "negative", at - timedelta(days=3), at)
    return chain
