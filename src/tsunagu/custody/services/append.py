"""Append to the ledger: the views that an act changes, then its bytes, hash and signature."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tsunagu.custody.domain.acts import Act, Actor, Signature, plain, prefixed
from tsunagu.custody.domain.corrections import DECLARATION
from tsunagu.custody.domain.lineage import check_lineage
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.domain.sealing import HASH_VERSION, HEAD, row_hash
from tsunagu.custody.models import EventKey, LedgerRow, Touched
from tsunagu.custody.queries.items import deadlock_refused
from tsunagu.custody.services.views_of_ledger import apply_effects
from tsunagu.events.building import canonical_bytes, is_error_declaration, with_event_id
from tsunagu.events.checking import check_event
from tsunagu.foundation.database import kept_writes
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.identifiers.uuid7 import uuid7

CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_KEY = 80
_WRITTEN = [
    field.attname for field in LedgerRow._meta.concrete_fields if field.column and not field.has_db_default()
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the ledger has the act: its row, and whether it had been sent before."""

    chain: UUID
    uuid: UUID
    was_there: bool = False


def already_done(
    chain: UUID,
    request_key: str | None,
    name: str = "",
    actor: Actor | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Receipt | None:
    """Return the receipt of the act that this request made before, if it did.

    ``name``, ``actor`` and ``facts`` say what is asked now, where the caller knows: a key that stands
    for another act, another person or other things is refused, never taken for done.
    """
    if not request_key:
        return None
    _check_key(request_key)
    row = next(iter(_sent(chain, request_key)), None)
    if row is None:
        return None
    is_other = (name and row.name != name) or (actor is not None and row.actor != actor.person)
    if is_other or (facts is not None and not _says(row, facts)):
        raise Refused("request_key_reused", _REUSED)
    return Receipt(chain, row.uuid, was_there=True)


@compiled
def _sent(chain: UUID, request_key: str) -> QuerySet[LedgerRow]:
    return LedgerRow.objects.filter(chain=chain, request_key=request_key)


def append(
    actor: Actor, acts: Sequence[Act], signature: Signature, now: datetime, request_key: str | None = None
) -> Receipt:
    """Write the acts as signed rows, in order, and the views they change, all or nothing.

    The first row carries the request key, so that a request sent twice is one act. The views come
    first: whoever changes the same row waits there, so that the order of record is that of the changes.

    Raises
    ------
    NotAllowed : the scope only reads.
    BadInput : an act lies in the future, a time outside the era, or isn't a sound EPCIS event.
    Refused : its event id stands in the ledger already, or a state has changed meanwhile.
    """
    if current_scope().name in ("auditor", "gate"):
        raise NotAllowed("read_only", _READ_ONLY)
    key = _check_key(request_key)
    rows = [_row(act, actor, signature, now, key if place == 0 else None) for place, act in enumerate(acts)]
    try:
        with deadlock_refused(), transaction.atomic():
            for act in acts:
                apply_effects(act.effects.new, act.effects.set, act.chain)
            kept_writes.insert(LedgerRow, [{name: getattr(row, name) for name in _WRITTEN} for row in rows])
            kept_writes.insert(EventKey, _keys(rows))
            kept_writes.insert(
                Touched, [{"chain": chain} for chain in dict.fromkeys(row.chain for row in rows)]
            )
            _queue_tasks(acts, rows)
    except IntegrityError as error:
        # Somebody was faster: with this very request, or with an act that says the same.
        done = already_done(acts[0].chain, key, acts[0].name, actor)
        if done is None:
            raise Refused("already_recorded", _SAME_TWICE) from error
        return done
    return Receipt(rows[0].chain, rows[0].uuid)


def event_of(act: Act) -> dict[str, Any] | None:
    """Return the EPCIS event of an act as the ledger keeps it, with its id; None for a record."""
    if act.event is None:
        return None
    event = dict(act.event)
    if not is_error_declaration(event):
        event["tsunagu:act"] = prefixed(act.as_data())
    check_event(event)
    return dict(with_event_id(event))


def _row(act: Act, actor: Actor, signature: Signature, now: datetime, request_key: str | None) -> LedgerRow:
    if act.happened_at > now + CLOCK_TOLERANCE:
        raise BadInput("in_the_future", _IN_THE_FUTURE, field="happened_at")
    check_era([act.happened_at, *act.effects.values()])
    check_lineage(act.effects)
    event = event_of(act)
    body = canonical_bytes({"act": act.as_data()} if event is None else event)
    row = LedgerRow(
        chain=act.chain,
        uuid=uuid7(now, secrets.token_bytes(10)),
        kind="record" if event is None else "event",
        name=act.name,
        body=body,
        hash_version=HASH_VERSION,
        event_id=None if event is None else event["eventID"],
        event_time=act.happened_at,
        event_offset="+09:00",
        record_time=now,
        actor=actor.person,
        organisation=actor.member,
        entered_by=actor.entered_by,
        signature_meaning=signature.meaning,
        signature_shown=signature.shown,
        request_key=request_key,
        salt=secrets.token_bytes(16),
    )
    row.hash = row_hash({name: getattr(row, name) for name in HEAD}, body)
    return row


def _keys(rows: Sequence[LedgerRow]) -> list[dict[str, Any]]:
    return [
        {"event_id": row.event_id, "chain": row.chain, "uuid": row.uuid}
        for row in rows
        if row.event_id is not None and row.name != DECLARATION
    ]


def _says(row: LedgerRow, facts: Mapping[str, Any]) -> bool:
    said = act_in(bytes(row.body))["facts"]
    return all(said.get(name) == value for name, value in plain(facts).items())


def _check_key(request_key: str | None) -> str | None:
    if request_key and (len(request_key) > LONGEST_KEY or not request_key.isprintable()):
        raise BadInput("request_key", _BAD_KEY, field="request_key")
    return request_key or None


def _queue_tasks(acts: Sequence[Act], rows: Sequence[LedgerRow]) -> None:
    """Queue one job for each task that the settings name for what happened, or for a view that it changes."""
    for act, row in zip(acts, rows, strict=True):
        views = (*act.effects.new, *act.effects.set)
        by_view = (path for view in views for path in settings.VIEW_SUBSCRIPTIONS.get(view, ()))
        for path in dict.fromkeys((*settings.SUBSCRIPTIONS.get(act.name, ()), *by_view)):
            import_string(path).defer(chain=str(act.chain), row=str(row.uuid))


_READ_ONLY = Text(
    "閲覧だけの役割では記録できません。担当者に依頼してください。",
    "A role that only reads can't record anything. Ask the person in charge.",
)
_SAME_TWICE = Text(
    "同じ内容の記録が台帳にすでにあります。画面を開き直して、いまの状態を確認してください。",
    "The ledger already holds this very record. Reload the page and look at the present state.",
)
_REUSED = Text(
    "この画面からはすでに別の内容が記録されています。画面を開き直して、もう一度入力してください。",
    "This form was already used for another record. Reload the page and type it again.",
)
_IN_THE_FUTURE = Text(
    "実施日時がいまより先です。端末の時計と入力した日時を確認してください。",
    "The time of the act lies in the future. Check the device's clock and the time you typed.",
)
_BAD_KEY = Text(
    "送信の識別子が読み取れません。画面を開き直してください。",
    "The key of the request can't be read. Reload the page.",
)
