"""A mail server to send to, and the post's work of one minute."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from tests.members.conftest import NOW
from tests.support.mail_server import MailServer, mail_server
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.models import Letter
from tsunagu.notices.services.make_letters import make_letters
from tsunagu.notices.services.send_letter import queue_letters, send_letter

WORKER = Scope(name="worker")
ADDRESS = "https://tsunagu.example.jp"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_USE_TLS, settings.MAIL_IS_SENT = False, True
        settings.PUBLIC_ADDRESS = ADDRESS
        settings.DEFAULT_FROM_EMAIL = "つなぐ <tsunagu@tsunagu.example.jp>"
        yield found


def post(now: Any = NOW) -> None:
    """What the worker does each minute, and the jobs that it queued, each run twice."""
    with acting(WORKER):
        make_letters(now)
        waiting = list(Letter.objects.filter(state="waiting", try_at__lte=now).values_list("uuid", "tries"))
        queue_letters(now)
    for _ in range(2):
        for uuid, tries in waiting:
            send_letter(uuid, tries, now)


def subject(letter: EmailMessage) -> str:
    """The subject without the space that folding a long one leaves."""
    return str(letter["Subject"]).strip()
