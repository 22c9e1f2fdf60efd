"""Lots of a study are added, measured or excluded; each change leads an analysed study back to its measurements."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.comparability import Lot, check_lots, check_may_write
from tsunagu.evaluation.domain.comparability_plan import side_of
from tsunagu.evaluation.domain.comparability_values import NewValue, Preview, new_values, read_values
from tsunagu.evaluation.queries.comparability import (
    StudyView,
    lots_of,
    plans_of,
    study_by_number,
    values_of,
)
from tsunagu.evaluation.services.plan_study import lots_added, reopened
from tsunagu.evaluation.services.running_study import LOT, VALUE, WRITERS, locked_study, signer_of
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

ADDED, MEASURED, EXCLUDED = "comparability_lots_added", "comparability_measured", "comparability_lot_excluded"
MOST_AT_ONCE = 2_000


def add_lots(
    actor: Actor, number: str, lots: Sequence[Lot], now: datetime, request_key: str | None = None
) -> Receipt:
    """Add lots to a study; those added after values were there are marked."""
    with transaction.atomic():
        study = locked_study(actor, number, *WRITERS)
        if done := already_done(study.uuid, request_key, ADDED, signer_of(actor)):
            return done
        check_may_write(study.state)
        known = [Lot(one.label, side_of(one.side), one.block) for one in lots_of(study.uuid)]
        check_lots(lots, plans_of(study.uuid)[0].plan.design, known)
        effects = Effects()
        lots_added(effects, study.uuid, lots, now, bool(values_of(study.uuid, with_replaced=True)))
        reopened(effects, study)
        act = Act(ADDED, study.uuid, now, {"lots": [one.label for one in lots]}, effects)
        return append(signer_of(actor), [act], Signature("added lots to a study"), now, request_key)


def exclude_lot(
    actor: Actor, number: str, label: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Exclude a lot with its reason; the lot, its values and the reason stay visible."""
    why = check_text(reason, "reason", 500)
    if not why:
        raise BadInput("reason", _REASON, "reason")
    with transaction.atomic():
        study = locked_study(actor, number, *WRITERS)
        if done := already_done(study.uuid, request_key, EXCLUDED, signer_of(actor)):
            return done
        check_may_write(study.state)
        lot = next((one for one in lots_of(study.uuid) if one.label == label), None)
        if lot is None:
            raise NotFound("no_such_lot", _NO_SUCH_LOT, "lot")
        if lot.excluded_at is not None:
            raise Refused("excluded_already", _EXCLUDED)
        effects = Effects()
        effects.change(LOT, lot.uuid, excluded_at=now, excluded_by=actor.person_uuid, exclusion_reason=why)
        reopened(effects, study)
        act = Act(EXCLUDED, study.uuid, now, {"lot": label, "reason": why}, effects)
        return append(signer_of(actor), [act], Signature("excluded a lot"), now, request_key)


def record_table(
    actor: Actor, number: str, table: str, source: str, reason: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record the values of a pasted table; nothing of it where a part can't be read."""
    if done := recorded_before(actor, number, request_key):
        return done
    found = look_at_table(number, table)
    if not found.is_sound:
        raise BadInput("values", _UNREAD if found.has_new else _NOTHING, "values")
    return record_values(actor, number, new_values(found.cells, source), reason, now, request_key)


def look_at_table(number: str, table: str) -> Preview:
    """Return what a pasted table says for a study; nothing is written."""
    study = study_by_number(number)
    lots = {one.uuid: one.label for one in lots_of(study.uuid)}
    known = {(lots[one.lot], one.characteristic): one.number for one in values_of(study.uuid)}
    return read_values(table, plans_of(study.uuid)[0].plan, frozenset(lots.values()), known)


def recorded_before(actor: Actor, number: str, request_key: str | None) -> Receipt | None:
    """Return the receipt of values that this very request recorded before."""
    return already_done(study_by_number(number).uuid, request_key, MEASURED, signer_of(actor))


def record_values(
    actor: Actor, number: str, values: Sequence[NewValue], reason: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record values as they were previewed, each with its source; one that replaces another needs the reason."""
    why = check_text(reason, "reason", 500)
    if not 0 < len(values) <= MOST_AT_ONCE:
        raise BadInput("values", _NOTHING, "values")
    with transaction.atomic():
        study = locked_study(actor, number, *WRITERS)
        if done := already_done(study.uuid, request_key, MEASURED, signer_of(actor)):
            return done
        check_may_write(study.state)
        effects = Effects()
        _measured(effects, study, values, why, actor, now)
        if study.state == "planned":
            effects.change("evaluation.ComparabilityStudy", study.uuid, state="measuring")
        reopened(effects, study)
        act = Act(MEASURED, study.uuid, now, {"values": len(values)}, effects)
        return append(signer_of(actor), [act], Signature("recorded values"), now, request_key)


def _measured(
    effects: Effects, study: StudyView, values: Sequence[NewValue], why: str, actor: Actor, now: datetime
) -> None:
    lots = {one.label for one in lots_of(study.uuid)}
    keys = {one.key for one in plans_of(study.uuid)[0].plan.criteria}
    old = {(one.lot, one.characteristic): one for one in values_of(study.uuid)}
    seen = set[tuple[str, str]]()
    for one in values:
        if one.lot not in lots or one.key not in keys or (one.lot, one.key) in seen:
            raise BadInput("values", _OTHER, "values")
        seen.add((one.lot, one.key))
        source = check_text(one.source, "source", 120)
        if not source:
            raise BadInput("source", _SOURCE, "source")
        uuid, lot = uuid4(), uuid5(study.uuid, f"lot/{one.lot}")
        if (before := old.get((lot, one.key))) is not None:
            if not why:
                raise BadInput("reason", _REPLACES, "reason")
            effects.change(VALUE, before.uuid, replaced_by=uuid)
        effects.add(
            VALUE, uuid=uuid, chain=study.uuid, lot=lot, characteristic=one.key, text=one.text[:60],
            number=str(one.number), source=source, result=one.result, dated=one.dated, entered_at=now,
            entered_by=actor.person_uuid, reason=why if before is not None else "",
        )  # fmt: skip


_REASON = Text("除外する理由を入力してください。", "Say why the lot is excluded.")
_NO_SUCH_LOT = Text("このロットは評価に登録されていません。", "This lot isn't in the study.")
_EXCLUDED = Text("このロットはすでに除外されています。", "This lot is excluded already.")
_NOTHING = Text("記録する値がありません。", "There are no values to record.")
_UNREAD = Text(
    "読み取れない値があるため、記録していません。表示された箇所を直してください。",
    "Nothing is recorded: some values can't be read. Correct what is marked.",
)
_OTHER = Text(
    "計画にないロットまたは特性の値が含まれています。読み込み直してください。",
    "There are values of lots or characteristics that the plan doesn't have. Read the table again.",
)
_SOURCE = Text("出典（試験成績書などの番号）を入力してください。", "Say where the values come from.")
_REPLACES = Text("値を置き換える理由を入力してください。", "Say why values are replaced.")
