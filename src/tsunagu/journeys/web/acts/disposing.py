"""Dispose of things: what is left over, or what quality gives up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.custody.domain.items import ItemView
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.services.dispose_items import dispose_items
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, reason_field
from tsunagu.members.domain.actor import Actor


def here_to_dispose(course: Course, actor: Actor) -> list[ItemView]:
    """Return the things of the journey that the actor's organisation has in its hands."""
    return [one for one in course.items if one.holder == actor.member_uuid and one.state == "in_use"]


class DisposeForm(ActForm):
    """What is destroyed, and why."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        self.fields["items"] = forms.MultipleChoiceField(
            label=_("What is disposed of"),
            choices=[
                (str(one.uuid), _named(asked.course, one, lang))
                for one in here_to_dispose(asked.course, asked.actor)
            ],
            initial=[asked.given.get("item", "")],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": NOTHING.in_language(lang),
                "invalid_choice": GONE.in_language(lang),
            },
        )
        self.fields["reason"] = reason_field(
            _("Reason"), help_text=_("For example: treatment cancelled, rejected, container broken.")
        )


def _named(course: Course, item: ItemView, lang: str) -> str:
    parts = (course.product_name(item.product).in_language(lang), item.label, item.position)
    return "　".join(part for part in parts if part)


def _dispose_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    if not here_to_dispose(asked.course, asked.actor):
        raise Refused("nothing_at_hand", NOTHING_AT_HAND)
    return DisposeForm(asked, data)


def _dispose(asked: Asked, cleaned: dict[str, Any]) -> None:
    items = [UUID(one) for one in cleaned["items"]]
    dispose_items(asked.actor, asked.chain, items, cleaned["reason"], asked.now, cleaned["key"])


NOTHING = Text("廃棄する現品を選んでください。", "Choose what is disposed of.")
NOTHING_AT_HAND = Text(
    "この工程進行の現品は、あなたの組織の手元にありません。廃棄は、現品を持っている組織が記録します。",
    "Your organisation has no item of this journey in its hands. Who holds it records its disposal.",
)
GONE = Text(
    "選んだ現品は、この組織の手元にありません。画面を開き直して選び直してください。",
    "An item you chose is not in your hands. Reload the page and choose again.",
)

DISPOSE = Act(
    "dispose",
    _("Dispose of items"),
    _("Sign the disposal"),
    _("The disposal is recorded."),
    _dispose_form,
    _dispose,
    lead=_(
        "Record what was destroyed; it can't be used any more. What is left over after the end of a journey or "
        "a new attempt is returned or disposed of. What is still counted on is for quality assurance only."
    ),
    part="items",
    is_danger=True,
)
