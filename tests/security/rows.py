"""A row for every table: the cast of members, and a builder that fills whatever a table asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models

from tests.security.rules import KEEPER
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.foundation.scope import Scope, acting, open_chains
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.domain.actor import Actor

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY, SINCE = date(2026, 11, 22), date(2024, 1, 1)

HOUR = timedelta(hours=1)
HELD = {"starts_at": NOW + 2 * HOUR, "ends_at": NOW + 3 * HOUR}
SPECIAL: dict[str, dict[str, Any]] = {
    "members_licence": {"suspended_reason": ""},
    "coordination_award": {"last": TODAY},
    "coordination_award_report": {"kind": "final"},
    "coordination_funding_programme": {"kind": "grant"},
    "coordination_lead_offer": {"state": "offered", "stays_as": ""},
    "coordination_product": {"cell_type": "ips", "source": "allogeneic", "setting": ""},
    "coordination_product_measure": {"kind": "tax"},
    "coordination_product_move": {"track": "base", "state": "seed", "phase": ""},
    "coordination_product_partner": {"role": "cdmo"},
    "coordination_product_plan": {"stage": "trial"},
    "coordination_consultation": {"state": "opened", "outcome": "", "came_of_it": ""},
    "coordination_consultation_entry": {"kind": "note"},
    "coordination_consultation_party": {"state": "asked"},
    "coordination_introduction": {"state": "asked"},
    "coordination_need": {"kind": "need", "title_ja": "題", "text_ja": "文", "reason": ""},
    "coordination_gathering": HELD
    | {
        "audience": "network",
        "opens_at": NOW,
        "closes_at": NOW + HOUR,
        "state": "published",
        "told_to": "network",
    },
    "coordination_gathering_file": {"told_to": "network"},
    "coordination_gathering_item": HELD | {"kind": "talk", "told_to": "network"},
    "coordination_gathering_speaker": {"has_agreed": True, "told_to": "network"},
    "coordination_registration": {"state": "registered"},
    "coordination_shared_booking": HELD | {"state": "booked", "charge_class": "member"},
    "coordination_shared_offer": {"kind": "room"},
    "coordination_shared_time": HELD,
    "conditions_hold_test": {"hours": 120, "tested_on": TODAY, "valid_until": TODAY},
    "conditions_shipper": {"band": "vapour", "nominal_hours": 240},
    "custody_ledger": {"kind": "record", "event_offset": "+09:00"},
    "custody_hand_over": {"state": "given"},
    "custody_item": {"state": "in_use", "acceptance": "pending"},
    "journeys_standing_concern": {"shows_from": NOW, "shows_until": NOW + timedelta(hours=1)},
    "notices_call": {"urgency": 2, "state": "open"},
    "notices_call_step": {"rung": "duty", "way": "inbox"},
    "notices_duty_change": {"duty": "quality", "starts_at": NOW, "ends_at": NOW + timedelta(hours=1)},
    "notices_duty_turn": {
        "duty": "quality",
        "weekdays": "1111100",
        "from_hour": 9,
        "until_hour": 17,
        "name": "当番",
        "phone": "044-000-0000",
    },
    "members_agreement": {"kind": "data"},
    "members_contact_person": {"shown_to": "members"},
    "members_evidence": {"kind": "pdf", "shown_to": "members"},
    "members_lane": {"origin_area": "tohoku", "target_area": "tokyo", "weekdays": "1111100"},
    "members_audit": {"way": "remote", "outcome": "accepted"},
    "members_member": {"kind": "company"},
    "members_page_change": {"part": "site", "verb": "change", "state": "proposed"},
    "members_profile_part": {"part": "seeks", "shown_to": "members"},
    "members_shared_service": {"shown_to": "members"},
    "members_application": {"has_consented": True, "has_agreed": True},
    "members_application_act": {"verb": "handed_in"},
    "members_year_answer": {"answer": "renew", "year": 2026},
    "members_site": {"gln": "9524000000019"},
    "notices_letter": {"language": "ja", "address": ""},
    "notices_mail_preference": {"way": "daily"},
    "planning_booking": {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)},
    "planning_capacity_exception": {"from_hour": 9, "until_hour": 17},
    "planning_capacity_pattern": {"weekdays": "1111100", "from_hour": 9, "until_hour": 17},
    "planning_mending": {"state": "accepted"},
    "planning_mending_part": {"state": "told", "role": "owner"},
    "planning_estimate": {"state": "noted", "kind": "chance"},
    "planning_plan_run": {"state": "waiting"},
    "planning_stock_run": {"state": "waiting"},
    "planning_what_if": {"state": "waiting"},
    "therapies_route_version": {"kind": "treatment", "setting": "trial"},
    "therapies_legal_basis": {"kind": "trial", "setting": "trial"},
}
"""Values that constraints of a table ask for."""
ALSO_FILLED = {"notices_letter": ("person",)}
"""Columns that may be empty and are filled here: a letter to a person of the member, not to someone outside."""


@dataclass(frozen=True)
class Cast:
    """Owner, partner and outsider of one chain, the coordinator and an auditor, each with a person."""

    chain: UUID
    owner: Actor
    partner: Actor
    outsider: Actor
    coordinator: Actor

    def scope(self, actor: Actor) -> Scope:
        """The scope in which a member's person works."""
        return queries.scope_for(actor)


