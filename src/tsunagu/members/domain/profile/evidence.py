"""Which files count as evidence of a licence: known by their content, never by their name."""

import re
import unicodedata

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LARGEST = 5 * 2**20
LONGEST_NAME = 120
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_SEPARATORS = re.compile(r"[\\/]")


def kind_of(content: bytes) -> str:
    """Return ``pdf``, ``png`` or ``jpeg`` by how the file begins and ends; empty for anything else, or a torn file."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "pdf"
    if content.startswith(_PNG) and b"IEND" in content[-64:]:
        return "png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return "jpeg"
    return ""


def check_size(size: int) -> None:
    """Refuse a file that is too large, before it is read, or empty."""
    if not 0 < size <= LARGEST:
        raise BadInput("evidence_size", _SIZE, "evidence")


def check_evidence(content: bytes) -> str:
    """Return the kind of an evidence file; refuse what is no whole PDF, PNG or JPEG of at most 5 MB."""
    check_size(len(content))
    kind = kind_of(content)
    if not kind:
        raise BadInput("evidence_kind", _KIND, "evidence")
    return kind


def plain_name(name: str, kind: str) -> str:
    """Return a file's name without folders, control characters or a misleading ending."""
    last = _SEPARATORS.split(name)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip(". ")
    ending = {"jpeg": (".jpg", ".jpeg")}.get(kind, (f".{kind}",))
    stem = kept if kept.lower().endswith(ending) else f"{kept or 'evidence'}{ending[0]}"
    head, _, tail = stem.rpartition(".")
    return f"{head[: LONGEST_NAME - len(tail) - 1]}.{tail}"


_SIZE = Text(
    "ファイルは空でない、5 MBまでのものにしてください。小さくして、もう一度選んでください。",
    "The file must not be empty, and be of 5 MB at most. Choose a smaller one.",
)
_KIND = Text(
    "このファイルはPDF・PNG・JPEGとして読み取れません（中身で確かめています）。保存し直して、もう一度選んでください。",
    "This file isn't a whole PDF, PNG or JPEG, judged by its content. Save it again and choose it once more.",
)
