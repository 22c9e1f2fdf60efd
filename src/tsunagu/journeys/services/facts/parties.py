"""Who acts, where, and whose quality unit may decide."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.journeys.domain.gates.facts import ActorFacts, Equipment, SiteFacts, Valid
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import SiteFacts as MemberSite
from tsunagu.members.queries.actors import trained_subjects
from tsunagu.members.queries.sites import site_facts
from tsunagu.therapies.domain.route import Step

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


def site_facts_for(row: JourneyStep, step: Step, now: datetime) -> SiteFacts | None:
    """Return what the step's site may and can do on the day of the act."""
    if row.site is None:
        return None
    today = now.astimezone(TOKYO).date()
    return _site(site_facts(row.site, today), step, today)


def _site(site: MemberSite, step: Step, today: date) -> SiteFacts:
    relevant = [one for one in site.capabilities if one.key == step.capability]
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
        equipment=tuple(
            Equipment(one.uuid, one.name, one.calibrated_until)
            for one in site.equipment
            if step.action in WITH_EQUIPMENT
        ),
    )  # fmt: skip


def responsible_members(running: Running, row: JourneyStep) -> frozenset[UUID]:
    """Return the members whose quality unit may decide here: of the step, the product, the hospital."""
    found = {running.member_of(party) for party in DECIDING} | {row.member}
    return frozenset(member for member in found if member is not None)
