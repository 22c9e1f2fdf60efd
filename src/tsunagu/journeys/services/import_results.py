"""Import a file of an instrument: look at what it says, then record what the person takes over, in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.files.by_hand import signature
from tsunagu.evaluation.domain.files.proposal import Offer, Proposal
from tsunagu.evaluation.services.keep_setup import keep_mapping
from tsunagu.evaluation.services.keep_source import keep_source
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.entering import Desk, add_result, asked_at, begin_test, open_desk
from tsunagu.journeys.services.investigating import investigate_failures
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.looking import BY_HAND, Look, Source, look
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor

NAME = "results_imported"


@dataclass(frozen=True, slots=True)
class Taking:
    """What the person takes over.

    Attributes
    ----------
    keys : of characteristics. sha256 : of the file that was shown. reason : why something is left out.
    shown : the digest of the values that were shown; empty where nobody looked at a page.
    """

    keys: frozenset[str]
    sha256: str
    reason: str = ""
    shown: str = ""


def import_results(
    actor: Actor, chain: UUID, step_key: str, source: Source, taking: Taking, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record the results of a file that the person takes over, judged, all or none; the file is kept as it is.

    The file is read anew: what was previewed only said what would happen. A value out of specification, and a row that
    can't be read, are left out only with a reason, which is recorded.

    Raises
    ------
    BadInput : another file than the one shown, nothing or something unknown taken, a reason is missing.
    GatesRefused : a gate stops the test.
    """
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        lock_chain(running.chain)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        facts = {"step": step.key, "sha256": source.sha256, "taken": sorted(taking.keys)}
        if done := already_done(running.chain, request_key, NAME, signer, facts):
            return done
        if source.sha256 != taking.sha256:
            raise BadInput("file_changed", CHANGED, "file")
        seen = look(actor, running, step_key, source, now)
        if taking.shown and taking.shown != seen.digest:
            raise BadInput("shown_changed", SHOWN_CHANGED, "take")
        taken, reason = _taken(seen.proposal, taking), _reason(seen, taking)
        desk = open_desk(actor, running, step, row, now)
        effects = Effects()
        said = [_record(effects, desk, actor, one, now) for one in taken]
        investigate_failures(running, step, effects, now)
        begin_test(effects, desk, actor, _began_at(desk, taken, now))
        file = keep_source(
            running.chain, step.key, row.attempt, source.name, source.content, actor.person_uuid, now
        )
        told = facts | _told(seen, taking, reason) | {"file": file, "results": said}
        at = max((one.bench.tested_at or now for one in taken), default=now)
        if source.choices.get(BY_HAND):
            keep_mapping(actor, signature(seen.columns), seen.by_hand, now)
        acts = [Act(NAME, running.chain, at, told, effects), *late_failure(running, effects, at)]
        return append(signer, acts, Signature("entered", seen.digest), now, request_key)


def _taken(proposal: Proposal, taking: Taking) -> list[Offer]:
    offered = proposal.offered
    if not taking.keys:
        raise BadInput("nothing_taken", NOTHING_TAKEN, "take")
    if not taking.keys <= offered.keys():
        raise BadInput("not_offered", NOT_OFFERED, "take")
    return [one for key, one in offered.items() if key in taking.keys]


def _reason(seen: Look, taking: Taking) -> str:
    failed = [one for key, one in seen.proposal.offered.items() if one.has_failed and key not in taking.keys]
    if not failed and not seen.unread:
        return taking.reason.strip() and check_reason(taking.reason)
    if not taking.reason.strip():
        raise BadInput("reason_needed", FAILED_LEFT_OUT if failed else UNREAD_LEFT_OUT, "reason")
    return check_reason(taking.reason)


def _record(effects: Effects, desk: Desk, actor: Actor, one: Offer, now: datetime) -> dict[str, Any]:
    key = one.characteristic.key
    said = add_result(effects, desk, actor, asked_at(desk, key), one.bench, now)
    return {"characteristic": key, "rows": list(one.rows), "operator": one.operator[:200], **said}


def _began_at(desk: Desk, taken: Sequence[Offer], now: datetime) -> datetime:
    """Return when the test began: the first measurement, and not before the sample was made."""
    first = min((one.bench.tested_at or now for one in taken), default=now)
    return max([first, *(item.made_at for item in desk.items[:1])])


def _told(seen: Look, taking: Taking, reason: str) -> dict[str, Any]:
    """Return what the ledger says beside the results: the file, and what was not taken over and why."""
    left = [one for one in seen.proposal.offers if one.characteristic.key not in taking.keys]
    return {
        "name": seen.source.name[:120],
        "size": len(seen.source.content),
        "choices": dict(seen.source.choices),
        "columns": dict(seen.by_hand),
        "left_out": [
            {
                "characteristic": one.characteristic.key,
                "outcome": _outcome(one),
                "readings": list(one.readings),
            }
            for one in left
        ],
        "unread_rows": sorted({one.row for one in seen.unread if one.row is not None}),
        "reason": reason,
    }


def _outcome(one: Offer) -> str:
    return one.outcome if one.judged is None else one.judged.judgement.state


CHANGED = Text(
    "確認したファイルと内容が違います。もう一度ファイルを選び、内容を確かめてから署名してください。",
    "This isn't the file that was shown. Choose the file again and look at it before you sign.",
)
SHOWN_CHANGED = Text(
    "表示した内容から値が変わりました。いまの値を確かめてから、もう一度署名してください。",
    "The values are no longer those that were shown. Look at them as they are now, and sign again.",
)
NOTHING_TAKEN = Text("取り込む項目を1つ以上選んでください。", "Choose at least one result to take over.")
NOT_OFFERED = Text(
    "選んだ項目は取り込めなくなりました。ファイルの内容をもう一度確かめてください。",
    "What you chose can't be taken over any more. Look at the file again.",
)
FAILED_LEFT_OUT = Text(
    "規格外の結果を取り込まない場合は、その理由を入力してください。",
    "Give the reason why a result out of specification is left out.",
)
UNREAD_LEFT_OUT = Text(
    "読めない行があります。その行を取り込まずに進める理由を入力してください。",
    "Some rows can't be read. Give the reason for going on without them.",
)
