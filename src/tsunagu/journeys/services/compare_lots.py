"""Plan a comparability study for a product, and take the values of its lots from verified results."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.comparability import Lot, StudyPlan
from tsunagu.evaluation.domain.comparability_values import NewValue
from tsunagu.evaluation.queries.comparability import lots_of, plans_of, study_by_number, values_of
from tsunagu.evaluation.services.measure_study import record_values, recorded_before
from tsunagu.evaluation.services.plan_study import plan_study
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.comparability import Found, measurable, product_of, results_for
from tsunagu.members.domain.actor import Actor


def plan_comparability(
    actor: Actor, plan: StudyPlan, lots: Sequence[Lot], manufacturer: UUID, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Plan a study of one product between a manufacturer that its approval names and the approval's holder.

    Raises
    ------
    BadInput : no such product, another manufacturer, or a characteristic that its specification doesn't have.
    NotAllowed : the person is of neither.
    """
    product = product_of(plan.therapies, now)
    if product is None:
        raise BadInput("therapies", _NO_PRODUCT, "therapies")
    if actor.member_uuid not in (manufacturer, product.holder):
        raise NotAllowed("not_your_product", _NOT_YOURS)
    if manufacturer not in product.manufacturers:
        raise BadInput("manufacturer", _NOT_NAMED, "manufacturer")
    known = measurable(product.keys)
    for one in plan.criteria:
        if one.key not in known or known[one.key].characteristic.unit != one.unit:
            raise BadInput("criteria", _NOT_SPECIFIED, "criteria")
    return plan_study(actor, plan, lots, manufacturer, product.holder, now, request_key)


def results_to_take(number: str) -> list[Found]:
    """Return what the ledger holds for the lots of a study; nothing is written."""
    study = study_by_number(number)
    plan = plans_of(study.uuid)[0].plan
    return results_for(study, plan.criteria, lots_of(study.uuid), values_of(study.uuid))


def shown_hash(found: Sequence[Found]) -> str:
    """Return the SHA-256 of what would be recorded."""
    lines = sorted(
        f"{one.lot}\t{one.criterion.key}\t{one.result.uuid}\t{one.number}"
        for one in found
        if one.is_new and one.result is not None
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def take_results(
    actor: Actor, number: str, shown: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Record the results as they were shown; where they have changed since, they are to be looked at again."""
    if done := recorded_before(actor, number, request_key):
        return done
    found = results_to_take(number)
    values = [
        NewValue(
            one.lot,
            one.criterion.key,
            one.number,
            one.result.text,
            one.lot,
            one.result.uuid,
            one.result.tested_at,
        )
        for one in found
        if one.is_new and one.result is not None and one.number is not None
    ]
    if not values:
        raise Refused("nothing_to_take", _NOTHING)
    if shown != shown_hash(found):
        raise Refused("results_changed", _CHANGED)
    return record_values(actor, number, values, reason, now, request_key)


_NO_PRODUCT = Text("対象の製品を選び直してください。", "Choose the product again.")
_NOT_YOURS = Text(
    "この製品の製造業者または製造販売業者だけが計画できます。",
    "Only the product's manufacturer or its authorisation holder plans this.",
)
_NOT_NAMED = Text(
    "承認に記載された製造業者を選んでください。", "Choose a manufacturer that the approval names."
)
_NOT_SPECIFIED = Text(
    "この製品の規格にない特性が含まれています。", "A characteristic isn't in the product's specification."
)
_NOTHING = Text("新しく取り込める結果がありません。", "There is no new result to take.")
_CHANGED = Text(
    "表示後に結果が変わりました。もう一度確認してください。",
    "Results have changed since they were shown. Look at them again.",
)
