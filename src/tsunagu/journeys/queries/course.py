"""A journey with all that hangs on it, and what follows from that: ready steps, limits, who holds it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tsunagu.conditions.queries import LegVerdict, LegView, PackingRow
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.reaching import HoldElsewhere
from tsunagu.custody.queries.state import HandOverView, HoldView
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.restarting import is_superseded, maker_of
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.domain.states import goes_on
from tsunagu.journeys.queries.rows import CaseRow, DecisionRow, JourneyRow, ReleaseRow, SignatureRow, StepRow
from tsunagu.therapies.domain.route import Route, Step

LIVE = ("under_way", "failed")


@dataclass
class Course:
    """One journey as it stands; ``steps`` are the rows of the newest attempt of each step, in order.

    ``corrections`` are those of failed results that await the quality unit. ``holds_elsewhere`` are holds in other
    chains on what its things come from. ``decided_holds`` are those (of either) that a decision answers at the steps
    at hand; ``undecided_at`` names the step at hand of which the gate of holds asks for one.
    """

    journey: JourneyRow
    route: Route
    case: CaseRow | None
    every_step: list[StepRow]
    items: list[ItemView] = field(default_factory=list)
    hand_overs: list[HandOverView] = field(default_factory=list)
    holds: list[HoldView] = field(default_factory=list)
    holds_elsewhere: list[HoldElsewhere] = field(default_factory=list)
    decided_holds: set[UUID] = field(default_factory=set)
    undecided_at: dict[UUID, str] = field(default_factory=dict)
    decisions: list[DecisionRow] = field(default_factory=list)
    signatures: dict[UUID, list[SignatureRow]] = field(default_factory=dict)
    releases: list[ReleaseRow] = field(default_factory=list)
    results: list[ResultView] = field(default_factory=list)
    corrections: list[ResultView] = field(default_factory=list)
    legs: list[LegVerdict] = field(default_factory=list)
    packings: list[PackingRow] = field(default_factory=list)

    @property
    def chain(self) -> UUID:
        """The chain of the journey."""
        return self.journey.chain

    @property
    def number(self) -> str:
        """The CoI or lot number."""
        return self.journey.number

    @property
    def is_case(self) -> bool:
        """Whether it treats a patient, rather than makes a lot."""
        return self.journey.kind == "treatment"

    @property
    def is_live(self) -> bool:
        """Whether it goes on, or waits for a word on how to go on."""
        return self.journey.state in LIVE

    @property
    def is_held(self) -> bool:
        """Whether a hold lies on its things or on what they come from."""
        return bool(self.holds or self.holds_elsewhere)

    @property
    def is_stopped_by_hold(self) -> bool:
        """Whether a hold lies there of which no decision says that the steps at hand go on."""
        found = {one.uuid for one in self.holds} | {one.uuid for one in self.holds_elsewhere}
        return bool(found - self.decided_holds)

    @cached_property
    def rows(self) -> dict[str, StepRow]:
        """The newest row of each step by its key."""
        return {row.key: row for row in self.every_step}

    def is_open_again(self, row: StepRow) -> bool:
        """Whether a step may be done again alone: it failed, or the release that it gave was withdrawn."""
        gone = {(one.step, one.attempt) for one in self.releases if one.verdict == "withdrawn"}
        return row.state == "failed" or (row.key, row.attempt) in gone

    @property
    def hospital(self) -> UUID | None:
        """The hospital of the case; None for a lot."""
        return self.case.hospital if self.case else None

    @property
    def maker(self) -> UUID | None:
        """The member that answers for making the product."""
        return maker_of(self.route, {key: row.member for key, row in self.rows.items()})

    @cached_property
    def steps(self) -> list[tuple[Step, StepRow]]:
        """The steps of the route in working order, each with its newest row."""
        return [(step, self.rows[step.key]) for step in self.route.order if step.key in self.rows]

    @cached_property
    def states(self) -> dict[str, str]:
        """The state of each step."""
        return {key: row.state for key, row in self.rows.items()}

    @cached_property
    def ended(self) -> dict[str, datetime | None]:
        """When each step that is done ended."""
        return {key: row.ended_at if row.state == "done" else None for key, row in self.rows.items()}

    @cached_property
    def begun(self) -> dict[str, datetime | None]:
        """When each step really began."""
        return {key: row.started_at for key, row in self.rows.items()}

    @cached_property
    def ready(self) -> list[tuple[Step, StepRow]]:
        """The steps that can be worked on now, if the journey is under way."""
        if self.journey.state != "under_way":
            return []
        return [(step, self.rows[step.key]) for step in slack.ready_steps(self.route, self.states)]

    @cached_property
    def kept_safe(self) -> list[tuple[Step, StepRow]]:
        """The steps that go on though the journey has ended: what is still there is fed, tested and stored."""
        state, here = self.journey.state, {item.product for item in self.items if item.state == "in_use"}
        return [
            (step, row)
            for step, row in self.steps
            if state != "under_way"
            and row.state in ("planned", "started")
            and goes_on(state, step.action, step.feeding)
            and (step.feeding or all(self.states.get(key) in slack.OVER for key in step.after))
            and (not step.inputs or any(flow.product in here for flow in step.inputs))
        ]

    @cached_property
    def packed(self) -> list[tuple[Step, StepRow, PackingRow]]:
        """The transports ahead and under way whose things lie in a shipper, each with the one recorded last."""
        last = {(one.step, one.attempt): one for one in self.packings}
        return [
            (step, row, last[step.key, row.attempt])
            for step, row in self.steps
            if row.state in ("planned", "started") and (step.key, row.attempt) in last
        ]

    @property
    def readings(self) -> list[LegView]:
        """The legs with what their loggers showed, where the board was loaded with that."""
        return [leg for leg in self.legs if isinstance(leg, LegView)]

    def is_left_behind(self, item: ItemView) -> bool:
        """Whether a new attempt has replaced what made the thing, so that no step uses it."""
        made_by = self.rows.get(item.made_by_step)
        is_own = item.lot is None or item.lot == self.chain
        return is_own and made_by is not None and is_superseded(item.attempt, made_by.attempt)

    @cached_property
    def present_items(self) -> list[ItemView]:
        """The items of the attempt that counts."""
        return [item for item in self.items if not self.is_left_behind(item)]

    @cached_property
    def main_items(self) -> list[ItemView]:
        """The items that the steps ahead are for; samples and spare things are left out."""
        ahead = {
            flow.product
            for step, row in self.steps
            if row.state in ("planned", "started")
            for flow in step.inputs
        }
        wanted = [item for item in self.present_items if item.product in ahead and item.kind != "sample"]
        return wanted or [item for item in self.present_items if item.kind != "sample"]

    def product_name(self, key: str) -> Text:
        """Return the name of a product of the route; a product of another route shows its key."""
        return self.route.product_name(key)

    def cell_limits(self) -> list[Limit]:
        """Return the limits that the cells themselves set: windows and expiries."""
        if self.journey.state not in LIVE:
            return []
        found = [
            limit
            for step, row in self.steps
            if row.state == "planned"
            for limit in slack.window_limits(step, self.ended)
        ]
        waiting = any(row.state in ("planned", "started") for _, row in self.steps)
        if waiting:
            found += [
                slack.expiry_limit(self.product_name(item.product), item.label, item.expires_at)
                for item in self.main_items
                if item.expires_at is not None
            ]
        return found

    @cached_property
    def next_cell_limit(self) -> Limit | None:
        """The first of the limits that the cells set."""
        return slack.next_hard(self.cell_limits())

    def promise_slack(self, now: datetime) -> float | None:
        """Return the hours that are left before the promised date is in danger."""
        if self.journey.promised_at is None or self.journey.state != "under_way":
            return None
        return slack.promise_slack(self.route, self.ended, self.begun, self.journey.promised_at, now)

    def is_promise_kept(self) -> bool:
        """Return whether what was promised has happened."""
        return self.ended.get(slack.promise_step(self.route).key) is not None
