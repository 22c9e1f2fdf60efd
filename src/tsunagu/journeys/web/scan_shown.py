"""What was found, arranged for the phone: one verdict, the facts, the gates, one button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tsunagu.custody.domain.states import LABELS as ITEM_LABELS
from tsunagu.evaluation.domain.samples import TAKING
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.disposing import HANDLING
from tsunagu.journeys.domain.verdicts import Outcome, Verdict, worst
from tsunagu.journeys.services.bedside import PATIENT
from tsunagu.journeys.services.next_action import Found
from tsunagu.journeys.services.on_scan import gates_now, on_scan
from tsunagu.journeys.web.scan_facts import Fact, facts_of
from tsunagu.journeys.web.scan_forms import ActForm
from tsunagu.journeys.web.shown import gate_lines
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict in the largest type: state of the colour, shape, word, and one sentence."""

    state: str
    shape: str
    word: str
    headline: str
    reason: str = ""


def answer_of(found: Found, verdicts: tuple[Verdict, ...], facts: Sequence[Fact]) -> Answer:
    """Return the one answer to the scan."""
    lang = language()
    reason = found.act.reason.in_language(lang)
    if found.item.state != "in_use":
        return Answer("stop", "✕", _gone(found, lang), _("This item can't be used any more"), reason)
    if found.act.step is not None and not found.act.is_something and found.act.step.checked_by_me:
        return Answer(
            "wait", "…", _("Confirmed by you (1/2)"), _("The other person's confirmation is awaited"), reason
        )
    if found.act.is_left_over and found.act.kind == "nothing":
        return Answer("warn", "◆", _("Left over"), _("To be disposed of"), reason)
    if found.act.is_left_over:
        return Answer("warn", "◆", _("Left over"), _("To be given back or disposed of"), reason)
    if not found.act.is_something:
        return Answer("wait", "–", _("Nothing to do"), _("Nothing to do with it here now"), reason)
    outcome = worst(verdicts) if verdicts else Outcome.PASS
    if outcome is Outcome.STOP:
        first = next(one for one in verdicts if one.outcome is Outcome.STOP)
        is_other = any(one.outcome is Outcome.STOP and one.cause.startswith(PATIENT) for one in verdicts)
        head = _("This is not the right item") if is_other else _("Not yet: something is in the way")
        word = _("Mismatch") if is_other else _("Stop")
        return Answer("stop", "✕", word, head, first.reason.in_language(lang))
    if outcome is Outcome.DECIDE:
        first = next(one for one in verdicts if one.outcome is Outcome.DECIDE)
        head = _("Someone must decide before this goes on")
        return Answer("warn", "◆", _("Decision needed"), head, first.reason.in_language(lang))
    if found.is_bedside:
        head = _("Now confirm that it is for this patient")
        return Answer(
            "wait", "…", _("Not confirmed yet"), head, _("Read the second number and the wristband.")
        )
    if any(fact.state == "stop" for fact in facts):
        return Answer("warn", "◆", _("Match, but look closely"), _headline(found), reason)
    return Answer("ok", "✓", _("Match"), _headline(found), reason)


def _gone(found: Found, lang: str) -> str:
    """Say what became of an item that is not in use any more."""
    known = ITEM_LABELS.get(found.item.state)
    return known.in_language(lang) if known else _("Don't use")


def _headline(found: Found) -> str:
    return {
        "receive": _("This is the item to receive"),
        "give": _("This is the item to pass on"),
        "give_back": _("This item goes back"),
        "sign_as_giver": _("The giver's signature is missing"),
        "judge": _("This item awaits its acceptance"),
        "start": _("This is the item for this step"),
        "check": _("This is the item for this step"),
        "perform": _("This is the item for this step"),
    }[found.act.kind]


def button_of(found: Found) -> str:
    """Return what stands on the one large button."""
    step = found.act.step.name.in_language(language()) if found.act.step else ""
    if found.is_bedside:
        return _("Go on to confirm the patient")
    return {
        "receive": _("Receive and sign"),
        "give": _("Hand over and sign"),
        "give_back": _("Give back and sign"),
        "sign_as_giver": _("Sign as the giver"),
        "judge": _("Record the acceptance"),
        "start": _("Begin “%(step)s”") % {"step": step},
        "check": _("Confirm and sign (1/2)"),
        "perform": _("Record “%(step)s”") % {"step": step},
        "nothing": "",
    }[found.act.kind]


def item_shown(
    request: HttpRequest, found: Found, now: datetime, form: ActForm | None = None
) -> dict[str, Any]:
    """Return everything that the page of a scanned item shows."""
    actor = actor_of(request, Actor)
    told = on_scan(actor, found)
    verdicts = gates_now(actor, found, now)
    facts = facts_of(found, told, now)
    answer = answer_of(found, verdicts, facts)
    may_act = found.act.is_something and (not verdicts or worst(verdicts) is Outcome.PASS or found.is_bedside)
    lines = gate_lines(verdicts)
    return {
        "found": found,
        "item": found.item,
        "act": found.act,
        "answer": answer,
        "product": told.product,
        "patient": told.patient,
        "facts": facts,
        "gates_open": [line for line in lines if line.mark != "ok"],
        "gates_passed": [line for line in lines if line.mark == "ok"],
        "may_act": may_act and not _is_stopped(verdicts),
        "button": button_of(found),
        "form": form or ActForm(found),
        "request_key": request.POST.get("request_key") or str(uuid4()),
        "waits_for_other": not found.act.is_something and found.act.step is not None
        and found.act.step.checked_by_me,
        "is_reader": actor.is_reader,
        "may_sample": found.running is not None and _is_here(found, actor) and actor.holds(*TAKING),
        "may_dispose": _is_left_over(found, actor) and actor.holds(*HANDLING),
        "confirmations": _confirmations(found),
    }  # fmt: skip


def _is_here(found: Found, actor: Actor) -> bool:
    return found.item.holder == actor.member_uuid and found.item.state == "in_use"


def _is_left_over(found: Found, actor: Actor) -> bool:
    """Whether the thing is here and its journey is over, also where its cells are still fed or stored."""
    is_over = found.running is not None and found.running.journey.state == "cancelled"
    return _is_here(found, actor) and (is_over or found.act.is_left_over)


def _is_stopped(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether something is in the way that can't be answered at the bedside itself."""
    return any(not one.passes and not one.cause.startswith("readiness.infection_unknown") for one in verdicts)


def _confirmations(found: Found) -> str:
    step = found.act.step
    if step is None or step.signatures < 2 or found.act.kind not in ("check", "perform"):
        return ""
    return "2/2" if step.checked_by_other else "1/2"


def stop_page(request: HttpRequest, reason: Text, uuid: UUID | None = None) -> HttpResponse:
    """Show the unmistakable STOP: nothing was written, and the thing is not to be used."""
    return render(request, "scan/stop.html", {"reason": reason, "uuid": uuid}, status=409)
