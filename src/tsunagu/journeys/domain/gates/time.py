"""Time: lags between steps, shelf lives and expiries, and how much of them is left."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import asks, passes, stops
from tsunagu.journeys.domain.gates.facts import FINAL_KINDS, ItemFacts, StepFacts, Window
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import hours, left, minute, over

_SPECIAL_USE = Text(
    "患者さんに代わりがないときは、規格外製品の使用の手続きへ進んでください",
    "If the patient has no alternative, go to the out-of-specification path",
)
_ANOTHER = Text("期限内の別の現品を使ってください", "Use another item that is in date")


def judge(facts: StepFacts) -> list[Verdict]:
    """Ask for a decision past a window, stop at an expired product, else say how much is left."""
    found = [verdict for window in facts.step.windows for verdict in _window(facts, window)]
    found += [verdict for item in facts.items for verdict in _expiry(facts, item)]
    bad = [verdict for verdict in found if not verdict.passes or verdict.warning]
    if bad:
        return bad
    limits = [verdict for verdict in found if verdict.remaining_hours is not None]
    return [min(limits, key=lambda verdict: verdict.remaining_hours or 0.0)] if limits else []


LATE_ENTRY = "time.late_entry."


def late_entry(claimed: datetime, failing: Iterable[Verdict]) -> list[Verdict]:
    """Ask for a decision on each item whose step passes at the time that was typed, and no more at its entry.

    The cause names that time (UTC, to the minute), so that a decision counts for no other.
    """
    first: dict[UUID | None, Verdict] = {}
    for verdict in failing:
        first.setdefault(verdict.item, verdict)
    return [
        asks(
            f"{LATE_ENTRY}{claimed.astimezone(UTC):%Y%m%dT%H%M}",
            f"実施日時を{minute(claimed)}とする後からの入力です。入力の時点では通りません：{verdict.reason.ja}",
            f"Entered late, as done at {minute(claimed)}; at the time of entry it doesn't pass: {verdict.reason.en}",
            item=item,
            evidence=verdict.evidence,
        )
        for item, verdict in first.items()
    ]


def _only_item(facts: StepFacts) -> UUID | None:
    return facts.items[0].uuid if len(facts.items) == 1 else None


def _window(facts: StepFacts, window: Window) -> list[Verdict]:
    if window.ended_at is None:
        return []
    begins = facts.started_at or facts.now
    if window.min_hours is not None and begins < window.ended_at + timedelta(hours=window.min_hours):
        return [_too_early(facts, window, begins, window.min_hours, window.ended_at)]
    if window.max_hours is None:
        return []
    deadline = window.ended_at + timedelta(hours=window.max_hours)
    cause, limit, spare = f"time.window.{window.after_step}", hours(window.max_hours), deadline - begins
    if spare >= timedelta(0):
        return [
            passes(
                cause,
                f"{window.name.ja}の上限{limit}時間まで、あと{left(spare).ja}",
                f"{left(spare).en} left of the {limit} h allowed for {window.name.en}",
                item=_only_item(facts),
                remaining_hours=spare / timedelta(hours=1),
                deadline=deadline,
            )
        ]
    return [
        asks(
            cause,
            f"{window.name.ja}の上限{limit}時間を{over(-spare).ja}超えています",
            f"The limit of {limit} h for {window.name.en} is exceeded by {over(-spare).en}",
            item=_only_item(facts),
            remaining_hours=spare / timedelta(hours=1),
            deadline=deadline,
        )
    ]


def _too_early(
    facts: StepFacts, window: Window, begins: datetime, least: float, ended_at: datetime
) -> Verdict:
    opens = ended_at + timedelta(hours=least)
    return asks(
        f"time.too_early.{window.after_step}",
        f"{window.name.ja}は{hours(least)}時間以上必要で、あと{over(opens - begins).ja}（{minute(opens)}から可）",
        f"{window.name.en} takes at least {hours(least)} h; {over(opens - begins).en} to go ({minute(opens)})",
        item=_only_item(facts),
        deadline=opens,
    )


def _expiry(facts: StepFacts, item: ItemFacts) -> list[Verdict]:
    if item.expires_at is None:
        return []
    spare = item.expires_at - _put_to_use(facts, item)
    if spare <= timedelta(0):
        return [_expired(facts, item, item.expires_at)]
    arrives_late = facts.step.action == "transport" and spare < timedelta(hours=facts.step.duration_hours)
    if arrives_late:
        ja = f"期限まであと{left(spare).ja}で、輸送予定{hours(facts.step.duration_hours)}時間に足りません"
        en = f"{left(spare).en} left before expiry, less than the {hours(facts.step.duration_hours)} h of transport"
    else:
        ja, en = (
            f"現品 {item.label} の使用期限まで、あと{left(spare).ja}",
            f"{left(spare).en} left before expiry",
        )
    return [
        passes(
            "time.expires",
            ja,
            en,
            item=item.uuid,
            warning=arrives_late,
            remaining_hours=spare / timedelta(hours=1),
            deadline=item.expires_at,
        )
    ]


def _put_to_use(facts: StepFacts, item: ItemFacts) -> datetime:
    """Return when it counts: an intermediate is put to use when the step begins, a product when it is given."""
    if facts.started_at is not None and item.kind not in FINAL_KINDS:
        return facts.started_at
    return facts.now


def _expired(facts: StepFacts, item: ItemFacts, expires_at: datetime) -> Verdict:
    late = _put_to_use(facts, item) - expires_at
    ja = f"現品 {item.label} は使用期限（{minute(expires_at)}）を{over(late).ja}過ぎています"
    en = f"Item {item.label} expired at {minute(expires_at)}, {over(late).en} ago"
    proof = (Evidence("item", item.uuid, item.label),)
    remaining = -(late / timedelta(hours=1))
    if item.kind not in FINAL_KINDS:
        return asks(
            "time.expired_material",
            ja,
            en,
            item=item.uuid,
            evidence=proof,
            remaining_hours=remaining,
            deadline=expires_at,
        )
    special = is_special_use_thinkable(facts, item)
    return stops(
        "time.expired",
        ja,
        en,
        item=item.uuid,
        evidence=proof,
        remaining_hours=remaining,
        deadline=expires_at,
        leads_to_special_use=special,
        advice=_SPECIAL_USE if special else _ANOTHER,
    )


def is_special_use_thinkable(facts: StepFacts, item: ItemFacts) -> bool:
    """Return whether out-of-specification use can be asked for: the patient's own product, which can't be replaced."""
    return facts.case is not None and item.source == "own" and facts.is_irreplaceable(item.uuid)
