"""Hand letters to the mail server: each try once, again later where it fails, and given up loudly."""

from datetime import datetime
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.recipients import recipient_by_id
from tsunagu.notices.domain import letters
from tsunagu.notices.models import Letter, MailTrouble

SEND = "tsunagu.notices.tasks.send_one_letter"
AT_A_TIME = 200


def queue_letters(now: datetime) -> int:
    """Queue a job for each letter whose time has come; without a mail server they are kept to be looked at."""
    due = Letter.objects.filter(state="waiting", try_at__lte=now)
    if not settings.MAIL_IS_SENT:
        forget_outside_letters(due)
        return due.update(state="kept")
    found = list(due.order_by("try_at", "pk")[:AT_A_TIME])
    Letter.objects.filter(pk__in=[one.pk for one in found]).update(try_at=now + letters.QUEUED)
    for letter in found:
        import_string(SEND).defer(letter=str(letter.uuid), tries=letter.tries)
    return len(found)


def send_letter(uuid: UUID, tries: int, now: datetime) -> bool:
    """Send one try of a letter; return whether the server took it.

    ``tries`` is how many were begun when the job was queued: a job that runs twice, or late, does nothing. Where the
    machine stops between the server's yes and our note of it, the letter goes again with the same Message-ID, but never
    more often than there are tries: a machine that stops each time ends as a trouble, too.
    """
    if tries and letters.is_last(tries):
        return _give_up(uuid, tries, now)
    with acting(Scope("worker")):
        taken = Letter.objects.filter(uuid=uuid, state="waiting", tries=tries)
        if not taken.update(tries=F("tries") + 1, try_at=_looked_at_again(tries + 1, now)):
            return False
        letter = Letter.objects.get(uuid=uuid)
        address = _address_of(letter, now)
    trouble, is_final = _hand_over(letter, address) if address else ("No such person any more", True)
    with acting(Scope("worker")):
        if not trouble:
            _sent(letter, now)
        else:
            _failed(letter, trouble, is_final, now)
    return not trouble


def _looked_at_again(tries: int, now: datetime) -> datetime:
    """Return when a letter is tried again, or, after its last try, when it is seen whether that came to an end."""
    return letters.next_try(tries, now) or now + letters.QUEUED


def _give_up(uuid: UUID, tries: int, now: datetime) -> bool:
    """Give up a letter whose last try never came to an end."""
    with acting(Scope("worker")):
        letter = Letter.objects.filter(uuid=uuid, state="waiting", tries=tries).first()
        if letter is not None:
            _failed(letter, "Stopped while it was sent", True, now)
    return False


def forget_outside_letters(rows: "QuerySet[Letter]") -> None:
    """Take out of letters to people outside the network to whom they went and what they said."""
    rows.filter(person__isnull=True).update(address="", subject="", body="")


def _address_of(letter: Letter, now: datetime) -> str:
    """Return where a letter goes to; empty where its reader isn't of the member any more."""
    if letter.person_id is None or letter.member_id is None:
        return letter.address
    to = recipient_by_id(letter.person_id, letter.member_id, tokyo_date(now))
    return "" if to is None else to.email


def _hand_over(letter: Letter, address: str) -> tuple[str, bool]:
    """Return what went wrong (empty: nothing), and whether trying again is of no use."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "tsunagu.example"
    headers = {
        "Message-ID": f"<{letter.uuid}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    if letter.person_id is not None:
        headers["List-Unsubscribe"] = f"<{letters.settings_link(settings.PUBLIC_ADDRESS)}>"
    message = EmailMessage(letter.subject, letter.body, sender, [address], headers=headers)
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()), (550, b""))
        return _said(code, said), code >= 500
    except SMTPResponseException as answer:
        return _said(answer.smtp_code, answer.smtp_error), answer.smtp_code >= 500
    except (SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:300], False
    return "", False


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.replace(chr(0), '').split())}"[:300]


def _sent(letter: Letter, now: datetime) -> None:
    sent = Letter.objects.filter(pk=letter.pk, state="waiting")
    forget_outside_letters(sent)
    sent.update(state="sent", sent_at=now, try_at=None)
    MailTrouble.objects.filter(letter=letter).update(ended_at=now, address="")


def _failed(letter: Letter, said: str, is_final: bool, now: datetime) -> None:
    """Note the trouble for the coordinator; the next try is planned already, unless this was the last.

    Where the letter was forgotten while it was on its way, there is nothing to note.
    """
    if not Letter.objects.filter(pk=letter.pk).exists():
        return
    is_over = is_final or letters.is_last(letter.tries)
    if is_over:
        Letter.objects.filter(pk=letter.pk, state="waiting").update(state="failed", try_at=None)
    MailTrouble.objects.update_or_create(
        letter=letter,
        defaults={
            "member_id": letter.member_id, "person_id": letter.person_id, "said": said, "is_final": is_over,
            "tries": letter.tries, "at": now, "ended_at": None, "address": letter.address,
        },
    )  # fmt: skip
