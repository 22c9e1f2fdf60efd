"""The one act that may follow a scan: what this person's organisation does next with the thing in hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from tsunagu.custody.domain.states import LABELS as ITEM_LABELS
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.states import ENDED, goes_on
from tsunagu.journeys.domain.states import LABELS as JOURNEY_LABELS

ActKind = Literal[
    "receive", "give", "give_back", "sign_as_giver", "judge", "start", "check", "perform", "nothing"
]
DONE_STATES = frozenset({"done", "skipped"})
STARTS_FIRST = frozenset({"process", "tend", "test", "transport"})
"""Steps that take their time: their beginning is signed, then their end."""
WITHOUT_POSSESSION = frozenset({"release", "allocate", "register", "follow_up", "prepare"})


@dataclass(frozen=True, slots=True)
class StepAhead:
    """A step that would use the thing and isn't done, with what it waits for.

    ``waits_for`` names the earlier step that is open; ``checked_by_me`` and ``checked_by_other`` tell who has
    confirmed the same things within the half hour that a first signature lasts.
    """

    journey: UUID
    number: str
    key: str
    name: Text
    action: str
    member: UUID
    member_name: Text
    state: str = "planned"
    signatures: int = 1
    feeding: bool = False
    waits_for: Text | None = None
    waits_for_member: Text | None = None
    checked_by_me: bool = False
    checked_by_other: bool = False

    @property
    def is_paperwork(self) -> bool:
        """Whether the step is a decision or a record, for which nobody needs to hold the thing."""
        return self.action in WITHOUT_POSSESSION


@dataclass(frozen=True, slots=True)
class HandOverOpen:
    """A hand-over of this thing that lacks a signature."""

    uuid: UUID
    giver: UUID
    receiver: UUID
    other_name: Text
    state: str


@dataclass(frozen=True, slots=True)
class Situation:
    """How a thing stands, as the decision reads it.

    Attributes
    ----------
    came_from : the organisation that handed it over, to which it may go back.
    is_held : a hold reaches it that stops shipment.
    is_stock : a piece of a lot that is reserved for nobody. is_superseded : a new attempt has replaced it.
    steps : those that use its product and are not done, in working order.
    """

    member: UUID
    holder: UUID
    holder_name: Text
    item_state: str = "in_use"
    acceptance: str = "not_required"
    journey_state: str = "under_way"
    is_held: bool = False
    is_stock: bool = False
    is_superseded: bool = False
    is_reader: bool = False
    came_from: UUID | None = None
    came_from_name: Text | None = None
    hand_over: HandOverOpen | None = None
    steps: Sequence[StepAhead] = ()


@dataclass(frozen=True, slots=True)
class NextAct:
    """The one allowed act, or ``nothing`` with the reason; ``other`` is the organisation on the other side.

    ``is_left_over``: no step uses the thing any more; besides giving it back, it may be disposed of.
    """

    kind: ActKind
    reason: Text
    step: StepAhead | None = None
    other: UUID | None = None
    other_name: Text | None = None
    hand_over: UUID | None = None
    is_left_over: bool = False

    @property
    def is_something(self) -> bool:
        """Whether there is anything to do."""
        return self.kind != "nothing"


def decide(facts: Situation) -> NextAct:
    """Return the one next act for the organisation that scanned."""
    if facts.is_reader:
        return _nothing("閲覧だけの役割です。記録は担当者が行います", "Your role only reads; others record")
    facts = replace(facts, steps=[one for one in facts.steps if _goes_on(facts, one)])
    waiting = facts.hand_over
    if waiting and waiting.state == "received_unsigned" and waiting.giver == facts.member:
        return NextAct(
            "sign_as_giver",
            Text(
                f"{waiting.other_name.ja}が受領済みです。渡した側の署名がまだありません",
                f"{waiting.other_name.en} has received it; the giver's signature is outstanding",
            ),
            other=waiting.receiver,
            other_name=waiting.other_name,
            hand_over=waiting.uuid,
        )
    found = _gone(facts) or (_held_here(facts) if facts.holder == facts.member else _held_elsewhere(facts))
    return _after_the_end(facts, found) if facts.journey_state in ENDED and found.is_something else found


def _after_the_end(facts: Situation, act: NextAct) -> NextAct:
    """Say that the journey has ended where its cells are still looked after."""
    if act.is_left_over:
        return act
    label = JOURNEY_LABELS[facts.journey_state]
    ja = f"工程進行は「{label.ja}」です。{act.reason.ja}"
    return replace(act, reason=Text(ja, f"The journey is “{label.en}”. {act.reason.en}"))


def _goes_on(facts: Situation, step: StepAhead) -> bool:
    return goes_on(facts.journey_state, step.action, step.feeding)


def _gone(facts: Situation) -> NextAct | None:
    if facts.item_state != "in_use":
        label = ITEM_LABELS[facts.item_state]
        return _nothing(f"この現品は{label.ja}です", f"This item is {label.en.lower()}")
    if facts.is_stock and facts.journey_state == "completed" and facts.hand_over is None:
        return _nothing(
            "ロットの在庫です。症例への割当てを待っています",
            "It is stock of a lot and waits to be allocated to a case",
        )
    ended = facts.journey_state != "under_way" and not facts.steps
    if facts.hand_over is None and (facts.is_superseded or ended):
        return _left_over(facts)
    return None


def _left_over(facts: Situation) -> NextAct:
    """Say what remains of a thing that no step uses any more: its holder gives it back or disposes of it."""
    label = JOURNEY_LABELS[facts.journey_state]
    why = Text(f"工程進行は「{label.ja}」です。", f"The journey is “{label.en}”. ")
    if facts.is_superseded:
        why = Text(
            "やり直す前の現品で、使用・出荷・投与はできません。",
            "A new attempt has replaced it: it is not used, shipped or given. ",
        )
    if facts.holder != facts.member:
        name = facts.holder_name
        return _nothing(
            f"{why.ja}持っている{name.ja}が、返送するか廃棄します",
            f"{why.en}{name.en} holds it, and returns it or disposes of it",
        )
    if facts.came_from is None or facts.came_from_name is None:
        return NextAct(
            "nothing",
            Text(
                f"{why.ja}この現品を使う工程はなく、残っているのは廃棄です",
                f"{why.en}No step uses it: what remains is to dispose of it",
            ),
            is_left_over=True,
        )
    return NextAct(
        "give_back",
        Text(
            f"{why.ja}{facts.came_from_name.ja}へ返すか、廃棄します",
            f"{why.en}Give it back to {facts.came_from_name.en}, or dispose of it",
        ),
        other=facts.came_from,
        other_name=facts.came_from_name,
        is_left_over=True,
    )


def _held_elsewhere(facts: Situation) -> NextAct:
    waiting = facts.hand_over
    if waiting and waiting.state == "given":
        if waiting.receiver == facts.member:
            return NextAct(
                "receive",
                Text(
                    f"{waiting.other_name.ja}から渡されています。受け取って署名します",
                    f"{waiting.other_name.en} has given it to you; receive it and sign",
                ),
                other=facts.holder,
                other_name=facts.holder_name,
                hand_over=waiting.uuid,
            )
        return _nothing(
            f"{waiting.other_name.ja}への受渡しの途中です",
            f"It is being handed over to {waiting.other_name.en}",
        )
    following = _following(facts)
    if following and following.member == facts.member and not following.is_paperwork:
        if following.waits_for is None:
            return NextAct(
                "receive",
                Text(
                    f"次の工程「{following.name.ja}」の担当です。{facts.holder_name.ja}から受け取って署名します",
                    f"You carry out {following.name.en!r} next: receive it from {facts.holder_name.en} and sign",
                ),
                following,
                facts.holder,
                facts.holder_name,
            )
        return _waits(following)
    return _nothing(
        f"いま持っているのは{facts.holder_name.ja}です。こちらで行う作業はありません",
        f"{facts.holder_name.en} holds it; there is nothing to do here",
    )


def _held_here(facts: Situation) -> NextAct:
    waiting = facts.hand_over
    if waiting and waiting.state == "given":
        return _nothing(
            f"{waiting.other_name.ja}へ渡し済みです。受け手の署名を待っています",
            f"It was given to {waiting.other_name.en}, whose signature is awaited",
            waiting.uuid,
        )
    following = _following(facts)
    if facts.acceptance == "pending" and not (following and _is_mine(facts, following, "accept")):
        return NextAct(
            "judge",
            Text(
                "受領済みです。外観と表示を確かめ、受入判定をします",
                "It was received; look at it and judge it",
            ),
            following,
        )
    if facts.acceptance == "refused":
        return _give_back(facts)
    if following is None:
        return _nothing("この現品を使う工程は残っていません", "No step that uses this item is left")
    if following.waits_for is not None:
        return _waits(following)
    if following.member == facts.member:
        return _own_step(following)
    if following.is_paperwork:
        return _nothing(
            f"{following.member_name.ja}の「{following.name.ja}」を待っています",
            f"{following.member_name.en} has to do {following.name.en!r} first",
        )
    return _give(facts, following)


def _own_step(step: StepAhead) -> NextAct:
    name = step.name
    if step.is_paperwork and step.action != "allocate":
        return _nothing(
            f"「{name.ja}」は工程進行の画面で行います",
            f"{name.en!r} is done on the page of the journey",
            step=step,
        )
    if step.state == "planned" and step.action in STARTS_FIRST:
        return NextAct("start", Text(f"「{name.ja}」を始めます", f"Begin {name.en!r}"), step)
    if step.signatures < 2 or step.checked_by_other:
        told = Text("もう一人の確認は済んでいます。", "The other person has confirmed. ")
        before = told if step.signatures > 1 else Text("", "")
        return NextAct(
            "perform", Text(f"{before.ja}「{name.ja}」を記録します", f"{before.en}Record {name.en!r}"), step
        )
    if step.checked_by_me:
        return _nothing(
            "確認の署名をしました。もう一人が、自分の端末で同じ現品を読み取ります（30分以内）",
            "You have confirmed. Another person now scans the same item on a device of their own, within 30 minutes",
            step=step,
        )
    return NextAct(
        "check",
        Text(
            f"「{name.ja}」は二人で確認します（1/2）",
            f"Two people confirm {name.en!r} (1/2)",
        ),
        step,
    )


def _give(facts: Situation, step: StepAhead) -> NextAct:
    if facts.came_from == step.member and step.state == "started":
        return _nothing(
            f"{step.member_name.ja}が「{step.name.ja}」の記録を終えるのを待っています",
            f"{step.member_name.en} still has to record the end of {step.name.en!r}",
        )
    if facts.is_held:
        return _nothing(
            "保留（使用停止）がかかっているため、次の組織へは渡せません",
            "It is on hold and can't be passed on",
        )
    return NextAct(
        "give",
        Text(
            f"次の工程「{step.name.ja}」は{step.member_name.ja}が行います。渡して署名します",
            f"{step.member_name.en} carries out {step.name.en!r} next: hand it over and sign",
        ),
        step,
        step.member,
        step.member_name,
    )


def _give_back(facts: Situation) -> NextAct:
    if facts.came_from is None or facts.came_from_name is None:
        return _nothing(
            "受入判定で「受け入れない」とされています。品質部門に連絡してください",
            "It was refused on acceptance; tell quality assurance",
        )
    return NextAct(
        "give_back",
        Text(
            f"受入判定で「受け入れない」とされています。{facts.came_from_name.ja}へ返します",
            f"It was refused on acceptance; give it back to {facts.came_from_name.en}",
        ),
        other=facts.came_from,
        other_name=facts.came_from_name,
    )


def _following(facts: Situation) -> StepAhead | None:
    """Return the step that comes next for the thing: a ready one before one that waits, the own one first."""
    ready = [step for step in facts.steps if step.waits_for is None]
    own = [step for step in ready if step.member == facts.member]
    return next(iter([*own, *ready, *facts.steps]), None)


def _is_mine(facts: Situation, step: StepAhead, action: str) -> bool:
    return step.action == action and step.member == facts.member and step.waits_for is None


def _waits(step: StepAhead) -> NextAct:
    earlier, member = step.waits_for or step.name, step.waits_for_member
    by_ja, by_en = (f"（{member.ja}）", f" ({member.en})") if member else ("", "")
    return _nothing(
        f"次は「{step.name.ja}」ですが、前の工程「{earlier.ja}」{by_ja}がまだ終わっていません",
        f"Next comes {step.name.en!r}, but {earlier.en!r}{by_en} is not done yet",
        step=step,
    )


def _nothing(ja: str, en: str, hand_over: UUID | None = None, step: StepAhead | None = None) -> NextAct:
    return NextAct("nothing", Text(ja, en), step, hand_over=hand_over)
