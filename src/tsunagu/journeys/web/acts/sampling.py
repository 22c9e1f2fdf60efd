"""Take samples from an item at hand: what for, how many containers, how much, and where they are kept."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.custody.domain.items import ItemView
from tsunagu.evaluation.domain.samples import MOST_CONTAINERS, PURPOSES, Taking
from tsunagu.evaluation.domain.ucum import ucum_code
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import day_field
from tsunagu.foundation.web.numbers import number as number_text
from tsunagu.foundation.web.times import TOKYO, language, tokyo_date
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.services.take_samples import least_retention, sampled_steps, take_samples
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices
from tsunagu.journeys.web.acts.disposing import here_to_dispose

CELLS = frozenset({"cells", "cell", "個", "細胞"})


class SampleForm(ActForm):
    """From which item, what for, how much, and where it is kept until when."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang, here = language(), here_to_dispose(asked.course, asked.actor)
        self.fields["item"] = forms.ChoiceField(
            label=_("From which item"),
            choices=[(str(one.uuid), _named(asked.course, one, lang)) for one in here],
            initial=asked.given.get("item", ""),
            error_messages={"invalid_choice": GONE.in_language(lang)},
        )
        self.fields["purpose"] = forms.ChoiceField(
            label=_("What for"), choices=choices(PURPOSES), initial="retest", widget=forms.RadioSelect,
            help_text=_retentions(asked),
        )  # fmt: skip
        tests = sampled_steps(asked.running)
        if tests:
            named = dict.fromkeys((step.key, step.name.in_language(lang)) for step, _product in tests)
            self.fields["step"] = forms.ChoiceField(
                label=_("For which test"), required=False, choices=[("", _("None in particular")), *named],
                help_text=_("Only for a test sample."),
            )  # fmt: skip
        self._amounts()
        self._keeping()

    def _amounts(self) -> None:
        plain = {"inputmode": "decimal", "class": "num", "autocomplete": "off"}
        self.fields["containers"] = forms.IntegerField(
            label=_("Number of containers"), initial=1, min_value=1, max_value=MOST_CONTAINERS,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields["amount"] = forms.CharField(
            label=_("Amount in each"), max_length=40, widget=forms.TextInput(attrs=plain)
        )
        self.fields["unit"] = forms.CharField(
            label=_("Unit"), max_length=20, initial="mL", help_text=_("For example mL, mg, cells.")
        )
        self.fields["drawn"] = forms.CharField(
            label=_("Taken from the item in all, in its own unit"), max_length=40, required=False,
            widget=forms.TextInput(attrs=plain),
            help_text=_("Only where the item is counted in another unit, such as cells."),
        )  # fmt: skip

    def _keeping(self) -> None:
        bands = [(key, band.name.in_language(language())) for key, band in BANDS.items()]
        self.fields["band"] = forms.ChoiceField(
            label=_("Storage band"), required=False, choices=[("", _("Not stored")), *bands]
        )
        self.fields["position"] = forms.CharField(label=_("Storage position"), max_length=60, required=False)
        self.fields["keep_until"] = day_field(_("Kept until (leave empty: as the table says)"))


def _retentions(asked: Asked) -> str:
    """Say until when each kind of sample is kept at least, by the installation's table."""
    lang, found = language(), []
    for purpose, name in PURPOSES.items():
        least = least_retention(asked.running, purpose, asked.now)
        if least is not None:
            until = _("until %(day)s") % {"day": tokyo_date(least).isoformat()}
            found.append(f"{name.in_language(lang)}：{until}" if lang == "ja" else f"{name.en}: {until}")
    return "　".join(found)


def _named(course: Course, item: ItemView, lang: str) -> str:
    amount = "" if item.quantity is None else f"{number_text(item.quantity)} {item.unit}"
    parts = (course.product_name(item.product).in_language(lang), item.label, amount, item.position)
    return "　".join(part for part in parts if part)


def _form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    if not here_to_dispose(asked.course, asked.actor):
        raise Refused("nothing_at_hand", NOTHING_AT_HAND)
    return SampleForm(asked, data)


def _take(asked: Asked, cleaned: dict[str, Any]) -> None:
    typed, until = cleaned["unit"].strip(), cleaned["keep_until"]
    taking = Taking(
        purpose=cleaned["purpose"],
        containers=cleaned["containers"],
        amount=cleaned["amount"],
        unit="cells" if typed in CELLS else ucum_code(typed, "unit"),
        band=cleaned["band"],
        position=cleaned["position"],
        drawn=cleaned["drawn"],
        keep_until=datetime.combine(until, time.max, TOKYO) if until else None,
        step=cleaned.get("step", "") if cleaned["purpose"] == "test" else "",
    )
    take_samples(asked.actor, asked.chain, UUID(cleaned["item"]), taking, asked.now, cleaned["key"])


GONE = Text(
    "選んだ現品は、この組織の手元にありません。画面を開き直して選び直してください。",
    "The item you chose is not in your hands. Reload the page and choose again.",
)
NOTHING_AT_HAND = Text(
    "この工程進行の現品は、あなたの組織の手元にありません。採材は、現品を持っている組織が記録します。",
    "Your organisation has no item of this journey in its hands. Who holds it takes samples.",
)

SAMPLE = Act(
    "sample",
    _("Take samples"),
    _("Sign the sampling"),
    _("The samples are recorded. Print their labels beside them."),
    _form,
    _take,
    lead=_(
        "Each container becomes an item with a number of its own. Reserves, retained samples and donor samples "
        "stand in the register of samples until their retention is over."
    ),
    part="items",
)
