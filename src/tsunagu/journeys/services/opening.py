"""What an order and a production have in common: sites assigned, parties joined, steps laid out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.queries.many import parties_of
from tsunagu.custody.services.chain import party_comes, party_joined, party_leaves
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.assigning import Candidate, assign
from tsunagu.journeys.domain.planning import Span, planned_steps
from tsunagu.journeys.queries.able_sites import candidates
from tsunagu.members.queries.agreements import members_granting_view
from tsunagu.members.queries.directory import coordinator
from tsunagu.therapies.domain.legal_basis import LegalBasisFacts
from tsunagu.therapies.domain.route import Route

JOURNEY, STEP = "journeys.Journey", "journeys.JourneyStep"
TOKYO = ZoneInfo("Asia/Tokyo")
COORDINATOR, DATA_CONSENT = "coordinator", "network_data"
Assigned = Mapping[str, Candidate]


def assigned_sites(
    route: Route, named: Iterable[UUID], chosen: Mapping[str, UUID], now: datetime
) -> dict[str, Candidate]:
    """Choose a site for each party of the route among the sites that can do it today."""
    today = now.astimezone(TOKYO).date()
    return assign(route, candidates(route, today), named, chosen)


def join_parties(
    effects: Effects, chain: UUID, assigned: Assigned, owner: UUID, consents: Iterable[str], now: datetime
) -> None:
    """Let every assigned member join; the coordinator by the owner's agreement and consent to data for the network."""
    joined = {(one.member, party) for party, one in assigned.items()} | {(owner, "owner")}
    if DATA_CONSENT in consents and (network := coordinator_allowed(owner, now)) is not None:
        joined.add((network, COORDINATOR))
    for member, role in sorted(joined, key=str):
        party_joined(effects, chain, member, role, now)


def coordinator_allowed(owner: UUID, now: datetime) -> UUID | None:
    """Return the network's coordinator where the owner's agreement in force lets it see cases."""
    network = coordinator()
    with gate_scope():  # the line of the agreement that says so is the coordinator's own
        is_granted = owner in members_granting_view([owner], now.astimezone(TOKYO).date())
    return network.uuid if network is not None and is_granted else None


def coordinator_comes(effects: Effects, chain: UUID, now: datetime) -> None:
    """Let the coordinator see a chain from now on: the consent is given, and the owner's agreement says so."""
    owner = next((member for member, role in parties_of(chain) if role == "owner"), None)
    network = None if owner is None else coordinator_allowed(owner, now)
    if network is not None:
        party_comes(effects, chain, network, COORDINATOR, now)


def coordinator_leaves(effects: Effects, chain: UUID, now: datetime) -> None:
    """Let the coordinator see nothing of a chain from now on: the consent was withdrawn."""
    party_leaves(effects, chain, COORDINATOR, now)


def check_form_version(basis: LegalBasisFacts | None, version: str, now: datetime) -> None:
    """Refuse a version of the consent form that the approval, trial or plan has not in force today."""
    today = now.astimezone(TOKYO).date()
    if basis is None or basis.may_be_signed(version, today):
        return
    known, typed = basis.forms_on(today), version[:20]
    raise BadInput(
        "form_version",
        Text(
            f"同意書の「{typed}」版は本日有効ではありません。有効な版: {'、'.join(known) or 'なし'}",
            f"Version {typed!r} of the consent form isn't in force today. In force: {', '.join(known) or 'none'}.",
        ),
        "form_version",
    )


def lay_out_steps(
    effects: Effects,
    chain: UUID,
    route: Route,
    assigned: Assigned,
    beginning: datetime,
    attempt: int = 1,
    only: frozenset[str] | None = None,
    dates: Mapping[str, Span] | None = None,
) -> None:
    """Add a row for each step of the route (or those in ``only``), planned from a beginning or as in ``dates``."""
    for planned in planned_steps(route, beginning, dates):
        step = planned.step
        if only is not None and step.key not in only:
            continue
        part = assigned[step.party]
        effects.add(
            STEP,
            uuid=step_uuid(chain, step.key, attempt),
            chain=chain,
            journey=chain,
            key=step.key,
            attempt=attempt,
            place=planned.place,
            stage=step.stage,
            action=step.action,
            member=part.member,
            site=part.site,
            planned_start=planned.start,
            planned_end=planned.end,
        )


def step_uuid(chain: UUID, key: str, attempt: int) -> UUID:
    """Return the uuid of a step's row: made of what it is, so that a replay finds the same."""
    return uuid5(chain, f"{key}/{attempt}")


def assignments(assigned: Assigned) -> dict[str, dict[str, str]]:
    """Return who takes which part, as a journey keeps it."""
    return {party: {"site": str(one.site), "member": str(one.member)} for party, one in assigned.items()}
