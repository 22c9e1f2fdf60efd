"""The private link of a registration and the symbol on a ticket: how they are written and read back."""

import re
from base64 import urlsafe_b64encode

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

MARK = "TSG1:"
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")


def link_of(secret: bytes) -> str:
    """Return 32 secret bytes as they stand in a private link."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def symbol_of(link: str) -> str:
    """Return what the symbol on a ticket holds."""
    return f"{MARK}{link}"


def read_symbol(text: str) -> str:
    """Return the private link that was scanned (the symbol, or the link's address); refuse anything else."""
    found = text.strip()
    if found.startswith(MARK):
        found = found.removeprefix(MARK)
    elif "/mine/" in found:
        found = found.rpartition("/mine/")[2].strip("/")
    if not _LINK.fullmatch(found):
        raise BadInput("ticket", NO_TICKET, "symbol")
    return found


NO_TICKET = Text(
    "この催しの受付票ではありません。受付票の二次元コードを読み取るか、名簿から受け付けてください。",
    "This is no ticket of a gathering. Scan the code on the ticket, or check in from the list of names.",
)
