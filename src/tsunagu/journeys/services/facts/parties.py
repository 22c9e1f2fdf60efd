"""Who acts, where, and whose quality unit may decide."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.evaluation.queries import ResultView
from tsunagu.journeys.domain.gates.facts import ActorFacts, AuditOutcome, Equipment, SiteFacts, Valid
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import AgreementFacts, AuditFacts, CapabilityFacts
from tsunagu.members.domain.facts import SiteFacts as MemberSite
from tsunagu.members.queries.actors import trained_subjects
from tsunagu.members.queries.agreements import agreements_between, audits_of
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import capabilities_at, site_facts
from tsunagu.therapies.domain.route import Route, Step

TOKYO = ZoneInfo("Asia/Tokyo")
WITH_EQUIPMENT = frozenset({"process", "tend", "test", "store"})
DECIDING = ("authorisation_holder", "sponsor", "manufacturer", "processor", "hospital")


def actor_facts(actor: Actor, now: datetime) -> ActorFacts:
    """Return the actor as the gates read him, with what he is trained in on that day."""
    today = now.astimezone(TOKYO).date()
    subjects = trained_subjects(actor.person_uuid, actor.member_uuid, today)
    return ActorFacts(
        person=actor.person_uuid,
        member=actor.member_uuid,
        member_name=actor.member_name,
        roles=actor.roles,
        trainings=tuple(Valid(key, capability_name(key)) for key in sorted(subjects)),
    )


def member_site(row: JourneyStep, step: Step, now: datetime) -> MemberSite | None:
    """Return the step's site as `members` knows it on the day of the act."""
    if row.site is None:
        return None
    return site_facts(row.site, now.astimezone(TOKYO).date(), with_equipment=step.action in WITH_EQUIPMENT)


def site_facts_for(
    running: Running, row: JourneyStep, step: Step, place: MemberSite | None
) -> SiteFacts | None:
    """Return what the step's site may and can do on the day of the act, for such cells in such a setting."""
    if place is None:
        return None
    others = responsible_members(running, row) - {row.member}
    papers = _agreements(row.member, others, step, place.on), _audits(row.member, others, step)
    return _site(place, running.route, step, *papers)


def _site(
    site: MemberSite,
    route: Route,
    step: Step,
    agreements: tuple[Valid, ...],
    audits: tuple[AuditOutcome, ...],
) -> SiteFacts:
    today = site.on
    relevant = [one for one in site.capabilities if _covers(one, route, step)]
    return SiteFacts(
        uuid=site.uuid,
        name=site.name,
        capabilities=tuple(
            Valid(one.key, one.name, one.validity.valid_from, one.validity.valid_until) for one in relevant
        ),
        licences=tuple(
            Valid(
                one.kind, one.name, one.validity.valid_from, one.validity.valid_until,
                suspended=one.validity.state_on(today) == "suspended",
            )
            for one in site.licences
        ),
        agreements=agreements,
        audits=audits,
        equipment=tuple(Equipment(one.uuid, one.name, one.calibrated_until) for one in site.equipment),
    )  # fmt: skip


def _covers(have: CapabilityFacts, route: Route, step: Step) -> bool:
    return have.covers(step.capability, route.setting, route.cell_type or "", step.band or "")


def _agreements(member: UUID, others: frozenset[UUID], step: Step, today: date) -> tuple[Valid, ...]:
    """Return the agreements with those who answer for the product: with each, the one that lasts longest."""
    if not others:
        return ()
    kinds = ("quality", "transport") if step.action == "transport" else ("quality",)
    best: dict[tuple[UUID, str], AgreementFacts] = {}
    for other, one in agreements_between(member, others, kinds):
        known = best.get((other, one.kind))
        if known is None or _rank(one, today) > _rank(known, today):
            best[other, one.kind] = one
    return tuple(
        Valid(one.kind, one.name, one.validity.valid_from, one.validity.valid_until) for one in best.values()
    )


def _audits(member: UUID, others: frozenset[UUID], step: Step) -> tuple[AuditOutcome, ...]:
    """Return the newest audit of the member by each of those who answer for the product, if it was about this step."""
    newest: dict[UUID, AuditFacts] = {}
    for one in audits_of(member, others) if others else ():
        if not one.capabilities or step.capability in one.capabilities:
            newest.setdefault(one.by, one)
    names = member_names(newest) if newest else {}
    return tuple(
        AuditOutcome(by, names[by], one.is_accepted, one.validity.valid_from, one.validity.valid_until)
        for by, one in newest.items()
    )


def _rank(one: AgreementFacts, today: date) -> tuple[bool, date]:
    return one.validity.valid_on(today), one.validity.valid_until or date.max


def unable_laboratories(
    running: Running, place: MemberSite | None, results: Iterable[ResultView]
) -> frozenset[UUID]:
    """Return the results whose site was not able to do their test, for such cells, on the day of the test.

    ``place`` is a site whose capabilities are at hand already.
    """
    found = list(results)
    elsewhere = {
        one.site for one in found if one.site is not None and (place is None or one.site != place.uuid)
    }
    offered = capabilities_at(elsewhere) if elsewhere else {}
    if place is not None:
        offered[place.uuid] = place.capabilities
    return frozenset(
        one.uuid for one in found if not _was_able(running.route, one, offered.get(one.site or one.uuid, ()))
    )


def _was_able(route: Route, result: ResultView, offered: Iterable[CapabilityFacts]) -> bool:
    step, tested_on = route.step(result.step), result.tested_at.astimezone(TOKYO).date()
    return any(
        one.covers(step.capability, route.setting, route.cell_type or "") and one.validity.valid_on(tested_on)
        for one in offered
    )


def responsible_members(running: Running, row: JourneyStep) -> frozenset[UUID]:
    """Return the members whose quality unit may decide here: of the step, the product, the hospital."""
    found = {running.member_of(party) for party in DECIDING} | {row.member}
    return frozenset(member for member in found if member is not None)
