"""Issue a key with which a program of a member signs in; its secret is told once and kept nowhere."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.program_keys import PREFIX_BYTES, SECRET_BYTES, check_key, written
from tsunagu.members.models import ProgramKey, ProgramSecret
from tsunagu.members.services.permission import member_to_write
from tsunagu.members.services.recognise import digest_of


@dataclass(frozen=True, slots=True)
class Issued:
    """A key that was issued; ``text`` is the whole of it, empty where it was told before."""

    uuid: UUID
    text: str


@transaction.atomic
def issue_key(
    actor: Actor,
    member: UUID,
    *,
    name: str,
    grants: Iterable[str],
    valid_until: date,
    request_key: str,
    now: datetime,
) -> Issued:
    """Issue a key of the member; the same ``request_key`` again issues none, and can't tell the secret again."""
    row = member_to_write(member)
    in_turn(row.id, request_key)
    known = ProgramKey.objects.filter(member=row, request_key=request_key).first()
    if known is not None:
        return Issued(known.uuid, "")
    wanted = sorted(set(grants))
    check_key(actor, name, wanted, valid_until, tokyo_date(now))
    text, prefix, secret = written(secrets.token_bytes(PREFIX_BYTES), secrets.token_bytes(SECRET_BYTES))
    key = ProgramKey.objects.create(
        member=row,
        person_id=actor.person_id,
        request_key=request_key,
        name=name.strip(),
        grants=wanted,
        issued_at=now,
        valid_until=valid_until,
    )
    ProgramSecret.objects.create(prefix=prefix, digest=digest_of(secret), member=row, key=key)
    return Issued(key.uuid, text)
