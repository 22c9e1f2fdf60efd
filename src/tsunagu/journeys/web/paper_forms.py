"""The form for taking over a journey that already runs on paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.take_over import (
    LONGEST_EVIDENCE,
    LONGEST_REFERENCE,
    RELEASE_PAPER,
    RELEASED_BY,
    Paper,
    PaperRelease,
)
from tsunagu.journeys.web.order_forms import OrderForm
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.therapies.domain.route import Step

PREFIX = "done_"


class TakeOverForm(OrderForm):
    """An order, with the steps that were done on paper and where the records are."""

    def __init__(
        self, therapy: str, sites: Sequence[SiteFacts], now: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(therapy, sites, now, data)
        lang = language()
        for step in self.route.order:
            if step.action != "administer":
                self.fields[PREFIX + step.key] = moment_field(step.name.in_language(lang))
            if step.action == "release":
                self._add_release(step, lang)
        if any(product.kind == "donation" for product in self.route.products):
            self.fields["din"] = forms.CharField(
                label=_("DIN of the donation at hand"),
                max_length=20,
                required=False,
                help_text=_("As on its label. Needed while the donation has not been processed."),
            )
        self.fields["evidence"] = forms.CharField(
            label=_("Where the paper records are"),
            max_length=LONGEST_EVIDENCE,
            help_text=_("Their number and who keeps them."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _add_release(self, step: Step, lang: str) -> None:
        """Ask who released on paper: only the time of the step says that it was done."""
        name = step.name.in_language(lang)
        self.fields[RELEASED_BY + step.key] = forms.CharField(
            label=_("%(step)s: released by") % {"step": name},
            max_length=80,
            required=False,
            help_text=_("The name of the person of the quality unit, as in the record."),
        )
        self.fields[RELEASE_PAPER + step.key] = forms.CharField(
            label=_("%(step)s: number of the record") % {"step": name},
            max_length=LONGEST_REFERENCE,
            required=False,
        )

    def paper(self) -> Paper:
        """Return what was done on paper."""
        typed = self.cleaned_data
        done = {
            name.removeprefix(PREFIX): at
            for name, at in typed.items()
            if name.startswith(PREFIX) and at is not None
        }
        releases = {
            key: PaperRelease(typed[RELEASED_BY + key], typed[RELEASE_PAPER + key])
            for key in done
            if RELEASED_BY + key in typed
        }
        return Paper(done, typed["evidence"], typed.get("din", ""), releases)
