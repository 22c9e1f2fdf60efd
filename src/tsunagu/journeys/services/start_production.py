"""A production begins: a lot number, a donor under a code, and the steps that make the lot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.planning import promised_end
from tsunagu.journeys.services.opening import (
    JOURNEY,
    assigned_sites,
    assignments,
    check_form_version,
    join_parties,
    lay_out_steps,
)
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.queries import legal_basis, newest_route

NAME = "production_started"


@dataclass(frozen=True, slots=True)
class Production:
    """What a manufacturer says when it starts a lot; ``consents`` are the donor's, on ``form_version``."""

    route: str
    legal_basis: UUID | None
    begins_at: datetime
    consents: tuple[str, ...] = ()
    form_version: str = "1.0"
    sites: Mapping[str, UUID] = field(default_factory=dict)


def start_production(
    actor: Actor, production: Production, now: datetime, request_key: str | None = None
) -> Receipt:
    """Open a lot's chain with a production journey on the newest version of its route."""
    check_role(actor, "supervisor", "operator", "mah", "procurement")
    route = newest_route(production.route)
    if route.kind != "production":
        raise Refused(
            "not_a_production",
            Text("製造の工程フローを選んでください。", "Choose a production route."),
            "route",
        )
    basis = None if production.legal_basis is None else legal_basis(production.legal_basis)
    if production.consents:
        check_form_version(basis, production.form_version, now)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, request_key) if request_key else uuid4()
        open_chains([chain])
        signer = Signer(actor.person_uuid, actor.member_uuid)
        said = {"route": route.key}
        if done := already_done(chain, request_key, NAME, signer, said):
            return done
        number = next_lot_number("M", now)
        assigned = assigned_sites(route, basis.named_sites if basis else (), production.sites, now)
        effects, promised = Effects(), promised_end(route, production.begins_at)
        chain_opened(effects, chain, "lot", number, route.key, now)
        join_parties(effects, chain, assigned, actor.member_uuid, production.consents, now)
        parts = assignments(assigned)
        legal = {"legal_basis": str(basis.uuid)} if basis else {}
        effects.add(
            JOURNEY, uuid=chain, chain=chain, kind="production", route=route.key, version=route.version,
            setting=route.setting, number=number, assignments={**parts, **legal}, started_at=now,
            promised_at=promised, first_promised_at=promised,
        )  # fmt: skip
        _consents(effects, chain, production, now)
        lay_out_steps(effects, chain, route, assigned, production.begins_at)
        act = Act(NAME, chain, now, said | {"version": route.version}, effects)
        return append(signer, [act], Signature("ordered"), now, request_key)


def _consents(effects: Effects, chain: UUID, production: Production, now: datetime) -> None:
    for purpose in production.consents:
        effects.add(
            "journeys.Consent", uuid=uuid4(), chain=chain, purpose=purpose, subject="donor",
            form_version=production.form_version, given_at=now,
        )  # fmt: skip
