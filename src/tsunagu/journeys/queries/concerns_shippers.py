"""Concerns about shippers: the hold of one under way ends before, or soon after, it is expected to arrive."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tsunagu.conditions.queries import PackingRow
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.concerns_quality import due_at
from tsunagu.journeys.queries.finder import Finder
from tsunagu.therapies.domain.route import Step


def shippers(look: Finder) -> Iterator[Concern]:
    """Find shippers under way, or packed and not yet gone, whose hold is too short for what lies ahead."""
    for step, row, packing in look.course.packed:
        arrival = due_at(step, row)
        state = packing.hold.state(arrival, look.now)
        leaves_late = row.state == "planned" and latest_departure(step, packing) < look.now
        if state == "ample" and not leaves_late:
            continue
        title = TITLES["short" if leaves_late and state != "over" else state]
        detail = _late(step, packing) if leaves_late else _detail(packing, arrival)
        limit = Limit("hold_time", packing.hold.ends_at, title, detail)
        role = step.role if row.state == "started" else look.step_of(packing.closed_by, step.key)[0].role
        yield look.concern(
            "shipper", limit, row.member if row.state == "started" else packing.closed_by, step, detail=detail,
            role=role, task="pack", row=row, subject=packing.uuid, stage="transport",
        )  # fmt: skip


def latest_departure(step: Step, packing: PackingRow) -> datetime:
    """Return until when the transport must have begun for the hold to last until its end."""
    return packing.hold.ends_at - timedelta(hours=step.duration_hours)


def _detail(packing: PackingRow, arrival: datetime) -> Text:
    ends, at, spare = (
        slack.moment(packing.hold.ends_at),
        slack.moment(arrival),
        packing.hold.spare_hours(arrival),
    )
    if spare < 0:
        more = Text(f"（{-spare:.1f}時間不足）", f" ({-spare:.1f} h short)")
    else:
        more = Text(f"（到着時の余裕{spare:.1f}時間）", f" ({spare:.1f} h left then)")
    return Text(
        f"{packing.code}は{ends.ja}まで保持。到着予定は{at.ja}{more.ja}",
        f"{packing.code} holds until {ends.en}; expected {at.en}{more.en}",
    )


def _late(step: Step, packing: PackingRow) -> Text:
    ends, hours = slack.moment(packing.hold.ends_at), f"{step.duration_hours:g}"
    return Text(
        f"{packing.code}は{ends.ja}まで保持。まだ出発していません（輸送に{hours}時間）",
        f"{packing.code} holds until {ends.en} and has not left (the way takes {hours} h)",
    )


TITLES: dict[str, Text] = {
    "over": Text("輸送容器の保持時間を過ぎた", "The shipper's hold is over"),
    "short": Text("輸送容器の保持時間が到着に足りない", "The shipper won't hold until it arrives"),
    "soon": Text("輸送容器の保持時間が残りわずか", "The shipper's hold is running out"),
    "tight": Text("輸送容器の保持時間に余裕がない", "Little hold is left at arrival"),
}
