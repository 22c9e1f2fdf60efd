"""Suspend a legal basis: from that day on no step is done under it."""

from datetime import date
from uuid import UUID

from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.services.permission import check_may_write
from tsunagu.therapies.models import LegalBasis

SUSPENDERS = ("mah", "sponsor", "quality", "physician")
MAX_REASON = 300


def suspend_legal_basis(actor: Actor | None, uuid: UUID, reason: str, on: date) -> None:
    """Suspend from a day on, with a reason; refused where it is suspended already.

    Parameters
    ----------
    actor : who suspends; None only for the system's own worker.
    """
    if actor is not None:
        check_role(actor, *SUSPENDERS)
    basis = _basis(uuid)
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or "\x00" in reason:
        raise BadInput(
            "suspension_reason",
            Text(
                f"停止の理由を {MAX_REASON} 文字以内で入力してください。",
                f"Give the reason in at most {MAX_REASON} characters.",
            ),
            "reason",
        )
    waiting = LegalBasis.objects.filter(pk=basis.pk, suspended_on__isnull=True)
    if waiting.update(suspended_on=on, suspended_reason=reason) == 0:
        raise Refused(
            "already_suspended",
            Text(f"{basis.number} はすでに停止されています。", f"{basis.number} is suspended already."),
        )


def resume_legal_basis(actor: Actor | None, uuid: UUID) -> None:
    """Lift a suspension; refused where there is none."""
    if actor is not None:
        check_role(actor, *SUSPENDERS)
    basis = _basis(uuid)
    suspended = LegalBasis.objects.filter(pk=basis.pk, suspended_on__isnull=False)
    if suspended.update(suspended_on=None, suspended_reason="") == 0:
        raise Refused(
            "not_suspended",
            Text(f"{basis.number} は停止されていません。", f"{basis.number} isn't suspended."),
        )


def _basis(uuid: UUID) -> LegalBasis:
    basis = LegalBasis.objects.filter(uuid=uuid).first()
    if basis is None:
        raise NotFound(
            "legal_basis", Text("この法的根拠は登録されていません。", "This legal basis is not registered.")
        )
    check_may_write(basis.holder_id)
    return basis
