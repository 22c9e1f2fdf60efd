"""A release taken back by the unit that gave it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tsunagu.journeys.services.withdraw_release import withdraw_release
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, plain, reason_field


class WithdrawForm(ActForm):
    """Why the release is withdrawn."""

    reason = reason_field(_("Why it is withdrawn"))


def _withdraw(asked: Asked, cleaned: dict[str, Any]) -> None:
    withdraw_release(
        asked.actor, asked.chain, asked.uuid("subject"), cleaned["reason"], asked.now, cleaned["key"]
    )


WITHDRAW_RELEASE = Act(
    "withdraw-release",
    _("Withdraw the release"),
    _("Sign and withdraw"),
    _("The release is withdrawn."),
    plain(WithdrawForm),
    _withdraw,
    part="history",
    lead=_(
        "Nothing that rests on this release goes on: no shipment, no preparation of a patient, no "
        "administration. Whoever holds the items is told."
    ),
    is_danger=True,
)
