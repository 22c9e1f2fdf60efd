"""The laboratory's acts: enter one result at the bench, verify another's results, give one back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.bench import LONGEST, MOST_EXAMINED, Bench, readings_in, reagent_lots_in
from tsunagu.evaluation.domain.catalogue import MethodVersion
from tsunagu.evaluation.domain.sampling import amount_text, need_text
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.standing import may_be_returned
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import choice_in, choices_for
from tsunagu.evaluation.queries import ResultDetail, ResultView, details_of
from tsunagu.evaluation.queries.calculations import calculations_behind
from tsunagu.evaluation.queries.catalogue import catalogue, method_name
from tsunagu.evaluation.queries.trends import open_rules_by_method
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import listed
from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.links import act_link
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.services.calculate_result import calculation_kinds
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.verify_results import return_result, verify_results
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.journeys.web.acts.base import NO_SUCH, Act, ActForm, Asked, choices, fitted, reason_field
from tsunagu.journeys.web.laboratory import control_caution
from tsunagu.members.queries.actors import person_names
from tsunagu.therapies.domain.route import Characteristic

EXAMINED = frozenset({"negative", "not_detected"})
"""Expected words beside which it matters how much was looked at."""


def asked_for(asked: Asked) -> Characteristic:
    """Return the characteristic that the address names."""
    step, _row = asked.step()
    key = asked.given.get("subject", "")
    if step.panel is not None:
        for one in asked.running.route.panel(step.panel).characteristics:
            if one.key == key:
                return one
    raise NotFound("no_such_characteristic", NO_SUCH)


def add_circumstances(form: forms.Form, method: str, now: datetime) -> None:
    """Add the fields that say with what something was measured, and when."""
    form.fields["instrument"] = forms.CharField(label=_("Instrument"), required=False, max_length=LONGEST)
    form.fields["reagent_lots"] = forms.CharField(
        label=_("Reagent lots"), required=False, max_length=500, help_text=_("Several: parted by commas")
    )
    form.fields["method_version"] = version_field(method, now)
    form.fields["tested_at"] = moment_field(
        _("When it was read"), help_text=_("Leave it empty if it was just now.")
    )


def circumstances(cleaned: Mapping[str, Any], readings: tuple[str, ...]) -> Bench:
    """Return what an analyst hands in: readings, with what they were made."""
    return Bench(
        readings=readings,
        method_version=cleaned.get("method_version", ""),
        instrument=cleaned.get("instrument", ""),
        reagent_lots=reagent_lots_in(cleaned.get("reagent_lots", "")),
        limit_of_detection=cleaned.get("limit_of_detection", ""),
        examined=cleaned.get("examined"),
        tested_at=cleaned.get("tested_at"),
    )


def _reading_field(one: Characteristic, limits: str) -> forms.CharField:
    """Return the field of the readings: numbers are typed, words chosen; a word that is typed is understood too."""
    unit = shown_unit(one.unit).in_language(language())
    if one.expected is None:
        return forms.CharField(
            label=_("Readings (%(unit)s), one a line") % {"unit": unit} if unit else _("Readings, one a line"),
            max_length=2000, help_text=limits, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        )  # fmt: skip
    return WordField(
        label=_("Result"), max_length=2000, help_text=limits,
        widget=forms.RadioSelect(choices=choices(dict(choices_for(one.expected)))),
    )  # fmt: skip


class WordField(forms.CharField):
    """A result in words, chosen; a text that means one of them chooses it, any other is refused by the judgement."""

    def to_python(self, value: Any) -> str:
        """Return the chosen word, whichever way it was written."""
        return "\n".join(choice_in(line) for line in str(super().to_python(value) or "").splitlines())


class ResultForm(ActForm):
    """Readings of one characteristic, and with what they were made."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        one, lang = asked_for(asked), language()
        limits = _("Specification: %(limits)s") % {"limits": limits_text(one).in_language(lang)}
        self.fields["readings"] = _reading_field(one, limits)
        if one.expected in EXAMINED:
            self.fields["limit_of_detection"] = forms.CharField(
                label=_("Detection limit, with its unit"),
                required=False,
                max_length=40,
                help_text=_usual_limit(one),
            )
            self.fields["examined"] = forms.FloatField(
                label=_("Cells examined"), required=False, min_value=1, max_value=MOST_EXAMINED,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        add_circumstances(self, one.method, asked.now)


def _usual_limit(one: Characteristic) -> str:
    """Return the detection limit that the catalogue names for this test, as a hint."""
    measurement = catalogue().measurement(one.key, one.method)
    if measurement is None or measurement.detection_limit is None:
        return ""
    amount, unit = measurement.detection_limit
    limit = f"{amount_text(amount)} {shown_unit(unit).in_language(language())}"
    return str(_("In the catalogue: %(limit)s") % {"limit": limit})


def version_field(method: str, now: datetime) -> forms.CharField | forms.ChoiceField:
    """Return the choice of the versions that have been in force so far; free text for a method that isn't listed."""
    label, known = _("Version of the method"), catalogue().methods.get(method)
    if known is None:
        return forms.CharField(label=label, required=False, max_length=20)
    begun = sorted(
        (one for one in known.versions if one.since <= tokyo_date(now)),
        key=lambda one: one.since,
        reverse=True,
    )
    choices = [(one.version, str(_version_label(one))) for one in begun]
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _version_label(one: MethodVersion) -> str:
    said = {"version": one.version, "since": f"{one.since:%Y-%m-%d}"}
    if one.until is None:
        return _("Version %(version)s, in force since %(since)s") % said
    return _("Version %(version)s, in force %(since)s to %(until)s") % (
        said | {"until": f"{one.until:%Y-%m-%d}"}
    )


def _result(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    bench = circumstances(cleaned, readings_in(cleaned["readings"]))
    subject = asked_for(asked).key
    enter_result(asked.actor, asked.chain, step.key, subject, bench, asked.now, cleaned["key"])


def about_characteristic(asked: Asked) -> dict[str, Any]:
    """Return what the page says above the form: the characteristic, its method, the sample that it needs."""
    one = asked_for(asked)
    name = method_name(one.method).in_language(language())
    measurement = catalogue().measurement(one.key, one.method)
    caution = control_caution(open_rules_by_method(asked.actor.member_uuid).get(one.method, []))
    if measurement is None:
        return {"about": {"title": one.name, "at": None, "detail": name}, "caution": caution}
    need = need_text(measurement.sample).in_language(language())
    told = _("Sample needed: %(need)s; readings: %(n)s") % {"need": need, "n": measurement.readings}
    return {"about": {"title": one.name, "at": None, "detail": f"{name}　{told}"}, "caution": caution}


def waiting_here(asked: Asked) -> list[ResultView]:
    """Return the results of the step that wait for a second person, this one being another."""
    step, row = asked.step()
    return [
        one
        for one in results_at(asked.chain, step.key, row.attempt)
        if one.awaits_verification and one.tested_by != asked.actor.person_uuid
    ]


def _line(asked: Asked, one: ResultView, detail: ResultDetail | None) -> str:
    """Return one result as the verifier reads it: value, limits, readings, instrument."""
    lang = language()
    characteristic = asked.running.route.panel(one.panel).characteristic(one.characteristic)
    parts = [
        f"{characteristic.name.in_language(lang)}　{result_text(one).in_language(lang)}"
        f"（{_('Specification: %(limits)s') % {'limits': limits_text(characteristic).in_language(lang)}}）"
    ]
    if detail is not None and len(detail.replicates) > 1:
        parts.append(_("Readings: %(values)s") % {"values": " / ".join(detail.replicates)})
    if detail is not None and (detail.instrument or detail.reagent_lots):
        parts.append(listed(filter(None, [detail.instrument, *detail.reagent_lots]), language()))
    return "　".join(parts)


def _choices(asked: Asked, found: list[ResultView]) -> list[tuple[str, str]]:
    details = details_of([one.uuid for one in found])
    return [(str(one.uuid), _line(asked, one, details.get(one.uuid))) for one in found]


class VerifyForm(ActForm):
    """The results that the second person has compared with their raw data."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        found = waiting_here(asked)
        self.fields["results"] = forms.MultipleChoiceField(
            label=_("Compared with the raw data, and right"),
            choices=_choices(asked, found),
            widget=forms.CheckboxSelectMultiple,
        )


def _verify(asked: Asked, cleaned: dict[str, Any]) -> None:
    chosen = [UUID(one) for one in cleaned["results"]]
    verify_results(asked.actor, asked.chain, chosen, asked.now, cleaned["key"])


def _testers(asked: Asked) -> dict[str, Any]:
    waiting = waiting_here(asked)
    names = person_names({one.tested_by for one in waiting})
    told = listed(sorted(one.in_language(language()) for one in names.values()), language())
    step, _row = asked.step()
    detail = _("Tested by %(names)s") % {"names": told} if told else ""
    panel = asked.running.route.panel(step.panel or "")
    made = [
        {"uuid": one.uuid, "name": panel.characteristic(one.characteristic).name, "text": one.text}
        for one in calculations_behind([each.uuid for each in waiting]).values()
    ]
    broken = open_rules_by_method(asked.actor.member_uuid)
    rules = sorted({rule for one in waiting for rule in broken.get(one.method, [])})
    about = {"title": step.name, "at": None, "detail": detail}
    return {"about": about, "calculations": made, "caution": control_caution(rules)}


class ReturnForm(ActForm):
    """Which result goes back to who tested it, and why."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        found = [one for one in waiting_here(asked) if may_be_returned(one.state)]
        self.fields["result"] = forms.ChoiceField(
            label=_("Result"), choices=_choices(asked, found), widget=forms.RadioSelect
        )
        self.fields["reason"] = reason_field(_("What has to be looked at again"))


def _return(asked: Asked, cleaned: dict[str, Any]) -> None:
    return_result(
        asked.actor, asked.chain, UUID(cleaned["result"]), cleaned["reason"], asked.now, cleaned["key"]
    )


def _beside_result(asked: Asked) -> dict[str, Any]:
    step, _row = asked.step()
    one, number = asked_for(asked), asked.running.journey.number
    can_calculate = calculation_kinds(one)
    link = act_link(number, "calculate", step=step.key, subject=one.key) if can_calculate else ""
    return about_characteristic(asked) | {"calculate": link}


RESULT = Act(
    "result",
    _("Enter a result"),
    _("Sign the result"),
    _("The result is recorded."),
    fitted(ResultForm),
    _result,
    beside=_beside_result,
    goes_to="laboratory:worklist",
    template="laboratory/enter.html",
    lead=_("Each reading is judged; one outside the limits makes the result fail, whatever the mean."),
)
VERIFY = Act(
    "verify",
    _("Verify results"),
    _("Sign as verified"),
    _("The results are verified."),
    fitted(VerifyForm),
    _verify,
    beside=_testers,
    goes_to="laboratory:worklist",
    template="laboratory/verify.html",
    lead=_("Compare each with its raw data. What passed counts from your signature on."),
)
GIVE_BACK = Act(
    "give-back",
    _("Give a result back"),
    _("Sign and give back"),
    _("The result went back to who tested it."),
    fitted(ReturnForm),
    _return,
    beside=_testers,
    goes_to="laboratory:worklist",
    template="laboratory/verify.html",
    lead=_("It counts no longer and is entered anew. A failed result is corrected with its reason instead."),
)
