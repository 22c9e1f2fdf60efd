"""Open a chain, let members join it, bind other numbers to it."""

import hashlib
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import connection, transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.models import ChainParty
from tsunagu.custody.queries.aliases import chains_with
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

PARTY, ALIAS = "custody.ChainParty", "custody.Alias"


def chain_opened(effects: Effects, chain: UUID, kind: str, number: str, therapy: str, now: datetime) -> None:
    """Add a new chain to the effects of an act."""
    effects.add(
        "custody.Chain", uuid=chain, chain=chain, kind=kind, number=number, therapy=therapy, opened_at=now
    )


def party_joined(effects: Effects, chain: UUID, member: UUID, role: str, now: datetime) -> None:
    """Add a member to a chain; its key is made of what it says, so that none stands twice."""
    uuid = uuid5(NAMESPACE_URL, f"{chain}/{member}/{role}")
    effects.add(PARTY, uuid=uuid, chain=chain, member=member, role=role, joined_at=now)


def party_comes(effects: Effects, chain: UUID, member: UUID, role: str, now: datetime) -> None:
    """Let a member join an opened chain later on, or come back to it; nothing changes if it takes part."""
    row = ChainParty.objects.select_for_update().filter(chain=chain, member=member, role=role).first()
    if row is None:
        party_joined(effects, chain, member, role, now)
    elif row.left_at is not None:
        effects.change(PARTY, row.uuid, joined_at=now, left_at=None)


def party_leaves(effects: Effects, chain: UUID, role: str, now: datetime) -> None:
    """Let who takes part in a role leave the chain: from then on it sees nothing of it."""
    rows = ChainParty.objects.select_for_update().filter(chain=chain, role=role, left_at=None)
    for uuid in sorted(rows.values_list("uuid", flat=True)):
        effects.change(PARTY, uuid, left_at=now)


def bind_alias(
    actor: Actor, chain: UUID, scheme: str, value: str, now: datetime, request_key: str | None = None
) -> tuple[Receipt, bool]:
    """Bind another number to the chain; the second value says whether another chain has it too.

    A clash is recorded, not refused: both numbers are on paper somewhere, and people must hear of it.
    """
    number, kind = _checked("value", value, 120), _checked("scheme", scheme, 30)
    with transaction.atomic():
        open_or_refuse(chain)
        _one_at_a_time(kind, number)
        if done := already_done(chain, request_key, actor=actor):
            return done, False
        having = chains_with(kind, number)
        if chain in having:
            raise Refused("already_bound", _BOUND)
        effects = Effects()
        effects.add(ALIAS, uuid=uuid4(), chain=chain, scheme=kind, value=number, bound_at=now)
        name = "alias_clashed" if having else "alias_bound"
        act = Act(name, chain, now, {"scheme": kind}, effects)
        return append(actor, [act], Signature("bound a number"), now, request_key), bool(having)


def _checked(field: str, typed: str, longest: int) -> str:
    text = check_text(typed, field, longest)
    if not text:
        raise BadInput("number_needed", _EMPTY, field=field)
    return text


def _one_at_a_time(scheme: str, value: str) -> None:
    """Let whoever binds the same number in another chain wait: each must see the other's."""
    digest = hashlib.sha256(f"alias/{scheme}/{value}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])


_EMPTY = Text("番号を入力してください。", "Type the number.")
_BOUND = Text("この番号はすでに登録されています。", "This number is bound to this case or lot already.")
