"""What the environment says about letters by e-mail: the mail server, the sender, the address that links begin with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import urlsplit

from tsunagu.foundation.problems import setup_problem

SECURITY = {"starttls": 587, "tls": 465, "none": 25}
"""Ways to talk to the mail server, each with its usual port."""
LOCAL = "http://127.0.0.1:8000"
SENDER = "Tsunagu <tsunagu@localhost>"


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server; without a host nothing is sent, and letters are kept to be looked at."""

    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: str = SENDER

    @property
    def backend(self) -> str:
        """Return Django's backend: the server, or the console where there is none."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'console'}.EmailBackend"


def read_mail(environment: Mapping[str, str]) -> Mail:
    """Read ``TSUNAGU_MAIL_HOST``, ``_PORT``, ``_SECURITY``, ``_USER``, ``_PASSWORD`` and ``_FROM``."""
    host = environment.get("TSUNAGU_MAIL_HOST", "").strip()
    if not host:
        return Mail()
    security = environment.get("TSUNAGU_MAIL_SECURITY", "starttls").lower()
    if security not in SECURITY:
        raise setup_problem(
            f"TSUNAGU_MAIL_SECURITY は {'、'.join(SECURITY)} のどれかです（今は「{security}」）。",
            f"TSUNAGU_MAIL_SECURITY must be one of {', '.join(SECURITY)}, not {security!r}.",
        )
    return Mail(
        host=host,
        port=_port(environment.get("TSUNAGU_MAIL_PORT", ""), SECURITY[security]),
        security=security,
        user=environment.get("TSUNAGU_MAIL_USER", ""),
        password=environment.get("TSUNAGU_MAIL_PASSWORD", ""),
        sender=_sender(environment.get("TSUNAGU_MAIL_FROM", "")),
    )


def read_address(environment: Mapping[str, str]) -> str:
    """Return ``TSUNAGU_ADDRESS``, else the first of ``TSUNAGU_ORIGINS``: what links in letters begin with."""
    origins = [one.strip() for one in environment.get("TSUNAGU_ORIGINS", "").split(",") if one.strip()]
    given = environment.get("TSUNAGU_ADDRESS", "").strip() or next(iter(origins), LOCAL)
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise setup_problem(
            f"TSUNAGU_ADDRESS は https://ホスト名 の形で書いてください（今は「{given}」）。",
            f"TSUNAGU_ADDRESS must look like https://host, not {given!r}.",
        )
    return given.rstrip("/")


def _port(given: str, usual: int) -> int:
    if not given:
        return usual
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise setup_problem(
            f"TSUNAGU_MAIL_PORT は 1〜65535 の番号です（今は「{given}」）。",
            f"TSUNAGU_MAIL_PORT must be a number from 1 to 65535, not {given!r}.",
        )
    return int(given)


def _sender(given: str) -> str:
    _, address = parseaddr(given)
    if address.count("@") != 1 or "\n" in given or "\r" in given:
        raise setup_problem(
            "TSUNAGU_MAIL_FROM に差出人のアドレスを書いてください（例：つなぐ <tsunagu@example.jp>）。",
            "Write the sender's address in TSUNAGU_MAIL_FROM, such as: Tsunagu <tsunagu@example.jp>.",
        )
    return given.strip()
