"""Keep the file from which results were taken, byte for byte."""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from tsunagu.evaluation.models import SourceFile


def keep_source(
    chain: UUID, step: str, attempt: int, name: str, content: bytes, person: UUID, now: datetime
) -> UUID:
    """Keep the bytes of an instrument's file; the ledger holds their hash."""
    uuid = uuid4()
    SourceFile.objects.create(
        chain=chain,
        uuid=uuid,
        step=step,
        attempt=attempt,
        name=name[:120],
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=person,
        uploaded_at=now,
    )
    return uuid
