"""Files that people attach: which kinds, how large, under which name. They are given back as attachments only."""

import unicodedata
from collections.abc import Mapping

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

MOST_BYTES = 4 * 2**20
LONGEST_NAME = 200
KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
"""Media types of what may be attached, by the end of its name."""
_STARTS_WITH: Mapping[str, bytes] = {
    "pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "pptx": b"PK", "png": b"\x89PNG", "jpg": b"\xff\xd8",
    "jpeg": b"\xff\xd8",
}  # fmt: skip


def plain_name(name: str) -> str:
    """Return a file's name without folders and signs that can't be seen, its end kept where it is too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    return " ".join(seen.split())[-LONGEST_NAME:]


def check_attachment(name: str, content: bytes) -> str:
    """Return the media type of a file that may be attached; refuse its kind or size."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in KINDS:
        raise BadInput("file_kind", _KIND, "file")
    if not content or not content.startswith(_STARTS_WITH.get(ending, b"")):
        raise BadInput("file_content", _NOT_SUCH, "file")
    if len(content) > MOST_BYTES:
        raise BadInput("file_size", _TOO_BIG, "file")
    return KINDS[ending]


_KIND = Text(
    f"この種類のファイルは添付できません。添付できるのは {'、'.join(KINDS)} です。",
    f"This kind of file can't be attached. Attach {', '.join(KINDS)}.",
)
_NOT_SUCH = Text(
    "ファイルが空か、中身が拡張子と合いません。ファイルを確かめてください。",
    "The file is empty, or isn't what its name says. Check the file.",
)
_TOO_BIG = Text(
    f"ファイルは{MOST_BYTES // 2**20} MBまでです。小さくするか、分けてください。",
    f"A file is at most {MOST_BYTES // 2**20} MB. Make it smaller, or split it.",
)
