"""Small records of a case or lot: consents, donor tests, weight, readiness, deviations."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.models import Consent, Deviation
from tsunagu.journeys.services import record
from tsunagu.journeys.services.assess_donor import set_positive_aside
from tsunagu.journeys.services.facts.permits import basis_of
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, fitted, plain, reason_field
from tsunagu.therapies.domain.vocabulary import CONSENTS, MARKERS


class ConsentForm(ActForm):
    """A purpose, the version of the form, and the item if it is about one."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        self.fields["purpose"] = forms.ChoiceField(
            label=_("Purpose"), choices=choices(CONSENTS), initial=asked.given.get("purpose", "")
        )
        self.fields["form_version"] = forms.CharField(
            label=_("Version of the form"), max_length=20, initial=_newest_form(asked)
        )
        items = [
            (str(one.uuid), f"{asked.course.product_name(one.product).in_language(lang)}　{one.label}")
            for one in asked.course.items
        ]
        self.fields["item"] = forms.ChoiceField(
            label=_("Item"),
            required=False,
            choices=[("", _("Not about one item")), *items],
            help_text=_("For out-of-specification use, choose the item that it is about."),
        )
        self.fields["reconsent_due"] = moment_field(
            _("Consent to be renewed by"), help_text=_("If it must be given again.")
        )


def _newest_form(asked: Asked) -> str:
    basis = basis_of(asked.running)
    return next(iter(basis.forms_on(tokyo_date(asked.now))), "1.0") if basis else "1.0"


def _consent(asked: Asked, cleaned: dict[str, Any]) -> None:
    item = UUID(cleaned["item"]) if cleaned["item"] else None
    record.give_consent(
        asked.actor, asked.chain, cleaned["purpose"], cleaned["form_version"], asked.now, item=item,
        reconsent_due=cleaned["reconsent_due"], request_key=cleaned["key"],
    )  # fmt: skip


def _withdraw(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.withdraw_consent(asked.actor, asked.chain, asked.uuid("subject"), asked.now, cleaned["key"])


def _which_consent(asked: Asked) -> dict[str, Any]:
    """Say which of the consents is withdrawn: a form that doesn't can't be checked before it is signed."""
    found = asked.named(Consent.objects.filter(chain=asked.chain))
    return {"about": {"title": CONSENTS[found.purpose], "at": found.given_at}} if found else {}


class DonorTestForm(ActForm):
    """A marker, its result and when the sample was taken."""

    marker = forms.ChoiceField(label=_("Marker"), choices=lambda: choices(MARKERS))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("negative", _("Negative")), ("positive", _("Positive")), ("pending", _("Running"))],
        widget=forms.RadioSelect,
    )
    sampled_at = moment_field(_("Sample taken at"), required=True)
    window_days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=365, initial=30)
    retest_due = moment_field(_("To be tested again by"), help_text=_("If the donor must be tested again."))


def _donor_test(asked: Asked, cleaned: dict[str, Any]) -> None:
    donor = "patient" if asked.course.is_case else "donor"
    record.record_donor_test(
        asked.actor, asked.chain, donor, cleaned["marker"], cleaned["result"], cleaned["sampled_at"], asked.now,
        cleaned["window_days"], cleaned["retest_due"], cleaned["key"],
    )  # fmt: skip


class AssessDonorForm(ActForm):
    """Why a positive result doesn't count."""

    reason = reason_field(_("Why the positive result doesn't count"), 500)


def _assess_donor(asked: Asked, cleaned: dict[str, Any]) -> None:
    set_positive_aside(
        asked.actor, asked.chain, asked.uuid("subject"), cleaned["reason"], asked.now, cleaned["key"]
    )


