"""Concerns about who has what: missing signatures, holds, steps that failed, decisions that await a word."""

from collections.abc import Iterator

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.finder import Finder
from tsunagu.journeys.queries.waiting import waiting_times


def hand_overs(look: Finder) -> Iterator[Concern]:
    """Find signatures that are missing under a hand-over, once they are due within two hours."""
    for one in look.course.hand_overs:
        is_received = one.state == "received_unsigned"
        since = (one.received_at if is_received else one.given_at) or one.due_at
        limit = slack.hand_over_limit(one.due_at, is_received, len(one.items), since)
        responsible = one.giver if is_received else one.receiver
        step, row = look.step_of(responsible, one.step)
        other = look.board.member(one.receiver if is_received else one.giver)
        if is_received:
            detail = Text(f"{other.ja}へ　{limit.reason.ja}", f"To {other.en}: {limit.reason.en}")
        else:
            detail = Text(f"{other.ja}から　{limit.reason.ja}", f"From {other.en}: {limit.reason.en}")
        yield look.concern(
            "hand_over", limit, responsible, step, detail=detail, stage="transport",
            role=step.role, task="countersign" if is_received else "receive", subject=one.uuid, row=row,
        )  # fmt: skip


def holds(look: Finder) -> Iterator[Concern]:
    """Find holds that nobody has lifted, and that no decision answers where the journey stands."""
    labels = {item.uuid: item.label for item in look.course.items}
    for one in look.course.holds:
        if one.uuid in look.course.decided_holds:
            continue
        reason = Text(one.reason, one.reason)
        limit = slack.hold_limit(one.placed_at, one.deadline, reason, waiting_times().hold_review)
        label, placed = labels.get(one.item, ""), slack.moment(one.placed_at)
        detail = Text(f"{one.reason}　{label}（{placed.ja}から）", f"{one.reason}; {label} since {placed.en}")
        step, row = look.held_at(one.uuid)
        yield look.concern(
            "hold", limit, one.placed_by_member, step, detail=detail, role="quality", task="hold",
            subject=one.uuid, row=row,
        )  # fmt: skip


def holds_elsewhere(look: Finder) -> Iterator[Concern]:
    """Find holds in other chains on what the journey's things come from, telling what its gates tell to everybody.

    One that a decision answers where the journey stands is left out, until a step asks again. Who placed it, on what,
    when and why stands at the gates, for those who take part there. So who carries out the present step is to see to
    it, and by the time of the plan where no decision is asked by an earlier one.
    """
    for one in look.course.holds_elsewhere:
        if one.uuid in look.course.decided_holds:
            continue
        step, row = look.held_at(one.uuid)
        planned = row.planned_start if row.state == "planned" else row.planned_end
        what = "self" if one.is_own else "shared_material" if one.is_material else "ancestor"
        limit = slack.hold_elsewhere_limit(one.deadline or planned, _ELSEWHERE[what])
        yield look.concern(
            "hold", limit, row.member, step, detail=limit.reason, role="quality", task="gates",
            subject=one.uuid, row=row,
        )  # fmt: skip


def failed(look: Finder) -> Iterator[Concern]:
    """Find a step that failed while nobody has said how to go on."""
    course = look.course
    if course.journey.state != "failed":
        return
    rows = [(step, row) for step, row in course.steps if row.state == "failed"]
    step, row = rows[-1] if rows else look.current()
    at = row.ended_at or course.journey.ended_at or look.now
    limit = slack.go_on_limit(at, step.name, look.near, waiting_times().go_on)
    reason = course.journey.end_reason
    detail = Text(f"{limit.reason.ja}：{reason}", f"{limit.reason.en}: {reason}")
    member, role = look.owner()
    yield look.concern("failed", limit, member, step, detail=detail, role=role, task="go_on", row=row)


def decisions(look: Finder) -> Iterator[Concern]:
    """Find decisions that await signatures."""
    course = look.course
    for one in course.decisions:
        if one.state != "open" or not course.route.has_step(one.step):
            continue
        step, row = course.route.step(one.step), course.rows[one.step]
        signed = {each.role for each in course.signatures.get(one.uuid, ())}
        missing = [need for need in one.needs if need not in signed]
        limit = slack.decision_limit(one.proposed_at, step.name, look.near, waiting_times().decision)
        names = [CAPACITIES.get(need, Text(need, need)) for need in missing]
        detail = Text(
            f"{one.reason}　署名待ち：{'・'.join(name.ja for name in names)}",
            f"{one.reason}; awaits {', '.join(name.en for name in names)}",
        )
        member, role = look.next_signer(missing, row.member)
        yield look.concern(
            "decision", limit, member, step, detail=detail, role=role, task="decide", subject=one.uuid,
            row=row,
        )  # fmt: skip


_ELSEWHERE = {
    "self": Text("現品に保留がかかっています", "An item is on hold"),
    "ancestor": Text("由来となる現品に保留がかかっています", "An ancestor of its items is on hold"),
    "shared_material": Text(
        "使った共通の原材料に保留がかかっています", "A shared material of its items is on hold"
    ),
}
CAPACITIES: dict[str, Text] = {
    "quality": Text("品質部門", "quality unit"),
    "second_quality": Text("品質部門の二人目", "a second quality signer"),
    "physician": Text("医師", "physician"),
    "manufacturer": Text("製造者", "manufacturer"),
    "mah": Text("製造販売業者", "authorisation holder"),
    "sponsor": Text("治験依頼者", "sponsor"),
}
