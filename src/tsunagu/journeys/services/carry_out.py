"""Do the one next act after a scan, once: receive, give, judge, start, confirm or complete a step."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done
from tsunagu.custody.services.hand_over import give, sign_as_giver
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.services.next_action import Found, next_action
from tsunagu.journeys.services.perform import check_step, perform, start_step
from tsunagu.journeys.services.receive_items import receive_items
from tsunagu.members.domain.actor import Actor

LONGEST_REASON = 500
CHANGED = Text(
    "画面を開いたあとに状態が変わりました。もう一度読み取り、いまの表示を確かめてください。",
    "Things have changed since you opened the page. Scan again and look at what it says now.",
)


@dataclass(frozen=True, slots=True)
class Handed:
    """What a person hands in with the button: the act that was shown, and what the form says.

    ``others`` are the things confirmed to be at hand together with the scanned one.
    """

    kind: str
    step: str = ""
    others: tuple[UUID, ...] = ()
    judgement: str = ""
    reason: str = ""
    position: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[UUID, str] = field(default_factory=dict)
    wristband: str = ""
    has_infection: bool | None = None
    line_clearance: bool = False
    note: str = ""


def carry_out(
    actor: Actor, item: UUID, handed: Handed, now: datetime, request_key: str | None = None
) -> Receipt:
    """Do the act that the page offered; refuse it if another one is due by now."""
    with transaction.atomic():
        found = next_action(actor, item, now)
        if done := already_done(found.item.chain, request_key):
            return done
        shown = found.at_hand.seen.key if found.at_hand and found.act.step else ""
        if handed.kind != found.act.kind or not found.act.is_something or handed.step != shown:
            raise Refused("state_changed", CHANGED)
        items = (found.item.uuid, *handed.others)
        if handed.kind in ("start", "check", "perform"):
            return _step(actor, found, items, handed, now, request_key)  # its gates judge all that was read
        if not {one.uuid for one in found.together}.issuperset(handed.others):
            raise Refused("state_changed", CHANGED)
        return _custody(actor, found, items, handed, now, request_key)


def _step(
    actor: Actor,
    found: Found,
    items: tuple[UUID, ...],
    handed: Handed,
    now: datetime,
    request_key: str | None,
) -> Receipt:
    work = work_of(found, items, handed)
    verb = {"start": start_step, "check": check_step, "perform": perform}[handed.kind]
    return verb(actor, work, now, request_key)


def work_of(found: Found, items: tuple[UUID, ...], handed: Handed) -> Work:
    """Return what was handed in as the work of the step at hand."""
    if found.at_hand is None:
        raise Refused("state_changed", CHANGED)
    seen = found.at_hand.seen
    return Work(
        journey=seen.journey,
        step=seen.key,
        items=items,
        values={key: value for key, value in handed.values.items() if value.strip()},
        outputs=handed.outputs,
        judgement=handed.judgement or "accepted",
        position=handed.position,
        wristband=handed.wristband,
        seconds=handed.seconds,
        has_infection=handed.has_infection,
        line_clearance=handed.line_clearance,
        note=handed.note,
        shown=shown_hash(found, items),
    )


def _custody(
    actor: Actor,
    found: Found,
    items: tuple[UUID, ...],
    handed: Handed,
    now: datetime,
    request_key: str | None,
) -> Receipt:
    signer, act = Signer(actor.person_uuid, actor.member_uuid), found.act
    if handed.kind == "sign_as_giver" and act.hand_over is not None:
        return sign_as_giver(signer, act.hand_over, now, request_key)
    if handed.kind == "receive":
        return receive_items(actor, items, now, request_key)
    if handed.kind == "judge":
        reason = _reason(handed)
        return judge_receipt(signer, items, handed.judgement, reason, now, request_key)
    if act.other is None:
        raise Refused("state_changed", CHANGED)
    journey, step = (act.step.journey, act.step.key) if act.step else (found.item.journey, "")
    return give(
        signer, items, act.other, now, journey=journey, step=step, is_return=handed.kind == "give_back",
        request_key=request_key,
    )  # fmt: skip


def _reason(handed: Handed) -> str:
    if handed.judgement not in ("accepted", "accepted_with_reservation", "refused"):
        raise BadInput(
            "judgement",
            Text("受入判定を選んでください。", "Choose the judgement of acceptance."),
            "judgement",
        )
    needs_reason = handed.judgement != "accepted"
    if (needs_reason and not handed.reason.strip()) or len(handed.reason) > LONGEST_REASON:
        raise BadInput(
            "reason_needed",
            Text(
                f"条件付きの受入と受入不可には、理由を1〜{LONGEST_REASON}文字で入力してください。",
                f"A reservation or refusal needs its reason in 1 to {LONGEST_REASON} characters.",
            ),
            "reason",
        )
    return handed.reason.strip()


def shown_hash(found: Found, items: tuple[UUID, ...], verdicts: tuple[Verdict, ...] = ()) -> str:
    """Return the SHA-256 of what the signer was shown: thing, number, step, holder, answers of the gates."""
    shown: dict[str, Any] = {
        "item": found.item.label,
        "items": sorted(str(uuid) for uuid in items),
        "number": found.number,
        "holder": str(found.item.holder),
        "act": found.act.kind,
        "step": found.act.step.key if found.act.step else "",
        "verdicts": [[one.cause, str(one.outcome)] for one in verdicts],
    }
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()
