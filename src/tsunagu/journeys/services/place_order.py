"""A hospital orders a treatment for a patient: the case, its number and its journey begin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened
from tsunagu.custody.services.numbers import next_coi
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.patient import Patient, check_patient
from tsunagu.journeys.domain.planning import Dates, promised_end
from tsunagu.journeys.services.facts.needs import needed_purposes
from tsunagu.journeys.services.identity import store_identity
from tsunagu.journeys.services.opening import (
    JOURNEY,
    TOKYO,
    assigned_sites,
    assignments,
    check_form_version,
    join_parties,
    lay_out_steps,
)
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.sites import site_facts
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import CONSENTS
from tsunagu.therapies.queries import LegalBasisFacts, legal_basis, newest_route

CASE, CONSENT, WEIGHT = "journeys.Case", "journeys.Consent", "journeys.Weight"
NAME = "order_placed"


@dataclass(frozen=True, slots=True)
class Order:
    """What a hospital says when it orders; ``consents`` are purposes agreed to on ``form_version``.

    With ``dates`` the case goes by a plan: its sites and steps are those that were promised; from ``begins_at`` on only
    steps without a date are counted.
    """

    therapy: str
    hospital_site: UUID
    legal_basis: UUID
    patient: Patient
    consents: tuple[str, ...]
    begins_at: datetime
    form_version: str = "1.0"
    urgency: int = 1
    injured_on: date | None = None
    kilograms: float | None = None
    weighed_at: datetime | None = None
    sites: Mapping[str, UUID] = field(default_factory=dict)
    dates: Dates | None = None


def place_order(actor: Actor, order: Order, now: datetime, request_key: str | None = None) -> Receipt:
    """Open a case under a new CoI number, with consents, assigned sites and planned steps.

    The act names the plan whose dates it takes, so that those who hold capacity for it hear of the case.
    """
    check_role(actor, "physician", "hospital_coordinator")
    route = newest_route(order.therapy)
    _check_order(actor, order, route, now)
    basis = legal_basis(order.legal_basis)
    _check_basis(route, basis, now)
    check_form_version(basis, order.form_version, now)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, request_key) if request_key else uuid4()
        open_chains([chain])
        said = {"therapy": route.key}
        if done := already_done(chain, request_key, NAME, _signer(actor), said):
            return done
        coi = next_coi(now)
        steps = None if order.dates is None else order.dates.steps
        planned = {} if order.dates is None else dict(order.dates.sites)
        chosen = {**planned, "hospital": order.hospital_site, **order.sites}
        assigned = assigned_sites(route, basis.named_sites, chosen, now)
        effects, promised = Effects(), promised_end(route, order.begins_at, steps)
        chain_opened(effects, chain, "case", coi, route.key, now)
        join_parties(effects, chain, assigned, actor.member_uuid, order.consents, now)
        _case(effects, chain, coi, actor, order, route, now)
        effects.add(
            JOURNEY, uuid=chain, chain=chain, kind="treatment", route=route.key, version=route.version,
            setting=route.setting, number=coi, assignments=assignments(assigned), started_at=now,
            promised_at=promised, first_promised_at=promised,
        )  # fmt: skip
        lay_out_steps(effects, chain, route, assigned, order.begins_at, dates=steps)
        act = Act(NAME, chain, now, said | {"version": route.version} | _reference(order.dates), effects)
        receipt = append(_signer(actor), [act], Signature("ordered"), now, request_key)
        if not receipt.was_there:
            store_identity(order.patient, actor.member_uuid, chain)
    return receipt


def _reference(dates: Dates | None) -> dict[str, object]:
    return {} if dates is None else {"reference": dates.reference}


def _signer(actor: Actor) -> Signer:
    return Signer(actor.person_uuid, actor.member_uuid)


def _case(
    effects: Effects, chain: UUID, coi: str, actor: Actor, order: Order, route: Route, now: datetime
) -> None:
    effects.add(
        CASE, uuid=chain, chain=chain, coi=coi, therapy=route.key, setting=route.setting,
        source=source_of(route), hospital=actor.member_uuid, hospital_site=order.hospital_site,
        legal_basis=order.legal_basis, urgency=order.urgency, ordered_at=now, ordered_by=actor.person_uuid,
        injured_on=order.injured_on, is_physician_order=actor.is_physician,
        is_irreplaceable=source_of(route) == "autologous",
    )  # fmt: skip
    for purpose in order.consents:
        effects.add(
            CONSENT, uuid=uuid4(), chain=chain, purpose=purpose, form_version=order.form_version, given_at=now
        )
    if order.kilograms is not None:
        effects.add(
            WEIGHT, uuid=uuid4(), chain=chain, kilograms=order.kilograms, weighed_at=order.weighed_at or now
        )


def source_of(route: Route) -> str:
    """Return whether the route starts from the patient's own cells."""
    return "autologous" if route.first("collect") and route.kind == "treatment" else "allogeneic"


def _check_order(actor: Actor, order: Order, route: Route, now: datetime) -> None:
    check_patient(order.patient, now.astimezone(TOKYO).date())
    site = site_facts(order.hospital_site, now.astimezone(TOKYO).date())
    if site.member.uuid != actor.member_uuid:
        raise Refused(
            "not_your_site",
            Text("自院の拠点を選んでください。", "Choose a site of your own."),
            "hospital_site",
        )
    if order.dates is not None:
        _check_dates(order, order.dates, now)
    if route.kind != "treatment":
        raise Refused(
            "not_a_treatment",
            Text("治療の工程フローを選んでください。", "Choose a treatment route."),
            "therapy",
        )
    missing = [purpose for purpose in needed_purposes(route) if purpose not in order.consents]
    if missing:
        names = [CONSENTS.get(purpose, Text(purpose, purpose)) for purpose in missing]
        raise Refused(
            "consent_missing",
            Text(
                f"「{'・'.join(name.ja for name in names)}」の同意がありません。同意を得てから登録してください。",
                f"There is no consent for: {', '.join(name.en for name in names)}. Obtain it before you order.",
            ),
            "consents",
        )


def _check_dates(order: Order, dates: Dates, now: datetime) -> None:
    if dates.route != order.therapy or dates.sites.get("hospital") != order.hospital_site:
        raise Refused("dates_of_another", ANOTHER, "hospital_site")
    if any(start < now for start, _ in dates.steps.values()):
        raise Refused("dates_past", PAST)


def _check_basis(route: Route, basis: LegalBasisFacts, now: datetime) -> None:
    if basis.therapy_key != route.key or basis.setting != route.setting:
        raise Refused(
            "wrong_legal_basis",
            Text("この製品・治療技術の法的根拠ではありません。", "This legal basis isn't for this therapy."),
            "legal_basis",
        )
    state = basis.state_on(now.astimezone(TOKYO).date())
    if state != "active":
        word = BASIS_STATES[state]
        raise Refused(
            f"legal_basis.{state}",
            Text(
                f"法的根拠 {basis.number} は{word.ja}のため、依頼できません。",
                f"Nothing can be ordered under {basis.number}: it is {word.en}.",
            ),
            "legal_basis",
        )


BASIS_STATES = {
    "suspended": Text("停止中", "suspended"),
    "expired": Text("期限切れ", "expired"),
    "missing": Text("有効期間の前", "not yet in force"),
}


ANOTHER = Text(
    "この日程は、別の製品・治療技術または別の拠点のために計算されたものです。",
    "These dates were computed for another therapy or another site.",
)
PAST = Text(
    "日程の一部が過ぎています。日程の相談の画面から、もう一度開いてください。",
    "A part of these dates has passed. Open this page again from the request for dates.",
)
