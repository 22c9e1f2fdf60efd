"""Where a journey takes a turn: begin again, cancel; and the coordinator's word to who is responsible."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.restarting import may_begin_at
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, fitted, plain, reason_field
from tsunagu.members.domain.roles import ROLES, role_names
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.domain.calling import MINUTES
from tsunagu.notices.services import notify
from tsunagu.notices.services.call import Matter, start_call


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
                if may_begin_at(
                    step.action,
                    asked.actor.member_uuid,
                    asked.course.hospital,
                    asked.course.maker,
                    is_open_again=asked.course.is_open_again(row),
                )
                and row.state in ("done", "started", "failed")
            ],
            help_text=_(
                "At a collection this is a re-collection, later a re-manufacture. What was done stays on "
                "record, under the same number."
            ),
        )
        self.fields["reason"] = reason_field(_("Reason"))


def _again(asked: Asked, cleaned: dict[str, Any]) -> None:
    begin_again(asked.actor, asked.chain, cleaned["from_step"], cleaned["reason"], asked.now, cleaned["key"])


class CancelForm(ActForm):
    """Why a journey ends for good."""

    reason = reason_field(_("Reason"))


def _cancel(asked: Asked, cleaned: dict[str, Any]) -> None:
    cancel_journey(asked.actor, asked.chain, cleaned["reason"], asked.now, cleaned["key"])


class NotifyForm(ActForm):
    """What the coordinator tells a party, and whom."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        names: dict[str, str] = {
            str(row.member): asked.board.member(row.member).in_language(lang)
            for row in asked.course.every_step
        }
        options = sorted(names.items(), key=_by_name)
        self.fields["member"] = forms.ChoiceField(
            label=_("To"),
            choices=options,
            initial=asked.given.get("to", ""),
        )
        roles = {key: role_names([key]) for key in ROLES}
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), required=False, choices=[("", _("Everyone there")), *choices(roles)],
            initial=asked.given.get("role", ""),
        )  # fmt: skip
        self.fields["text"] = reason_field(
            _("Message"), 500, _("It appears in their inbox, with a link to this journey.")
        )
        self.fields["text"].initial = _first_words(asked)
        self.fields["urgency"] = forms.ChoiceField(
            label=_("Answer"), required=False, initial=asked.given.get("urgency", ""),
            choices=[("", _("No answer needed")), *((str(key), _within(key)) for key in sorted(MINUTES, reverse=True))],
            help_text=_("If nobody answers in time, the next on duty is told, and the head contact after them."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A call goes to who is on duty for a role, so it needs one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("urgency") and not cleaned.get("role"):
            self.add_error("role", _("Choose a role: whoever is on duty for it is called."))
        return cleaned


def _within(urgency: int) -> str:
    return str(_("within %(minutes)s minutes") % {"minutes": MINUTES[urgency]})


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


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
        "result": _("Results are overdue. Please tell us when they can be expected."),
        "qualification": _(
            "A qualification will have ended by the planned day. Please tell us how you will go on."
        ),
        "shipper": _("The shipper may not hold until it arrives. Please tell us how you will go on."),
        "late": _("This step is later than planned. Please tell us the new time."),
    }
    return str(about.get(asked.given.get("about", ""), ""))


def _notify(asked: Asked, cleaned: dict[str, Any]) -> None:
    if not asked.actor.is_coordinator:
        raise NotAllowed("coordinator_only", ONLY_COORDINATOR)
    if cleaned["urgency"]:
        _call(asked, cleaned)
        return
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


def _call(asked: Asked, cleaned: dict[str, Any]) -> None:
    number, given = asked.course.number, asked.given
    concern, step, subject = (given.get(name, "") for name in ("about", "step", "subject"))
    about = f"concern/{concern}/{step}/{subject}" if concern else cleaned["key"]
    start_call(
        asked.actor,
        Matter(
            uuid5(asked.chain, about), UUID(cleaned["member"]), cleaned["role"],
            Text(f"{number}：{cleaned['text']}", f"{number}: {cleaned['text']}"), int(cleaned["urgency"]),
            link=journey_link(number), chain=asked.chain, number=number, concern=concern[:20], step=step[:60],
        ),
        asked.now,
    )  # fmt: skip


ONLY_COORDINATOR = Text(
    "この連絡を送れるのは、ネットワーク調整担当だけです。",
    "Only the network coordinator sends these messages.",
)

AGAIN = Act(
    "again",
    _("Begin again"),
    _("Sign and begin again"),
    _("A new attempt has begun."),
    fitted(AgainForm),
    _again,
)
CANCEL = Act(
    "cancel",
    _("Cancel the journey"),
    _("Sign and cancel"),
    _("The journey is cancelled."),
    plain(CancelForm),
    _cancel,
    lead=_("The journey ends for good. What was done stays on record."),
    is_danger=True,
)
NOTIFY = Act(
    "notify",
    _("Contact the responsible party"),
    _("Send"),
    _("The message is in their inbox."),
    fitted(NotifyForm),
    _notify,
    lead=_("You notify; the responsible party decides."),
    is_signed=False,
)
