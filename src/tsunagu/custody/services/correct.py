"""Correct a recorded act by a new row: the old one stays, is declared wrong, and the views follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature, plain
from tsunagu.custody.domain.corrections import (
    CANNOT_STAND,
    CORRECTING,
    CORRECTION,
    DECLARATION,
    RECORD_CORRECTION,
    Change,
    check_is_correctable,
    check_may_correct,
    check_may_stand,
    check_quality_signs,
    check_was_said,
)
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.queries.corrections import corrected_fields
from tsunagu.custody.services.append import Receipt, already_done, append, event_of
from tsunagu.events import vocabulary
from tsunagu.events.building import error_declaration
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text

_OF_THE_ACT = ("eventID", "tsunagu:act", "recordTime")


def correct(
    actor: Actor,
    chain: UUID,
    row: UUID,
    changes: Sequence[Change],
    reason: str,
    now: datetime,
    request_key: str | None = None,
    *,
    is_quality: bool = False,
) -> Receipt:
    """Correct fields that a row of the ledger set wrongly; ``is_quality``: the actor is of the quality unit.

    An event is declared wrong (EPCIS error declaration, same event id) and recorded anew with the right
    facts; a record is followed by its correction. What a later act has set anew stays as that act says.

    Raises
    ------
    NotAllowed : another organisation made the record, or a gate reads the field and the quality unit must sign.
    Refused : the field isn't one to correct, the record was corrected before, or nothing would change.
    BadInput : the value can't stand in the field.
    """
    said = check_reason(reason)
    with transaction.atomic():
        open_or_refuse(chain)
        original = LedgerRow.objects.filter(chain=chain, uuid=row).first()
        if original is None:
            raise NotFound("no_such_record", _NO_RECORD)
        effects, late = _effects(original, changes)
        if done := already_done(chain, request_key, actor=actor, facts={"row": row}):
            return done
        fields = {one.key for one in changes}
        _check_may_correct(original, actor, fields)
        for one in changes:
            check_quality_signs(_quality_signed(one.table), one.field, is_quality)
        facts = {
            "row": row,
            "name": original.name,
            "reason": said,
            "fields": sorted(fields),
            "superseded": late,
        }
        acts = _acts(original, effects, facts, now)
        return append(actor, acts, Signature("corrected"), now, request_key)


def _check_may_correct(original: LedgerRow, actor: Actor, fields: set[str]) -> None:
    """Ask after the rows to change are locked: of two corrections at once, the second sees the first."""
    signed_by = frozenset(one for one in (original.organisation, original.entered_by) if one is not None)
    is_corrected = bool(fields & corrected_fields(original.chain).get(original.uuid, set()))
    check_may_correct(original.name, signed_by, actor.member, is_corrected)


def _effects(original: LedgerRow, changes: Sequence[Change]) -> tuple[Effects, list[str]]:
    """Return what is to be set, and the fields that a later act has set since."""
    said, recorded = act_in(bytes(original.body))["effects"], _first_recorded(original)
    by_row = {
        (table, str(fields["uuid"])): fields
        for kind in ("new", "set")
        for table, rows in said[kind].items()
        for fields in rows
    }
    effects, late, differs = Effects(), [], False
    for change in changes:
        fields = check_was_said(by_row, change)
        model = apps.get_model(change.table)
        check_is_correctable(getattr(model, "correctable", frozenset()), change.field)
        field = model._meta.get_field(change.field)
        assert isinstance(field, models.Field)  # noqa: S101 - correctable names plain fields
        before = fields.get(change.field, plain(field.get_default()))
        value = _value(field, change)
        check_may_stand(change.field, value, getattr(model, "limits", {}).get(change.field), recorded)
        differs = differs or plain(value) != plain(field.to_python(before))
        if _present(model, change) == field.to_python(before):
            effects.change(change.table, change.uuid, **{change.field: value})
        else:
            late.append(f"{change.table}.{change.field}")
    if not differs:
        raise Refused("nothing_to_correct", _NOTHING)
    return effects, late


def _quality_signed(table: str) -> frozenset[str]:
    return getattr(apps.get_model(table), "quality_signed", frozenset())


def _first_recorded(row: LedgerRow) -> datetime:
    """Return when it was first recorded: what had happened then did not happen later."""
    while row.name in CORRECTING:
        before = act_in(bytes(row.body))["facts"]["row"]
        row = LedgerRow.objects.get(chain=row.chain, uuid=before)
    return row.record_time


def _present(model: type[models.Model], change: Change) -> Any:
    """Lock the row and return the field as it stands."""
    rows = model._default_manager.select_for_update().filter(uuid=change.uuid)
    found = list(rows.values_list(change.field, flat=True))
    if not found:
        raise NotFound("no_such_record", _NO_RECORD)
    return found[0]


def _value(field: "models.Field[Any, Any]", change: Change) -> Any:
    try:
        value = field.clean(change.value, None)
    except ValidationError as error:
        raise BadInput("value", CANNOT_STAND, field=change.field) from error
    return value


def _acts(original: LedgerRow, effects: Effects, facts: Mapping[str, Any], now: datetime) -> list[Act]:
    if original.kind == "record":
        return [Act(RECORD_CORRECTION, original.chain, now, facts, effects)]
    event = orjson.loads(bytes(original.body))
    anew = {name: value for name, value in event.items() if name not in _OF_THE_ACT}
    at = original.event_time
    right = Act(CORRECTION, original.chain, at, facts, effects, anew)
    new_event = event_of(right)
    assert new_event is not None  # noqa: S101 - it has an event
    declared = error_declaration(event, now, vocabulary.INCORRECT_DATA, [new_event["eventID"]])
    return [right, Act(DECLARATION, original.chain, at, {}, Effects(), declared)]


_NO_RECORD = Text("該当する記録がありません。", "There is no such record.")
_NOTHING = Text(
    "記録と同じ内容です。訂正する値を入力してください。",
    "That is what the record says. Type the right value.",
)