def make_cast() -> Cast:
    """Enter the members, and let the owner open one chain with the partner."""
    with acting(Scope("worker")):
        hub = person_of("hub", "coordinator", is_coordinator=True)
        owner, partner, outsider = (person_of(key, "physician") for key in ("owner", "partner", "outsider"))
        chain, effects = uuid4(), Effects()
        chain_opened(effects, chain, "case", "CHA999926000001", "auto-car-t", NOW)
        for actor in (owner, partner):
            party_joined(effects, chain, actor.member_uuid, "party", NOW)
    signer = Signer(owner.person_uuid, owner.member_uuid)
    with acting(queries.scope_for(owner)):
        open_chains([chain])
        append(signer, [Act("order_placed", chain, NOW, {}, effects)], Signature("ordered"), NOW)
    return Cast(chain, owner, partner, outsider, hub)


def person_of(key: str, role: str, is_coordinator: bool = False) -> Actor:
    member = services.add_member(
        key=key, name=Text(f"{key}会", key), kind="hospital", joined_on=SINCE, is_coordinator=is_coordinator
    )
    person = services.add_person(member.uuid, email=f"p@{key}.example", name=Text("人", "Person"), now=NOW)
    services.appoint(person.uuid, member.uuid, role, valid_from=SINCE)
    actor = queries.actor_of(person, TODAY)
    assert actor is not None
    return actor


def model_of(table: str) -> type[models.Model]:
    """The model of a table."""
    return next(
        model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table
    )


def new_row(table: str, cast: Cast, **given: Any) -> models.Model:
    """Insert a row that belongs to the cast's owner and chain."""
    row = unsaved_row(table, cast, **given)
    row.save(force_insert=True)
    return row


def unsaved_row(table: str, cast: Cast, **given: Any) -> models.Model:
    """Make such a row without writing it; rows that it refers to are written."""
    model = model_of(table)
    values = SPECIAL.get(table, {}) | given
    for field in model._meta.concrete_fields:
        if field.column and field.name not in values and not _fills_itself(table, field):
            values[field.name] = _value(field, cast)
    return model(**values)


def _fills_itself(table: str, field: "models.Field[Any, Any]") -> bool:
    if field.column == KEEPER.get(table, "member_id") and field.is_relation:
        return False
    if field.name in ALSO_FILLED.get(table, ()):
        return False
    return field.null or field.has_default() or field.has_db_default() or isinstance(field, models.AutoField)


def _value(field: "models.Field[Any, Any]", cast: Cast) -> Any:
    if isinstance(field, models.ForeignKey):
        return _target(field, cast)
    if field.name == "readers":
        return [cast.owner.member_uuid, cast.partner.member_uuid]
    if field.name == "chain" or field.name == "parent_chain":
        return cast.chain
    if field.name in ("member", "placed_by_member", "holder", "giver"):
        return cast.owner.member_uuid
    for kind, value in VALUES:
        if isinstance(field, kind):
            return value() if callable(value) else value
    raise AssertionError(f"no value for {field}")


VALUES: list[tuple[type[Any], Any]] = [
    (models.UUIDField, uuid4),
    (models.SlugField, lambda: uuid4().hex[:12]),
    (models.CharField, lambda: uuid4().hex[:8]),
    (models.TextField, "text"),
    (models.BooleanField, False),
    (models.DateTimeField, NOW),
    (models.DateField, SINCE),
    (models.JSONField, list),
    (models.BinaryField, b"bytes"),
    (models.FloatField, 1.0),
    (models.IntegerField, 1),
]


def _target(field: "models.ForeignKey[Any, Any]", cast: Cast) -> models.Model:
    model = field.related_model
    assert isinstance(model, type)
    table = model._meta.db_table
    if table == "members_member":
        if field.name == "taker":
            return model._default_manager.get(uuid=cast.partner.member_uuid)
        return model._default_manager.get(uuid=cast.owner.member_uuid)
    if table == "members_person":
        return model._default_manager.get(uuid=cast.owner.person_uuid)
    return model._default_manager.first() or new_row(table, cast)
