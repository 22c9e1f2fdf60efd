"""Lock a step and all that its items come from, load complete facts, and ask every gate."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.items import items_by_uuid, lock_ancestors
from tsunagu.custody.queries.state import hand_overs
from tsunagu.custody.services.append import Receipt, already_done
from tsunagu.evaluation.services.running_study import share_lock
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates import judge, may_proceed
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.facts.needs import PAPERWORK
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.running import Running, check_under_way, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.representation import check_may_act_for
from tsunagu.members.queries.agreements import representation_of
from tsunagu.therapies.domain.route import Step

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class JudgedStep:
    """A locked step whose gates all say yes, or the receipt of the same request made before.

    ``shown`` is the hash of what is signed on, where a page showed it.
    """

    running: Running
    step: Step
    row: JourneyStep
    items: list[ItemView]
    done: Receipt | None = None
    shown: str = ""

    @property
    def parts(self) -> tuple[Running, Step, JourneyStep, list[ItemView]]:
        """Journey, step, its row and its items."""
        return self.running, self.step, self.row, self.items


def judged_step(
    actor: Actor,
    work: Work,
    now: datetime,
    request_key: str | None,
    running: Running | None,
    is_check: bool = False,
) -> JudgedStep:
    """Return the step ready to be written; a late entry is judged at the time typed and at that of its entry.

    The first of two signers confirms what is there; the role that the step asks for is the performer's.
    ``running`` is the journey as it was loaded in this transaction with this step locked, where it was.

    Raises
    ------
    GatesRefused : a gate stops the step or needs a decision.
    NotAllowed : the step is another organisation's, and that one has an account of its own.
    """
    if running is None or (running.chain, running.locked) != (work.journey, work.step):
        running = load_running(work.journey, lock=work.step)
    step, row = running.step(work.step)
    if done := already_done(running.chain, request_key, facts={"step": step.key}):
        return JudgedStep(running, step, row, [], done)
    check_under_way(running, step)
    _check_whose(actor, row, work, now)
    _check_typed(work, now)
    lock_ancestors(work.items, work.materials)
    if running.route.legal.barred_until == "comparability":
        share_lock(running.route.key)
    acting = replace(actor, member_uuid=row.member)
    facts, items = load_facts(running, step, row, acting, work.happened_at or now, work)
    entered = None
    if work.happened_at is not None:
        entered, _ = load_facts(running, step, row, acting, now, work)
    if is_check or work.on_behalf:
        facts, entered = _without_role(facts), entered and _without_role(entered)
    verdicts = judge(facts, entered)
    if not may_proceed(verdicts):
        raise GatesRefused(verdicts)
    if work.items and len(items) != len(set(work.items)):
        raise Refused(
            "no_such_item", Text("読み取った現品が見つかりません。", "A scanned item was not found.")
        )
    materials = _gate_items(work.materials)
    open_if_party({item.chain for item in (*items, *materials)})
    _check_at_hand(running, step, work, items, materials)
    return JudgedStep(running, step, row, items, shown=_shown(work, verdicts))


def _gate_items(uuids: Sequence[UUID]) -> list[ItemView]:
    if not uuids:
        return []
    with gate_scope():
        return items_by_uuid(uuids)


def _shown(work: Work, verdicts: Sequence[Verdict]) -> str:
    """Return the SHA-256 of what is signed on: what the page showed, and what every gate answers to it."""
    if not work.shown:
        return ""
    lines = (f"{one.cause} {one.outcome} {one.reason.ja}" for one in verdicts)
    return hashlib.sha256("\x1f".join((work.shown, *lines)).encode()).hexdigest()


def _check_at_hand(
    running: Running, step: Step, work: Work, items: Sequence[ItemView], materials: Sequence[ItemView]
) -> None:
    """Refuse materials that aren't there, and items that were given away and await their receiver."""
    seen = {item.uuid for item in items_by_uuid(work.materials)}
    if len(seen) != len(set(work.materials)) or any(
        one.holder != running.rows[step.key].member for one in materials
    ):
        raise NotFound(
            "no_such_material",
            Text(
                "原材料が見つからないか、この組織が持っていません。受領してから使用してください。",
                "A material was not found, or this organisation doesn't hold it. Receive it first.",
            ),
            "materials",
        )
    if step.action in PAPERWORK and step.action != "allocate":
        return
    given = {uuid for one in hand_overs({item.chain for item in items}, ["given"]) for uuid in one.items}
    for item in items:
        if item.uuid in given:
            raise Refused(
                "given_away",
                Text(
                    f"現品 {item.label} は渡し済みで、受け手の署名を待っています。先に受渡しを取り消してください。",
                    f"Item {item.label} was given and awaits its receiver. Cancel the hand-over first.",
                ),
            )


def _without_role(facts: StepFacts) -> StepFacts:
    return replace(facts, step=replace(facts.step, role=None, trainings=()))


def _check_whose(actor: Actor, row: JourneyStep, work: Work, now: datetime) -> None:
    if row.member == actor.member_uuid:
        return
    if not work.on_behalf:
        raise NotAllowed(
            "not_your_step",
            Text("この工程は別の組織の担当です。", "This step belongs to another organisation."),
        )
    represented = representation_of(row.member, now.astimezone(TOKYO).date())
    check_may_act_for(actor, represented, work.evidence)


def _check_typed(work: Work, now: datetime) -> None:
    longest = max(len(work.note), len(work.evidence))
    if longest > LONGEST_NOTE:
        raise BadInput(
            "note_too_long",
            Text(
                f"備考と根拠は、それぞれ{LONGEST_NOTE}文字までです（いま{longest}文字）。",
                f"A note or evidence has at most {LONGEST_NOTE} characters.",
            ),
            "note",
        )
    if work.happened_at is not None and work.happened_at > now:
        raise BadInput(
            "in_the_future",
            Text(
                "実施日時がいまより先です。時計を確認してください。",
                "The time lies in the future. Check the clock.",
            ),
            "happened_at",
        )
    if work.happened_at is not None and not work.evidence.strip():
        raise BadInput(
            "evidence_needed",
            Text(
                "後から入力するときは、根拠となる記録を記入してください。", "A late entry needs its evidence."
            ),
            "evidence",
        )
