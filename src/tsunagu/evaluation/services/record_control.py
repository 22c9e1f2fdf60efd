"""Record a measurement of a control; one entered wrongly is replaced with a reason, and a broken rule calls someone."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason, check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.controls import (
    LONGEST_INSTRUMENT,
    LONGEST_REAGENT,
    LONGEST_VERSION,
    MOST_REAGENTS,
    TypedMeasurement,
    mean_of,
    read_measurement,
)
from tsunagu.evaluation.domain.numbers import TypedNumber
from tsunagu.evaluation.domain.shown import number_text
from tsunagu.evaluation.domain.trend_judging import Judged
from tsunagu.evaluation.domain.trend_rules import rule_meaning, rule_name
from tsunagu.evaluation.models import Control
from tsunagu.evaluation.queries.controls import ControlView, control_by_number, measurements_of
from tsunagu.evaluation.queries.trends import limits_of
from tsunagu.evaluation.services.alarms import ANSWERING, KIND, WITHIN, alarm_uuid, raise_alarms
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.notices.services.notify import notify

READING = "evaluation.ControlReading"
MEASURED, REPLACED = "control_measured", "control_measurement_replaced"
TOKYO = ZoneInfo("Asia/Tokyo")


def record_control(
    actor: Actor, number: str, typed: TypedMeasurement, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign a measurement of one's own laboratory's control; the signer is its operator.

    It is judged against the limits in force when it was measured, and all after it anew: one that is entered late
    may complete a run. Each point and rule calls someone once, however often it is sent.

    Raises
    ------
    BadInput : a reading or a text can't be kept, the time lies in the future.
    Refused : the control had expired by then, or the measurement to replace was replaced already.
    """
    check_role(actor, "qc")
    control = control_by_number(actor.member_uuid, number)
    name = REPLACED if typed.replaces else MEASURED
    with transaction.atomic():
        lock_control(control.chain)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(control.chain, request_key, name, signer):
            return done
        day = typed.measured_at.astimezone(TOKYO).date()
        numbers = read_measurement(typed, control.readings, control.unit, control.expires_on, day, now)
        new, effects = uuid4(), Effects()
        reason = _replaced(effects, control, typed, new)
        effects.add(
            READING, uuid=new, chain=control.chain, readings=[one.strip() for one in typed.readings if one.strip()],
            numbers=[str(one) for one in numbers], value=mean_of(numbers), site=control.site,
            operator=actor.person_uuid, measured_at=typed.measured_at, recorded_at=now, replaces=typed.replaces,
            reason=reason, **_circumstances(typed),
        )  # fmt: skip
        facts = {"control": control.number, "measurement": new, **({"reason": reason} if reason else {})}
        act = Act(name, control.chain, typed.measured_at, facts, effects)
        receipt = append(signer, [act], Signature("measured"), now, request_key)
        call_for(control, now, actor.member_id)
        return receipt


def lock_control(chain: UUID) -> None:
    """Lock a control's row: who measures and who freezes limits wait for each other here."""
    list(Control.objects.select_for_update().filter(chain=chain).values_list("chain"))


def call_for(control: ControlView, now: datetime, member_id: int) -> None:
    """Raise the alarms that the control's points call for, and write a duty about each point that has new ones."""
    versions = [one.limits for one in limits_of([control.chain]).get(control.chain, [])]
    points = [one.point for one in measurements_of([control.chain])]
    raised = raise_alarms(control.chain, points, versions, now)
    for point, broken in raised.items():
        for role in ANSWERING:
            notify(
                member_id, role, KIND, _told(control, broken), now=now, due_at=now + WITHIN, chain=control.chain,
                subject=alarm_uuid(control.chain, point, broken[0][1]),
                link=f"/evaluation/trends/control/{control.number}/#alarms",
            )  # fmt: skip


def _told(control: ControlView, broken: list[tuple[Judged, str]]) -> Text:
    value = number_text(TypedNumber(Decimal(f"{broken[0][0].point.value:.6g}")), control.unit)
    rules = [rule for _, rule in broken]
    ja = "、".join(f"{rule_name(rule)}（{rule_meaning(rule).ja}）" for rule in rules)
    en = ", ".join(f"{rule_name(rule)} ({rule_meaning(rule).en})" for rule in rules)
    return Text(
        f"管理試料 {control.number}（{control.name}）：測定値 {value.ja} がルール {ja} に該当しました。"
        "原因と処置を記録してください。",
        f"Control {control.number} ({control.name}): {value.en} breaks rule {en}. Record the cause and what was done.",
    )


def _replaced(effects: Effects, control: ControlView, typed: TypedMeasurement, new: UUID) -> str:
    """Mark the measurement that this one replaces; return the reason."""
    if typed.replaces is None:
        return ""
    reason = check_reason(typed.reason)
    known = {one.uuid: one for one in measurements_of([control.chain], with_replaced=True)}
    old = known.get(typed.replaces)
    if old is None:
        raise NotFound("no_such_measurement", _NO_MEASUREMENT)
    if not old.is_in_force:
        raise Refused("replaced_already", _REPLACED)
    effects.change(READING, old.uuid, replaced_by=new)
    return reason


def _circumstances(typed: TypedMeasurement) -> dict[str, object]:
    lots = [check_text(lot, "reagent_lots", LONGEST_REAGENT) for lot in typed.reagent_lots]
    if len(lots) > MOST_REAGENTS:
        raise BadInput("reagent_lots", _LOTS, "reagent_lots")
    return {
        "instrument": check_text(typed.instrument, "instrument", LONGEST_INSTRUMENT),
        "method_version": check_text(typed.method_version, "method_version", LONGEST_VERSION),
        "reagent_lots": [lot for lot in lots if lot],
    }


_NO_MEASUREMENT = Text("置き換える測定値がありません。", "There is no such measurement to replace.")
_REPLACED = Text(
    "この測定値はすでに置き換えられています。画面を開き直してください。",
    "This measurement was replaced already. Reload the page.",
)
_LOTS = Text(f"試薬ロットは{MOST_REAGENTS}件までです。", f"At most {MOST_REAGENTS} reagent lots.")
