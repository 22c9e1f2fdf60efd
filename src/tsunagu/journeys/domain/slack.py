"""Slack: how many hours are left to the next limit of a journey, and in what words a person is told.

A hard limit can't be moved by anyone's plan (a window, a shelf life, a signature that is due); being later than
planned is soft, because only the plan suffers from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import JAPAN, hours, left, over
from tsunagu.therapies.domain.route import Route, Step

OVER = frozenset({"done", "skipped"})


@dataclass(frozen=True, slots=True)
class Limit:
    """One time that must not pass: what it limits, and why it exists.

    Attributes
    ----------
    kind : window, expiry, hand_over, decision, hold, go_on, readings or plan.
    title : what runs out, as a heading. reason : the rule behind it, without the time that is left.
    is_hard : whether cells, signatures or the law set it, and not the plan alone.
    """

    kind: str
    at: datetime
    title: Text
    reason: Text
    is_hard: bool = True

    def slack_hours(self, now: datetime) -> float:
        """Return the hours left; below zero once it has passed."""
        return (self.at - now) / timedelta(hours=1)

    def told(self, now: datetime) -> Text:
        """Return the reason with what is left: ``48時間以内に製造開始。あと6.5時間``."""
        spare = self.at - now
        if spare >= timedelta(0):
            return Text(f"{self.reason.ja}。あと{left(spare).ja}", f"{self.reason.en}; {left(spare).en} left")
        return Text(
            f"{self.reason.ja}。{over(-spare).ja}過ぎています", f"{self.reason.en}; {over(-spare).en} over"
        )


def window_limits(step: Step, ended: Mapping[str, datetime | None]) -> list[Limit]:
    """Return the limits within which a step that hasn't begun must begin; ``ended`` is by step key."""
    found = []
    for window in step.windows:
        since = ended.get(window.after_step)
        if since is not None:
            name, most = window.name, hours(window.max_hours)
            found.append(
                Limit(
                    "window",
                    since + timedelta(hours=window.max_hours),
                    Text(f"{name.ja}の開始期限", f"{name.en}: time to begin"),
                    Text(
                        f"{most}時間以内に「{step.name.ja}」を開始",
                        f"“{step.name.en}” begins within {most} h",
                    ),
                )
            )
    return found


def expiry_limit(product: Text, label: str, expires_at: datetime) -> Limit:
    """Return the limit that an item's shelf life sets."""
    at = moment(expires_at)
    return Limit(
        "expiry",
        expires_at,
        Text(f"{product.ja}の使用期限", f"{product.en}: expiry"),
        Text(f"現品 {label} の使用期限は{at.ja}", f"Item {label} expires {at.en}"),
    )


def hand_over_limit(due_at: datetime, is_received: bool, items: int, since: datetime) -> Limit:
    """Return when the other side's signature under a hand-over is due."""
    at = moment(since)
    if is_received:
        title = Text("渡しの署名がない", "The giver has not signed")
        reason = Text(f"{items}点。受け手は{at.ja}に署名", f"{_items(items)}; the receiver signed {at.en}")
    else:
        title = Text("受領の署名がない", "The receipt is not signed")
        reason = Text(f"{items}点。渡し手は{at.ja}に署名", f"{_items(items)}; the giver signed {at.en}")
    return Limit("hand_over", due_at, title, reason)


def decision_limit(proposed_at: datetime, step: Text, next_hard: datetime | None, within: timedelta) -> Limit:
    """Return when a decision is due: within so long of its proposal, or sooner where the cells can't wait."""
    due = proposed_at + within
    return Limit(
        "decision",
        due if next_hard is None else min(due, max(next_hard, proposed_at)),
        Text("決定の署名が足りない", "A decision awaits signatures"),
        Text(f"「{step.ja}」の前に署名が必要", f"Signatures are needed before “{step.en}”"),
    )


def hold_limit(placed_at: datetime, deadline: datetime | None, reason: Text, within: timedelta) -> Limit:
    """Return by when a hold must be reviewed: its deadline, else within so long of being placed."""
    at = deadline or placed_at + within
    return Limit("hold", at, Text("保留中", "On hold"), reason)


