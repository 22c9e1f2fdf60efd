"""Propose a decision on what stops a step, and sign one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.decisions import may_be_proposed
from tsunagu.journeys.domain.gates import gate_name
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION, Verdict
from tsunagu.journeys.queries.inbox import may_sign_as
from tsunagu.journeys.queries.rows import DecisionRow
from tsunagu.journeys.services.decide import NO_LEGAL_ROUTE, Proposal, propose_decision, sign_decision
from tsunagu.journeys.services.perform import preview
from tsunagu.journeys.web.acts.base import NO_SUCH, Act, ActForm, Asked, plain, reason_field
from tsunagu.journeys.web.words import AS_WHOM

NOTHING_TO_DECIDE = Text(
    "この工程で決定の対象になる判定は、いまありません。",
    "At this step there is nothing now that a decision could pass.",
)


def open_verdicts(asked: Asked) -> list[Verdict]:
    """Return the verdicts of the step that a decision could pass, those about one item together."""
    step, _row = asked.step()
    verdicts = preview(asked.actor, asked.chain, step.key, asked.now, _happened_at(asked))
    return [one for one in verdicts if may_be_proposed(one)]


def _happened_at(asked: Asked) -> datetime | None:
    """Return the time of a late entry that the address names, as the form of the step writes it."""
    try:
        typed: datetime | None = moment_field("").clean(asked.given.get("happened_at", ""))
    except ValidationError as error:
        raise NotFound("no_such_subject", NO_SUCH) from error
    return typed


class ProposeForm(ActForm):
    """Which causes, and why the step should go on."""

    def __init__(
        self, verdicts: list[Verdict], data: Mapping[str, Any] | None = None, initial: str = ""
    ) -> None:
        super().__init__(data)
        lang = language()
        self.verdicts = {f"{one.cause}|{one.item or ''}": one for one in verdicts}
        self.fields["causes"] = forms.MultipleChoiceField(
            label=_("What is to be decided"),
            choices=[
                (
                    key,
                    gettext("%(label)s: %(what)s")
                    % {"label": gate_name(one.gate).in_language(lang), "what": one.reason.in_language(lang)},
                )
                for key, one in self.verdicts.items()
            ],
            initial=[key for key in self.verdicts if not initial or key.startswith(f"{initial}|")],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["grounds"] = reason_field(
            _("Grounds"),
            1000,
            _("Why the step should go on: at least 10 characters. All who sign will read it."),
        )
        if any(one.path == OUT_OF_SPECIFICATION for one in verdicts):
            self.fields["legal_route"] = forms.CharField(
                label=_("Legal route of this use"),
                required=all(one.path == OUT_OF_SPECIFICATION for one in verdicts),
                error_messages={"required": NO_LEGAL_ROUTE.in_language(lang)},
                max_length=60,
                help_text=_("For example a trial, or exceptional supply."),
            )


def _propose_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    verdicts = open_verdicts(asked)
    if not verdicts:
        raise Refused("nothing_to_decide", NOTHING_TO_DECIDE)
    return ProposeForm(verdicts, data, asked.given.get("cause", ""))


def _propose(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    known = {f"{one.cause}|{one.item or ''}": one for one in open_verdicts(asked)}
    chosen = [known[key] for key in cleaned["causes"] if key in known]
    if len({one.item for one in chosen}) > 1:
        raise Refused("one_item", ONE_ITEM, "causes")
    special = any(one.path == OUT_OF_SPECIFICATION for one in chosen)
    propose_decision(
        asked.actor,
        Proposal(
            journey=asked.chain,
            step=step.key,
            causes=frozenset(one.cause for one in chosen),
            item=chosen[0].item if chosen else None,
            grounds=cleaned["grounds"],
            kind=OUT_OF_SPECIFICATION if special else "override",
            legal_route=cleaned.get("legal_route", ""),
            happened_at=_happened_at(asked),
        ),
        asked.now,
        cleaned["key"],
    )


ONE_ITEM = Text(
    "一つの決定は一つの現品についてのものです。現品ごとに提案してください。",
    "A decision is about one item. Propose one for each item.",
)


def _decision(asked: Asked) -> DecisionRow:
    wanted = asked.uuid("subject")
    found = next((one for one in asked.course.decisions if one.uuid == wanted), None)
    if found is None:
        raise NotFound("no_such_decision", NO_SUCH)
    return found


class SignForm(ActForm):
    """Agree or not, in one capacity."""

    agrees = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I agree")), ("no", _("I don't agree"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


def _sign(asked: Asked, cleaned: dict[str, Any]) -> None:
    decision = _decision(asked)
    capacity = may_sign_as(asked.course, decision, asked.actor)
    if capacity is None:
        raise Refused("not_yours_to_sign", NOT_YOURS)
    sign_decision(
        asked.actor,
        asked.chain,
        decision.uuid,
        capacity,
        cleaned["agrees"] == "yes",
        cleaned["note"],
        asked.now,
        cleaned["key"],
    )


NOT_YOURS = Text(
    "この決定に、あなたの立場で署名できるものはありません。",
    "There is nothing under this decision that you can sign in your capacity.",
)


def _shown(asked: Asked) -> dict[str, Any]:
    decision = _decision(asked)
    capacity = may_sign_as(asked.course, decision, asked.actor)
    course = asked.course
    item = next((one for one in course.items if one.uuid == decision.item), None)
    step, _row = course.route.step(decision.step), None
    return {
        "decision": decision,
        "capacity": AS_WHOM.get(capacity or ""),
        "step": step,
        "item": item,
        "signed": course.signatures.get(decision.uuid, []),
    }


PROPOSE = Act(
    "propose",
    _("Propose a decision"),
    _("Sign and propose"),
    _("The decision is proposed; the others are asked to sign."),
    _propose_form,
    _propose,
    part="decisions",
    lead=_(
        "A decision is made before the act, for one item and this step only. It needs the quality unit and, "
        "where the product can't be replaced, the physician."
    ),
)
SIGN = Act(
    "sign",
    _("Sign the decision"),
    _("Sign"),
    _("Signed."),
    plain(SignForm),
    _sign,
    beside=_shown,
    part="decisions",
    template="journeys/sign_form.html",
)
