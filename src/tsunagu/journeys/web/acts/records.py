"""Small records of a case or lot: consents, donor tests, weight, readiness, deviations."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tsunagu.foundation.web.times import language
from tsunagu.journeys.services import record
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, moment_field, plain, reason_field
from tsunagu.therapies.domain.vocabulary import CONSENTS

MARKERS = ("HIV", "HBV", "HCV", "HTLV-1", "parvovirus B19", "EBV", "CMV", "WNV")


class ConsentForm(ActForm):
    """A purpose, the version of the form, and the item if it is about one."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        self.fields["purpose"] = forms.ChoiceField(
            label=_("Purpose"), choices=choices(CONSENTS), initial=asked.given.get("purpose", "")
        )
        self.fields["form_version"] = forms.CharField(label=_("Version of the form"), max_length=20, initial="1.0")
        items = [(str(one.uuid), f"{asked.course.product_name(one.product).in_language(lang)}　{one.label}") for one in asked.course.items]
        self.fields["item"] = forms.ChoiceField(
            label=_("Item"),
            required=False,
            choices=[("", _("Not about one item")), *items],
            help_text=_("For out-of-specification use, choose the item that it is about."),
        )


def _consent_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return ConsentForm(asked, data)


def _consent(asked: Asked, cleaned: dict[str, Any]) -> None:
    from uuid import UUID

    item = UUID(cleaned["item"]) if cleaned["item"] else None
    record.give_consent(
        asked.actor, asked.chain, cleaned["purpose"], cleaned["form_version"], asked.now, item=item
    )


def _withdraw(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.withdraw_consent(asked.actor, asked.chain, asked.uuid("subject"), asked.now)


class DonorTestForm(ActForm):
    """A marker, its result and when the sample was taken."""

    marker = forms.ChoiceField(label=_l("Marker"), choices=[(one, one) for one in MARKERS])
    result = forms.ChoiceField(
        label=_l("Result"),
        choices=[("negative", _l("Negative")), ("positive", _l("Positive")), ("pending", _l("Running"))],
        widget=forms.RadioSelect,
    )
    sampled_at = moment_field(_l("Sample taken at"), required=True)
    window_days = forms.IntegerField(label=_l("Valid for (days)"), min_value=1, max_value=365, initial=30)


def _donor_test(asked: Asked, cleaned: dict[str, Any]) -> None:
    donor = "patient" if asked.course.is_case else "donor"
    record.record_donor_test(
        asked.actor, asked.chain, donor, cleaned["marker"], cleaned["result"], cleaned["sampled_at"], asked.now,
        cleaned["window_days"],
    )  # fmt: skip


class WeightForm(ActForm):
    """A body weight and when it was measured."""

    kilograms = forms.DecimalField(
        label=_l("Weight (kg)"), decimal_places=1, max_digits=5, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    weighed_at = moment_field(_l("Measured at"), help_text=_l("Leave it empty if it was just now."))


def _weight(asked: Asked, cleaned: dict[str, Any]) -> None:
    at = cleaned["weighed_at"] or asked.now - timedelta(seconds=1)
    record.record_weight(asked.actor, asked.chain, float(cleaned["kilograms"]), at, asked.now)


class ReadinessForm(ActForm):
    """The physician's order and whether there is an infection."""

    infection = forms.ChoiceField(
        label=_l("Infection looked for"),
        choices=[("no", _l("No infection")), ("yes", _l("There is an infection"))],
        widget=forms.RadioSelect,
    )


def _readiness(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.state_readiness(asked.actor, asked.chain, cleaned["infection"] == "yes", asked.now)


class RunningTestsForm(ActForm):
    """What is to be done if a test that still runs comes back positive."""

    plan = reason_field(_l("Plan in case of a positive result"), 1000)


def _running_tests(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.acknowledge_running_tests(asked.actor, asked.chain, cleaned["plan"], asked.now)


class DeviationForm(ActForm):
    """What departed from the procedure, and at which step."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        steps = [(step.key, step.name.in_language(lang)) for step, _row in asked.course.steps]
        self.fields["step"] = forms.ChoiceField(
            label=_("Step"), choices=[("", _("Not at one step")), *steps], required=False,
            initial=asked.given.get("step", ""),
        )  # fmt: skip
        self.fields["text"] = reason_field(_("What departed from the procedure"), 1000)


def _deviation_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return DeviationForm(asked, data)


def _deviation(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.raise_deviation(asked.actor, asked.chain, cleaned["step"], cleaned["text"], asked.now)


class ConclusionForm(ActForm):
    """How a deviation was assessed."""

    conclusion = reason_field(_l("Conclusion"), 1000)


def _close(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.close_deviation(asked.actor, asked.chain, asked.uuid("subject"), cleaned["conclusion"], asked.now)


CONSENT = Act(
    "consent", _l("Note a consent"), _l("Sign and note"), _l("The consent is noted."), _consent_form, _consent, part="permits"
)  # fmt: skip
WITHDRAW = Act(
    "withdraw", _l("Note a withdrawal"), _l("Sign the withdrawal"), _l("The withdrawal is noted."), plain(ActForm), _withdraw,
    lead=_l("Every step that needs this consent stops at once. What was done before stays on record."), is_danger=True,
    part="permits",
)  # fmt: skip
DONOR_TEST = Act(
    "donor-test", _l("Note a donor test"), _l("Sign and note"), _l("The test is noted."), plain(DonorTestForm), _donor_test,
    part="permits",
)  # fmt: skip
WEIGHT = Act(
    "weight", _l("Note the weight"), _l("Sign and note"), _l("The weight is noted."), plain(WeightForm), _weight, part="permits"
)  # fmt: skip
READINESS = Act(
    "readiness", _l("Order, and readiness of the patient"), _l("Sign as physician"), _l("The order is noted."),
    plain(ReadinessForm), _readiness, part="permits",
)  # fmt: skip
RUNNING_TESTS = Act(
    "running-tests", _l("Accept tests that still run"), _l("Sign as physician"), _l("Noted."), plain(RunningTestsForm),
    _running_tests, part="permits",
    lead=_l("The product is shipped before every test is back. You accept this, and say what happens if one is positive."),
)  # fmt: skip
DEVIATION = Act(
    "deviation", _l("Raise a deviation"), _l("Sign and raise"), _l("The deviation is raised."), _deviation_form, _deviation,
    part="deviations",
)  # fmt: skip
CLOSE_DEVIATION = Act(
    "close-deviation", _l("Close the deviation"), _l("Sign and close"), _l("The deviation is closed."), plain(ConclusionForm),
    _close, part="deviations",
)  # fmt: skip
