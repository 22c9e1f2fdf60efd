"""A mail server on loopback that real ``smtplib`` talks to: it keeps what it takes, and refuses whom it is told to."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread


@dataclass
class MailServer:
    """What came, and how the server answers: addresses in ``refused`` are unknown for good, ``is_busy`` passes."""

    port: int = 0
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    is_busy: bool = False

    @property
    def letters(self) -> list[EmailMessage]:
        """What came, parsed."""
        found = [message_from_bytes(content, policy=policy.default) for _, content in self.raw]
        return [one for one in found if isinstance(one, EmailMessage)]

    def to(self, address: str) -> list[EmailMessage]:
        """What came for one address, by the envelope."""
        every = zip(self.raw, self.letters, strict=True)
        return [letter for (to, _), letter in every if to == address]


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, RFC 5321 as far as a sender needs it."""

    def handle(self) -> None:
        """Answer commands until the sender quits."""
        kept: MailServer = self.server.kept  # type: ignore[attr-defined]
        self._say("220 loopback ESMTP")
        to = ""
        while line := self.rfile.readline():
            verb = line.decode("ascii", "replace").strip()
            word = verb.upper().split(" ")[0]
            if word in ("EHLO", "HELO"):
                self._say("250 loopback")
            elif word == "RCPT":
                to = verb.partition("<")[2].partition(">")[0]
                self._say(self._answer(kept, to))
            elif word == "DATA":
                self._say("354 go on")
                kept.raw.append((to, self._content()))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _answer(self, kept: MailServer, to: str) -> str:
        if kept.is_busy:
            return "451 try again later"
        return "550 5.1.1 no such mailbox" if to in kept.refused else "250 ok"

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run the server on a free port of loopback until the block ends."""
    kept = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.kept = kept  # type: ignore[attr-defined]
        kept.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join(5)
