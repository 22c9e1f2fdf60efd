"""What a step relies on where it is done: the facts of its place, put together for a day, now or to come."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import AuditOutcome, Equipment, SiteFacts, Valid
from tsunagu.members.domain.facts import AgreementFacts, AuditFacts, CapabilityFacts
from tsunagu.members.domain.facts import SiteFacts as MemberSite
from tsunagu.therapies.domain.route import Route, Step

DECIDING = ("authorisation_holder", "sponsor", "manufacturer", "processor", "hospital")
"""Parties whose quality unit may decide; agreements with them and their audits are what a partner's step relies on."""


def deciding_members(assignments: Mapping[str, Any], member: UUID) -> frozenset[UUID]:
    """Return the members whose quality unit may decide at a step of ``member``: of it, the product, the hospital."""
    parts = [assignments.get(party) for party in DECIDING]
    return frozenset({member, *(UUID(part["member"]) for part in parts if part)})


WITH_EQUIPMENT = frozenset({"process", "tend", "test", "store"})
"""Actions that use devices of the site, whose calibration must be current."""


def place_facts(
    site: MemberSite,
    route: Route,
    step: Step,
    on: date,
    agreements: Iterable[tuple[UUID, AgreementFacts]] = (),
    audits: Iterable[AuditFacts] = (),
    names: Mapping[UUID, Text] | None = None,
) -> SiteFacts:
    """Return what the step's site may and can do on the day, for such cells in such a setting.

    Parameters
    ----------
    agreements : of the site's member with those who answer for the product. audits : of it by them, the newest first.
    names : of those who audited.
    """
    return SiteFacts(
        uuid=site.uuid,
        name=site.name,
        capabilities=tuple(
            Valid(one.key, one.name, one.validity.valid_from, one.validity.valid_until)
            for one in site.capabilities
            if _covers(one, route, step)
        ),
        licences=tuple(
            Valid(
                one.kind, one.name, one.validity.valid_from, one.validity.valid_until,
                suspended=one.validity.state_on(on) == "suspended",
            )
            for one in site.licences
        ),
        agreements=_agreements(agreements, step, on),
        audits=_audits(audits, step, on, names or {}),
        equipment=tuple(
            Equipment(one.uuid, one.name, one.calibrated_until)
            for one in site.equipment
            if step.action in WITH_EQUIPMENT and (one.valid_until is None or on <= one.valid_until)
        ),
    )  # fmt: skip


def agreement_kinds(step: Step) -> tuple[str, ...]:
    """Return the kinds of agreement that a step relies on."""
    return ("quality", "transport") if step.action == "transport" else ("quality",)


def _covers(have: CapabilityFacts, route: Route, step: Step) -> bool:
    return have.covers(step.capability, route.setting, route.cell_type or "", step.band or "")


def _agreements(found: Iterable[tuple[UUID, AgreementFacts]], step: Step, on: date) -> tuple[Valid, ...]:
    """Return of the agreements about such a step, with each one and of each kind, the one that lasts longest."""
    best: dict[tuple[UUID, str], AgreementFacts] = {}
    for other, one in found:
        known = best.get((other, one.kind))
        is_about = one.kind in agreement_kinds(step) and one.covers(step.capability)
        if is_about and (known is None or _rank(one, on) > _rank(known, on)):
            best[other, one.kind] = one
    return tuple(
        Valid(one.kind, one.name, one.validity.valid_from, one.validity.valid_until) for one in best.values()
    )


def _rank(one: AgreementFacts, on: date) -> tuple[bool, date]:
    return one.validity.valid_on(on), one.validity.valid_until or date.max


def _audits(
    found: Iterable[AuditFacts], step: Step, on: date, names: Mapping[UUID, Text]
) -> tuple[AuditOutcome, ...]:
    """Return the newest audit about this step, held by the day, by each of those who answer for the product."""
    newest: dict[UUID, AuditFacts] = {}
    for one in found:
        if one.validity.valid_from <= on and one.covers(step.capability):
            newest.setdefault(one.by, one)
    return tuple(
        AuditOutcome(by, names[by], one.is_accepted, one.validity.valid_from, one.validity.valid_until)
        for by, one in newest.items()
    )