class WeightForm(ActForm):
    """A body weight and when it was measured."""

    kilograms = forms.DecimalField(
        label=_("Weight (kg)"),
        decimal_places=1,
        max_digits=5,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    weighed_at = moment_field(_("Measured at"), help_text=_("Leave it empty if it was just now."))


def _weight(asked: Asked, cleaned: dict[str, Any]) -> None:
    at = cleaned["weighed_at"] or asked.now - timedelta(seconds=1)
    kilograms = float(cleaned["kilograms"])
    record.record_weight(asked.actor, asked.chain, kilograms, at, asked.now, cleaned["key"])


class ReadinessForm(ActForm):
    """The physician's order and whether there is an infection."""

    infection = forms.ChoiceField(
        label=_("Infection looked for"),
        choices=[("no", _("No infection")), ("yes", _("There is an infection"))],
        widget=forms.RadioSelect,
    )
    ordered_cells = forms.FloatField(
        label=_("Cells to give"),
        required=False,
        min_value=0,
        max_value=record.MOST_CELLS,
        help_text=_("Only if less than all that is at hand is to be given."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )


def _readiness(asked: Asked, cleaned: dict[str, Any]) -> None:
    has_infection = cleaned["infection"] == "yes"
    record.state_readiness(
        asked.actor, asked.chain, has_infection, asked.now, cleaned["key"], cleaned["ordered_cells"]
    )


class RunningTestsForm(ActForm):
    """What is to be done if a test that still runs comes back positive."""

    plan = reason_field(_("Plan in case of a positive result"), 1000)


def _running_tests(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.acknowledge_running_tests(asked.actor, asked.chain, cleaned["plan"], asked.now, cleaned["key"])


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


def _deviation(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.raise_deviation(
        asked.actor, asked.chain, cleaned["step"], cleaned["text"], asked.now, cleaned["key"]
    )


class ConclusionForm(ActForm):
    """How a deviation was assessed."""

    conclusion = reason_field(_("Conclusion"), 1000)


def _which_deviation(asked: Asked) -> dict[str, Any]:
    found = asked.named(Deviation.objects.filter(chain=asked.chain))
    return {"about": {"at": found.raised_at, "detail": found.text}} if found else {}


def _close(asked: Asked, cleaned: dict[str, Any]) -> None:
    record.close_deviation(
        asked.actor, asked.chain, asked.uuid("subject"), cleaned["conclusion"], asked.now, cleaned["key"]
    )


CONSENT = Act(
    "consent",
    _("Record a consent"),
    _("Sign and record"),
    _("The consent is recorded."),
    fitted(ConsentForm),
    _consent,
    part="permits",
)
WITHDRAW = Act(
    "withdraw",
    _("Record a withdrawal"),
    _("Sign the withdrawal"),
    _("The withdrawal is recorded."),
    plain(ActForm),
    _withdraw,
    lead=_("Every step that needs this consent stops at once. What was done before stays on record."),
    is_danger=True,
    beside=_which_consent,
    part="permits",
)
DONOR_TEST = Act(
    "donor-test",
    _("Record a donor test"),
    _("Sign and record"),
    _("The test is recorded."),
    plain(DonorTestForm),
    _donor_test,
    part="permits",
)
ASSESS_DONOR = Act(
    "assess-donor",
    _("Set a positive donor test aside"),
    _("Sign as quality unit"),
    _("The positive test no longer counts."),
    plain(AssessDonorForm),
    _assess_donor,
    part="permits",
    lead=_(
        "Only if it was found to be false. The donor's newest other test of this marker counts from now on."
    ),
    is_danger=True,
)
WEIGHT = Act(
    "weight",
    _("Record the weight"),
    _("Sign and record"),
    _("The weight is recorded."),
    plain(WeightForm),
    _weight,
    part="permits",
)
READINESS = Act(
    "readiness",
    _("Instruction and readiness of the patient"),
    _("Sign as physician"),
    _("The instruction is recorded."),
    plain(ReadinessForm),
    _readiness,
    part="permits",
)
RUNNING_TESTS = Act(
    "running-tests",
    _("Accept tests that still run"),
    _("Sign as physician"),
    _("Noted."),
    plain(RunningTestsForm),
    _running_tests,
    part="permits",
    lead=_(
        "The product is shipped before every test is back. You accept this, and say what happens if one is positive."
    ),
)
DEVIATION = Act(
    "deviation",
    _("Raise a deviation"),
    _("Sign and raise"),
    _("The deviation is raised."),
    fitted(DeviationForm),
    _deviation,
    part="deviations",
)
CLOSE_DEVIATION = Act(
    "close-deviation",
    _("Close the deviation"),
    _("Sign and close"),
    _("The deviation is closed."),
    plain(ConclusionForm),
    _close,
    beside=_which_deviation,
    part="deviations",
)
