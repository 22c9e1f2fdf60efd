"""Where a journey takes a turn: begin again, cancel; and the coordinator's word to who is responsible."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, plain, reason_field
from tsunagu.members.domain.roles import ROLES, role_names
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services import notify


class AgainForm(ActForm):
    """From which step a new attempt begins."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        self.fields["from_step"] = forms.ChoiceField(
            label=_("Begin again at"),
            choices=[
                (step.key, step.name.in_language(lang))
                for step, row in asked.course.steps
                if step.action in ("collect", "process", "tend", "allocate")
                and row.state in ("done", "started", "failed")
            ],
            help_text=_("At a collection this is a re-collection, later a re-manufacture. What was done stays on record, under the same number."),
        )
        self.fields["reason"] = reason_field()


def _again_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return AgainForm(asked, data)


def _again(asked: Asked, cleaned: dict[str, Any]) -> None:
    begin_again(asked.actor, asked.chain, cleaned["from_step"], cleaned["reason"], asked.now, cleaned["key"])


class CancelForm(ActForm):
    """Why a journey ends for good."""

    reason = reason_field()


def _cancel(asked: Asked, cleaned: dict[str, Any]) -> None:
    cancel_journey(asked.actor, asked.chain, cleaned["reason"], asked.now)


class NotifyForm(ActForm):
    """What the coordinator tells a party, and whom."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        names = {str(row.member): asked.board.member(row.member).in_language(lang) for row in asked.course.every_step}
        self.fields["member"] = forms.ChoiceField(
            label=_("To"), choices=sorted(names.items(), key=lambda one: one[1]), initial=asked.given.get("to", "")
        )
        roles = {key: role_names([key]) for key in ROLES}
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), required=False, choices=[("", _("Everyone there")), *choices(roles)],
            initial=asked.given.get("role", ""),
        )  # fmt: skip
        self.fields["text"] = reason_field(_("Message"), 500, _("It appears in their inbox, with a link to this journey."))
        self.fields["text"].initial = _first_words(asked)


def _first_words(asked: Asked) -> str:
    about = {
        "hand_over": _("A signature under a hand-over is missing. Please check and sign."),
        "window": _("A time limit comes near. Please tell us how it stands."),
        "release": _("The release is still open. Please tell us when it can be expected."),
        "decision": _("A decision awaits a signature from your side."),
        "condition": _("The temperature record needs attention. Please check."),
        "quality": _("A result is out of specification. Please tell us how you will go on."),
        "failed": _("A step has failed. Please tell us how you will go on."),
        "hold": _("A hold is open. Please tell us when it will be reviewed."),
        "late": _("This step is later than planned. Please tell us the new time."),
    }
    return about.get(asked.given.get("about", ""), "")


def _notify_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return NotifyForm(asked, data)


def _notify(asked: Asked, cleaned: dict[str, Any]) -> None:
    from uuid import UUID

    if not asked.actor.is_coordinator:
        raise NotAllowed("coordinator_only", ONLY_COORDINATOR)
    member = member_by_uuid(UUID(cleaned["member"]))
    number = asked.course.number
    notify(
        member.id,
        cleaned["role"],
        "coordinator_word",
        Text(f"{number}：{cleaned['text']}", f"{number}: {cleaned['text']}"),
        subject=uuid5(asked.chain, cleaned["key"]),
        now=asked.now,
        chain=asked.chain,
        link=journey_link(number),
        urgency=2,
    )


ONLY_COORDINATOR = Text(
    "この連絡を送れるのは、ネットワーク調整担当だけです。", "Only the network coordinator sends these messages."
)

AGAIN = Act(
    "again", _l("Begin again"), _l("Sign and begin again"), _l("A new attempt has begun."), _again_form, _again
)
CANCEL = Act(
    "cancel", _l("Cancel the journey"), _l("Sign and cancel"), _l("The journey is cancelled."), plain(CancelForm), _cancel,
    lead=_l("The journey ends for good. What was done stays on record."), is_danger=True,
)  # fmt: skip
NOTIFY = Act(
    "notify", _l("Contact the responsible party"), _l("Send"), _l("The message is in their inbox."), _notify_form, _notify,
    lead=_l("You notify; the responsible party decides."),
)  # fmt: skip
