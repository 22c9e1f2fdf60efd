"""Correct a record of a journey: by who may make such a record, or by quality; after release it is a deviation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.corrections import CANNOT_STAND, Change
from tsunagu.custody.domain.items import ITEM, LOT, ItemView
from tsunagu.custody.queries.items import items_by_uuid, items_of_chain
from tsunagu.custody.queries.ledger import LedgerLine, line_of
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.correct import correct
from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.correcting import check_expiry, check_may_correct, may_correct
from tsunagu.journeys.models import Release
from tsunagu.journeys.services.record import LONGEST, raise_deviation
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Route


def correct_record(
    actor: Actor, chain: UUID, row: UUID, changes: Sequence[Change], reason: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Correct what a row of the ledger says; of a released product that is an open deviation as well.

    Raises
    ------
    NotAllowed : another organisation made the record, or the person may not make such records.
    Refused : the expiry would lie past the route's shelf life, or be put off after release.
    """
    with transaction.atomic():
        running = load_running(chain)
        line = line_of(chain, row)
        if line is not None and actor.member_uuid in (line.organisation, line.entered_by):
            for one in changes:
                _check_person(actor, running.route, line, one)
        released = [item for one in changes for item in _checked(running, one)]
        signer = Signer(actor.person_uuid, actor.member_uuid)
        receipt = correct(signer, chain, row, changes, reason, now, request_key, is_quality=actor.is_quality)
        if released and not receipt.was_there:
            labels = ", ".join(dict.fromkeys(item.label for item in released))
            text = f"出荷判定後の記録の訂正 / Record corrected after release: {labels}　{reason.strip()}"
            raise_deviation(actor, chain, released[0].made_by_step, text[:LONGEST], now)
    return receipt


def may_correct_field(actor: Actor, route: Route, line: LedgerLine, key: str) -> bool:
    """Say whether a person of the organisation that made a record may correct one of its fields."""
    return may_correct(
        actor, line.actor, key.partition("/")[0], step_role(route, line), line.correctable[key]
    )


def step_role(route: Route, line: LedgerLine) -> str:
    """Return the role that carries out the step which a row of the ledger is about; empty if it is about none."""
    key = str(line.facts.get("step") or "")
    return route.step(key).role or "" if route.has_step(key) else ""


def _check_person(actor: Actor, route: Route, line: LedgerLine, change: Change) -> None:
    if change.key in line.correctable:
        signed = line.correctable[change.key]
        check_may_correct(actor, line.actor, change.table, step_role(route, line), signed)


def _checked(running: Running, change: Change) -> list[ItemView]:
    """Return the released things that a change is about; refuse an expiry that they may not have."""
    if change.table not in (ITEM, LOT) or change.field not in ("expires_at", "quantity"):
        return []
    things = (
        items_by_uuid([change.uuid])
        if change.table == ITEM
        else [item for item in items_of_chain(running.chain) if item.lot == change.uuid]
    )
    releases = Release.objects.filter(chain=running.chain, verdict="released")
    attempts = set(releases.values_list("attempt", flat=True))
    for item in things:
        if change.field == "expires_at":
            _check_expiry(running.route, item, change.value, item.attempt in attempts)
    return [item for item in things if item.attempt in attempts]


def _check_expiry(route: Route, item: ItemView, expires_at: object, is_released: bool) -> None:
    if not isinstance(expires_at, datetime) or expires_at.tzinfo is None:
        raise BadInput("value", CANNOT_STAND, field="expires_at")
    hours = next((one.shelf_life_hours for one in route.products if one.key == item.product), None)
    longest = None if hours is None else item.made_at + timedelta(hours=hours)
    check_expiry(item.label, expires_at, item.expires_at, longest, is_released)
