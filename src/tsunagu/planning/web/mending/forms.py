"""Forms of a mending: what one confirms before signing, a reason, and the days on which a patient can't come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.planning.services.answer_mending import LONGEST


class AcceptForm(forms.Form):
    """The dates were looked at."""

    confirmed = forms.BooleanField(
        label=_("I have looked at these dates and accept them for my hospital."),
        error_messages={"required": _("Tick the box once you have looked at the dates.")},
    )


class ReasonForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why not.")},
    )  # fmt: skip


class UnfitForm(KeyedForm):
    """From when until when the patient can't come."""

    first = day_field(_("The patient can't come from"), required=True)
    last = day_field(_("The last day on which the patient can't come"), required=True)