def hold_elsewhere_limit(at: datetime, reason: Text) -> Limit:
    """Return by when a hold outside the journey is to be seen to; as weighty as one inside."""
    return Limit("hold", at, Text("由来・原材料が保留中", "On hold through what it comes from"), reason)


def go_on_limit(failed_at: datetime, step: Text, next_hard: datetime | None, within: timedelta) -> Limit:
    """Return by when someone must say how a journey goes on whose step failed."""
    due = failed_at + within
    return Limit(
        "go_on",
        due if next_hard is None else min(due, max(next_hard, failed_at)),
        Text("工程が不成立。進め方を決める", "A step failed: decide how to go on"),
        Text(f"「{step.ja}」が不成立", f"“{step.en}” failed"),
    )


def plan_limit(step: Text, planned: datetime, is_begun: bool) -> Limit:
    """Return the planned time that a step has passed: a soft limit."""
    at = moment(planned)
    if is_begun:
        reason = Text(f"「{step.ja}」の終了予定は{at.ja}", f"“{step.en}” was to end {at.en}")
    else:
        reason = Text(f"「{step.ja}」の開始予定は{at.ja}", f"“{step.en}” was to begin {at.en}")
    return Limit("plan", planned, Text("予定より遅れている", "Later than planned"), reason, is_hard=False)


def next_hard(limits: Iterable[Limit]) -> Limit | None:
    """Return the hard limit that comes first."""
    return min((one for one in limits if one.is_hard), key=lambda one: one.at, default=None)


def rank(limit: Limit, now: datetime) -> tuple[bool, float]:
    """Return the sort key of a list of exceptions: hard limits by their slack, then mere lateness."""
    return not limit.is_hard, limit.slack_hours(now)


def ready_steps(route: Route, states: Mapping[str, str]) -> list[Step]:
    """Return the steps that can be worked on now: begun, or planned with all before them over."""
    found = []
    for step in route.order:
        state = states.get(step.key, "planned")
        is_free = all(states.get(key) in OVER for key in step.after)
        if state == "started" or (state == "planned" and is_free):
            found.append(step)
    return found


def projected_starts(
    route: Route, ended: Mapping[str, datetime | None], begun: Mapping[str, datetime | None], now: datetime
) -> dict[str, datetime]:
    """Return when each step can begin at the earliest from how things stand, with the route's durations.

    Parameters
    ----------
    ended, begun : when steps really ended and began, by key; a step that is missing or None hasn't.
    """
    ends: dict[str, datetime] = {}
    starts: dict[str, datetime] = {}
    for step in route.order:
        was_begun, was_ended = begun.get(step.key), ended.get(step.key)
        before = [ends[key] for key in step.after]
        free = max(before, default=now) + timedelta(hours=step.min_hours_after if before else 0)
        starts[step.key] = was_begun or was_ended or max(free, now)
        lasting = starts[step.key] + timedelta(hours=step.duration_hours)
        ends[step.key] = was_ended or max(lasting, now)
    return starts


def promise_step(route: Route) -> Step:
    """Return the step whose time was promised: the first administration, else the last step."""
    return route.first("administer") or route.order[-1]


def promise_slack(
    route: Route,
    ended: Mapping[str, datetime | None],
    begun: Mapping[str, datetime | None],
    promised_at: datetime,
    now: datetime,
) -> float | None:
    """Return the hours between what the present course allows and the promised date; None once it is kept."""
    step = promise_step(route)
    if ended.get(step.key) is not None or begun.get(step.key) is not None:
        return None
    start = projected_starts(route, ended, begun, now)[step.key]
    reached = start if step.action == "administer" else start + timedelta(hours=step.duration_hours)
    return (promised_at - reached) / timedelta(hours=1)


def moment(at: datetime) -> Text:
    """Write a moment in Japan's time as lists do: ``11/26 10:00``, ``26 Nov 10:00``."""
    local = at.astimezone(JAPAN)
    return Text(
        f"{local.month}/{local.day:02d} {local:%H:%M}",
        f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}",
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
