"""Who acts, where, and whose quality unit may decide."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.evaluation.queries import ResultView
from tsunagu.journeys.domain.gates.facts import ActorFacts, SiteFacts, Valid
from tsunagu.journeys.domain.qualifying import WITH_EQUIPMENT, agreement_kinds, deciding_members, place_facts
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import CapabilityFacts
from tsunagu.members.domain.facts import SiteFacts as MemberSite
from tsunagu.members.queries.actors import trained_subjects
from tsunagu.members.queries.agreements import agreements_between, audits_of
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import capabilities_at, site_facts
from tsunagu.therapies.domain.route import Route, Step

TOKYO = ZoneInfo("Asia/Tokyo")


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
    audits = audits_of(row.member, others) if others else []
    return place_facts(
        place,
        running.route,
        step,
        place.on,
        agreements_between(row.member, others, agreement_kinds(step)) if others else (),
        audits,
        member_names({one.by for one in audits}) if audits else {},
    )


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
    return deciding_members(running.journey.assignments, row.member)
