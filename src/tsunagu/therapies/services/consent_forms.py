"""Versions of the consent form of an approval, trial or plan: added, and ended, by who holds it."""

from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.services.permission import check_may_write
from tsunagu.therapies.domain.legal_basis import FormVersion
from tsunagu.therapies.models import LegalBasis

KEEPERS = ("mah", "sponsor", "quality", "physician", "hospital_coordinator")
LONGEST_VERSION = 20


def set_consent_form(actor: Actor | None, uuid: UUID, form: FormVersion) -> None:
    """Register a version of the consent form, or say anew until when it may be signed and must be renewed.

    Parameters
    ----------
    actor : who registers; None only for the system's own worker.
    """
    if actor is not None:
        check_role(actor, *KEEPERS)
    check_form(form)
    with transaction.atomic():
        found = LegalBasis.objects.filter(uuid=uuid).first()
        if found is None:
            raise NotFound("legal_basis", _NO_SUCH)
        check_may_write(found.holder_id)
        basis = LegalBasis.objects.select_for_update().get(pk=found.pk)
        others = [one for one in basis.consent_forms if one["version"] != form.version]
        basis.consent_forms = [*others, stored_form(form)]
        basis.save(update_fields=["consent_forms"])


def stored_form(form: FormVersion) -> dict[str, str]:
    """Return a version of the form as its row keeps it: days in ISO 8601."""
    days = {"first_day": form.first_day, "last_day": form.last_day, "renew_by": form.renew_by}
    return {"version": form.version} | {key: day.isoformat() for key, day in days.items() if day is not None}


def check_form(form: FormVersion) -> None:
    """Refuse a version without a name, and days out of order."""
    name = form.version
    if not name.strip() or name != name.strip() or len(name) > LONGEST_VERSION or "\x00" in name:
        raise BadInput("form_version", _VERSION, "version")
    for field, day in (("last_day", form.last_day), ("renew_by", form.renew_by)):
        if day is not None and day < form.first_day:
            raise BadInput(field, _DAYS, field)


_NO_SUCH = Text("この法的根拠は登録されていません。", "This legal basis is not registered.")
_VERSION = Text(
    f"同意書の版を1〜{LONGEST_VERSION}文字で入力してください。",
    f"Type the version of the consent form in 1 to {LONGEST_VERSION} characters.",
)
_DAYS = Text(
    "同意書の終了日と再同意の期限は、使用開始日以後の日付にしてください。",
    "A consent form can't end, or have to be renewed, before its first day.",
)
