"""The pipeline of the demonstration: invented products in every stage, with partners, funding and reports due."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.pipeline.funding import Obligation
from tsunagu.coordination.domain.pipeline.products import Card
from tsunagu.coordination.domain.pipeline.stages import STAGES, Track, track_of
from tsunagu.coordination.queries.matching.needs import needs_shown
from tsunagu.coordination.queries.pipeline import product_page, products
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.hand_in_report import hand_in_report
from tsunagu.coordination.services.pipeline.hand_over_lead import offer_lead
from tsunagu.coordination.services.pipeline.invite_partner import answer_invitation, invite_partner
from tsunagu.coordination.services.pipeline.keep_programme import Programme, add_programme
from tsunagu.coordination.services.pipeline.note_measure import note_measure
from tsunagu.coordination.services.pipeline.plan_stages import plan_stages
from tsunagu.coordination.services.pipeline.record_award import Awarded, record_award
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached, record_move
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import read, stable_uuid
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

HUB = "rink"
YEAR = 365.25
Raw = Mapping[str, Any]


def fill_pipeline(now: datetime) -> None:
    """Enter programmes and products through the services, each by its own people; once there, nothing is done."""
    data, today = read("pipeline"), now.astimezone(TOKYO).date()
    hub = hands.actor(stable_uuid("member", HUB), "coordinator", now=now)
    with hands.working(hub):
        if products():
            return
        programmes = {one["key"]: _programme(hub, one, today, now) for one in data["programmes"]}
    for raw in data["products"]:
        _product(raw, programmes, today, now)
    remind(now)


def _programme(hub: Actor, raw: Raw, today: date, now: datetime) -> UUID:
    first, last = (today + timedelta(days=days) for days in raw["call"]) if "call" in raw else (None, None)
    said = Programme(
        raw["kind"], Text(raw["ja"], raw["en"]), Text(raw["funder_ja"], raw["funder_en"]), first, last, raw["yen"],
        raw["note"],
    )  # fmt: skip
    return add_programme(hub, said, request_key=f"demo/{raw['key']}", now=now)


def _product(raw: Raw, programmes: Mapping[str, UUID], today: date, now: datetime) -> None:
    who, key = hands.anyone(stable_uuid("member", raw["lead"]), now), f"demo/{raw['key']}"
    with hands.working(who):
        course = list(_course(raw, today))
        uuid = enter_product(who, who.member_uuid, _card(raw, who), *course[0], request_key=key, now=now)
        for number, (reached, evidence) in enumerate(course[1:]):
            record_move(who, uuid, reached, evidence, request_key=f"{key}/{number}", now=now)
        planned = {stage: today + _years(ahead) for stage, ahead in raw.get("planned", {}).items()}
        plan_stages(who, uuid, planned, now)
        for number, one in enumerate(raw.get("measures", ())):
            _measure(who, uuid, one, f"{key}/measure/{number}", today, now)
        for number, award in enumerate(raw.get("awards", ())):
            _award(who, uuid, award, programmes, f"{key}/award/{number}", today, now)
    for partner, role, since, state in raw.get("partners", ()):
        _partner(who, uuid, (partner, role, state), today - _years(since), f"{key}/{partner}/{role}", now)
    if "offer" in raw:
        taker, why, stays_as = raw["offer"]
        with hands.working(who):
            offer_lead(
                who, uuid, stable_uuid("member", taker), why, stays_as, request_key=f"{key}/offer", now=now
            )


def _years(years: float) -> timedelta:
    return timedelta(days=round(years * YEAR))


def _card(raw: Raw, who: Actor) -> Card:
    ja, en = raw["indication"]
    return Card(
        name=Text(raw["ja"], raw["en"]), cell_type=raw["cell_type"], need=_need(raw, who), source=raw["source"],
        is_gene_modified=raw.get("gene", False), indication=Text(ja, en), setting=raw.get("setting", ""),
        route=raw.get("route", ""), summary=raw.get("summary", ""), is_open=raw["open"],
    )  # fmt: skip


def _need(raw: Raw, who: Actor) -> UUID | None:
    """Return the posting from which a product came, found by its title; None where none is posted."""
    titles = {one["ja"][0] for one in read("needs") if one["key"] == raw.get("need")}
    return next((one.uuid for one in needs_shown(who, "asking") if one.title.ja in titles), None)


def _course(raw: Raw, today: date) -> Iterator[tuple[Reached, Evidence]]:
    """Yield the moves of a line: state, years ago, number, note, phase, track of a rest, years until the term ends."""
    for line in raw["course"]:
        state, ago, *more = line
        said: list[Any] = [*more, *("", "", "", "", None)[len(more) :]]
        number, note, phase, track, term = said
        on: Track = track_of(state) if state in STAGES else track
        until = None if term is None else today + _years(term)
        yield Reached(on, state, today - _years(ago), phase, until), Evidence(number, note)


def _measure(who: Actor, uuid: UUID, line: list[Any], key: str, today: date, now: datetime) -> None:
    kind, note, since, *ended = line
    last = today - _years(ended[0]) if ended else None
    note_measure(who, uuid, kind, note, today - _years(since), last, request_key=key, now=now)


def _award(
    who: Actor, uuid: UUID, raw: Raw, programmes: Mapping[str, UUID], key: str, today: date, now: datetime
) -> None:
    """Record an award, and hand in the reports that say they are done, on their days or before."""
    first = today - _years(raw["first"])
    obligations = [Obligation(kind, today + timedelta(days=days)) for kind, days, *_done in raw["reports"]]
    awarded = Awarded(programmes[raw["programme"]], first, first + _years(raw["years"]), raw["yen"])
    award = record_award(who, uuid, awarded, obligations, request_key=key, now=now)
    done = {(kind, today + timedelta(days=days)) for kind, days, *said in raw["reports"] if said}
    reports = next(one for one in product_page(uuid).awards if one.uuid == award).reports
    for report in reports:
        if (report.kind, report.due_on) in done and report.uuid is not None:
            hand_in_report(who, uuid, report.uuid, report.due_on - timedelta(days=3), now)


def _partner(
    who: Actor, uuid: UUID, said: tuple[str, str, str], first: date, key: str, now: datetime
) -> None:
    """Invite a member, and let it accept where it does."""
    partner, role, state = said
    member = stable_uuid("member", partner)
    with hands.working(who):
        part = invite_partner(who, uuid, member, role, first, None, request_key=key, now=now)
    if state == "accepted":
        invited = hands.actor(member, *hands.ANYONE, "supplier", now=now)
        with hands.working(invited):
            answer_invitation(invited, uuid, part, True, now)
