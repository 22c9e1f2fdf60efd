"""Hand in an application to join, answer what was asked about it, withdraw it: all without an account."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from tsunagu.foundation.brake import check_ceiling
from tsunagu.foundation.refusals import ChangedMeanwhile, NotFound, Refused
from tsunagu.foundation.scope import current_scope, gate_scope, show_receipt
from tsunagu.foundation.text import Text
from tsunagu.members.domain.joining.application import MOST_APPLICATIONS, Applied, check_applied
from tsunagu.members.domain.joining.states import check_next
from tsunagu.members.models import Application, ApplicationAct, Member
from tsunagu.members.queries.joining import ApplicationView, application_of_receipt
from tsunagu.members.queries.membership import terms

LETTERS = 6
_FROM_REQUESTS = UUID("6d1f2a52-6a52-5f0e-9d5c-0a3c5f5b7e11")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The number that an application is called by, and the secret of its private link."""

    reference: str
    secret: str


def secret_of(application: UUID) -> str:
    """Return the secret of an application's private link: it follows from the row and the installation's secret.

    So the same request leads to the same link, and the link can be written into letters, while the table tells none.
    """
    return salted_hmac("tsunagu.members.join", str(application), algorithm="sha256").hexdigest()


def receipt_of(secret: str) -> str:
    """Return the digest of a secret, which is all that is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def hand_in(applied: Applied, request_key: UUID, now: datetime, language: str = "ja") -> HandedIn:
    """Keep an application and return its number and secret; the same request sent again is the same application.

    Passers-by hand in as many within an hour as ``MOST_APPLICATIONS`` says; who is signed in is not braked.
    """
    check_applied(applied, terms())
    keeper = Member.objects.filter(is_coordinator=True).first()
    if keeper is None:
        raise Refused("no_coordinator", _NO_COORDINATOR)
    uuid = uuid5(_FROM_REQUESTS, str(request_key))
    secret = secret_of(uuid)
    receipt = receipt_of(secret)
    show_receipt(receipt)
    if (found := application_of_receipt(receipt)) is not None:
        return HandedIn(found.reference, secret)
    if current_scope().name == "public":
        _check_flood(now)
    letters = b32encode(bytes.fromhex(receipt)).decode()[:LETTERS]
    row = Application.objects.create(
        uuid=uuid, member=keeper, receipt=receipt, reference=f"J{now:%y}-{letters}", handed_in_at=now,
        language=language, stages=list(applied.stages), **{key: getattr(applied, key) for key in _SAID},
    )  # fmt: skip
    add_act(row.pk, keeper.pk, receipt, 1, "handed_in", "", now)
    return HandedIn(row.reference, secret)


def _check_flood(now: datetime) -> None:
    """Refuse one more of passers-by in an hour of too many: the count alone is taken of rows that they can't read."""
    with gate_scope():
        came = Application.objects.filter(
            handed_in_at__gt=MOST_APPLICATIONS.since(now), handed_in_at__lte=now
        ).count()
    check_ceiling(MOST_APPLICATIONS, came)


_SAID = (
    "name_ja", "name_kana", "name_en", "kind", "fee_class", "representative", "contact", "email", "phone", "prefecture",
    "address", "website", "offers", "seeks", "has_consented", "has_agreed",
)  # fmt: skip


def shown(secret: str) -> ApplicationView:
    """Return the application of a secret; refuse a secret that none has."""
    receipt = receipt_of(secret)
    show_receipt(receipt)
    view = application_of_receipt(receipt)
    if view is None:
        raise NotFound("application", _NO_SUCH)
    return view


@transaction.atomic
def answer_question(secret: str, verb: str, note: str, now: datetime) -> None:
    """Answer what the coordinator asked (``answered``), or withdraw the application (``withdrawn``)."""
    view = shown(secret)
    check_next(view.state, "applicant", verb, note)
    keeper = Member.objects.get(is_coordinator=True)
    add_act(view.id, keeper.pk, view.receipt, view.turn, verb, note.strip(), now)


def add_act(
    application: int, keeper: int, receipt: str, turn: int, verb: str, note: str, now: datetime,
    person: int | None = None, entered: Member | None = None,
) -> None:  # fmt: skip
    """Add what happened to an application; refused where something else happened in the same moment."""
    try:
        with transaction.atomic():
            ApplicationAct.objects.create(
                member_id=keeper, application_id=application, receipt=receipt, turn=turn, verb=verb, note=note,
                person_id=person, made_at=now, entered=entered,
            )  # fmt: skip
    except IntegrityError as error:
        raise ChangedMeanwhile("application_changed", _MEANWHILE) from error


_NO_COORDINATOR = Text(
    "いまは入会の申込を受け付けていません。", "Applications can't be handed in at the moment."
)
_NO_SUCH = Text(
    "この申込は見つかりません。控えのリンクが最後まで写されているか確かめてください。",
    "There is no such application. Check that the link was copied whole.",
)
_MEANWHILE = Text(
    "ほかの操作と重なりました。最新の状態を確かめて、もう一度操作してください。",
    "Something else happened at the same time. Look at its present state and try again.",
)
