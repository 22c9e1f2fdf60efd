"""In which shipper the things of a transport travel, and since when it is closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.conditions.queries import ShipperView, shippers_fit
from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.shippers_under_way import under_way
from tsunagu.journeys.services.pack_shipper import pack_shipper, packers
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, fitted


class PackForm(ActForm):
    """Which transport, which shipper fit for it, and when it was filled and closed."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        running, lang = asked.running, language()
        legs = [
            (step, packers(running, step))
            for step in running.route.order
            if step.action == "transport"
            and step.band is not None
            and step.key in running.rows
            and running.rows[step.key].state in ("planned", "started")
        ]
        mine = [(step, members) for step, members in legs if asked.actor.member_uuid in members]
        self.fields["step"] = forms.ChoiceField(
            label=_("Transport"),
            choices=[(step.key, step.name.in_language(lang)) for step, _members in mine],
            initial=asked.given.get("step", ""),
        )
        bands = {step.band or "" for step, _members in mine}
        owners = {member for _step, members in mine for member in members}
        fit = [one for band in sorted(bands) for one in shippers_fit(band, tokyo_date(asked.now), owners)]
        busy = under_way(one.uuid for one in fit)
        fit.sort(key=lambda one: one.uuid in busy)
        self.fields["shipper"] = forms.ChoiceField(
            label=_("Shipper"),
            choices=[(str(one.uuid), _told(one, lang, is_busy=one.uuid in busy)) for one in fit],
            help_text=_("Only shippers of who carries or hands over, whose measured hold time is in force."),
        )
        self.fields["closed_at"] = moment_field(
            _("Filled and closed at"), required=True,
            help_text=_("The hold time runs from here. After a refill, record it again."),
        )  # fmt: skip
        self.fields["closed_at"].initial = timezone.localtime(asked.now).replace(second=0, microsecond=0)


def _told(one: ShipperView, lang: str, *, is_busy: bool) -> str:
    hours = gettext("holds %(hours)s h") % {"hours": one.known.hours}
    told = [one.code, one.member_name.in_language(lang), one.model, hours]
    return "　".join([*told, gettext("in a transport under way")] if is_busy else told)


def _pack(asked: Asked, cleaned: dict[str, Any]) -> None:
    pack_shipper(
        asked.actor, asked.chain, cleaned["step"], UUID(cleaned["shipper"]), cleaned["closed_at"], asked.now,
        cleaned["key"],
    )  # fmt: skip


PACK = Act(
    "pack",
    _("Record the shipper"),
    _("Sign and record"),
    _("The shipper is recorded; how long it holds stands under the line of steps."),
    fitted(PackForm),
    _pack,
    lead=_(
        "What counts is how long this very shipper was measured to hold. If that ends before the transport arrives, "
        "the control tower says so."
    ),
)
