"""Holds, and the giver's signature that was left out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.custody.services.hand_over import sign_as_giver
from tsunagu.custody.services.holds import lift_hold, place_hold
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, fitted, plain, reason_field

WHO_MAY_HOLD = ("quality", "supervisor", "storage", "physician", "mah", "sponsor", "qc", "procurement")


class HoldForm(ActForm):
    """What is held, why, and until when that must be looked at again."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        self.fields["item"] = forms.ChoiceField(
            label=_("Item"),
            choices=[
                (str(item.uuid), f"{asked.course.product_name(item.product).in_language(lang)}　{item.label}")
                for item in asked.course.items
            ],
            initial=asked.given.get("item", ""),
            error_messages={"invalid_choice": GONE.in_language(lang)},
        )
        self.fields["reason"] = reason_field(_("Reason"))
        self.fields["deadline"] = moment_field(_("To be reviewed by"))


def _hold(asked: Asked, cleaned: dict[str, Any]) -> None:
    if not asked.actor.holds(*WHO_MAY_HOLD):
        raise NotAllowed("hold_role", NOT_HOLDING)
    place_hold(
        asked.signer, UUID(cleaned["item"]), cleaned["reason"], asked.now, deadline=cleaned["deadline"],
        request_key=cleaned["key"],
    )  # fmt: skip


GONE = Text(
    "選んだ現品は、投与・使用・廃棄などにより、すでにありません。保留をかける現品を選び直してください。",
    "The item you chose is gone: it was given, used up or destroyed. Choose again what to hold.",
)
NOT_HOLDING = Text(
    "保留をかけられるのは、品質保証、製造管理者、保管担当、医師などです。担当者に依頼してください。",
    "Quality, supervisors, storage and physicians may place a hold. Ask one of them.",
)


class LiftForm(ActForm):
    """Why a hold is lifted."""

    reason = reason_field(_("Why it may be lifted"))


def _which_hold(asked: Asked) -> dict[str, Any]:
    found = asked.named(asked.course.holds)
    return {"about": {"at": found.placed_at, "detail": found.reason}} if found else {}


def _lift(asked: Asked, cleaned: dict[str, Any]) -> None:
    lift_hold(
        asked.signer,
        asked.uuid("subject"),
        cleaned["reason"],
        asked.now,
        is_quality=asked.actor.is_quality,
        request_key=cleaned["key"],
    )


def _countersign(asked: Asked, cleaned: dict[str, Any]) -> None:
    sign_as_giver(asked.signer, asked.uuid("subject"), asked.now, cleaned["key"])


HOLD = Act(
    "hold",
    _("Place a hold"),
    _("Sign and hold"),
    _("The hold is in force."),
    fitted(HoldForm),
    _hold,
    part="items",
    lead=_(
        "A hold stops further processing, shipment and administration of the item and of everything made from "
        "it. Feeding, testing, segregation, return and disposal stay allowed."
    ),
    is_danger=True,
)
LIFT = Act(
    "lift",
    _("Lift the hold"),
    _("Sign and lift"),
    _("The hold is lifted."),
    plain(LiftForm),
    _lift,
    beside=_which_hold,
    part="items",
)
COUNTERSIGN = Act(
    "countersign",
    _("Sign as the giver"),
    _("Sign"),
    _("Both sides have signed."),
    plain(ActForm),
    _countersign,
    lead=_("The receiver has taken the items. With your signature the hand-over is complete."),
    part="history",
)
