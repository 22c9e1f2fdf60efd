"""Bind another organisation's number to a case or lot; a clash or a late binding is an alert."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from tsunagu.custody.domain import aliases
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.aliases import chains_with
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.queries.many import parties_of
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.chain import bind_alias
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify

WHO_BINDS = ("hospital_coordinator", "physician", "quality", "supervisor", "sponsor", "mah", "courier")


def bind_number(
    actor: Actor, chain: UUID, scheme: str, typed: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Bind a number to the chain; tell those who answer for it when it clashes or comes late.

    Raises
    ------
    BadInput : the kind is unknown, or the number can't be one. Refused : it is bound to this chain already.
    """
    check_role(actor, *WHO_BINDS)
    value = aliases.normal(scheme, typed)
    with transaction.atomic():
        signer = Signer(actor.person_uuid, actor.member_uuid)
        receipt, clashes = bind_alias(signer, chain, scheme, value, now, request_key)
        if receipt.was_there:
            return receipt
        if clashes:
            sentence = Text(
                f"番号「{value}」が、別の症例・ロットにも登録されています。取り違えがないか確かめてください。",
                f"The number {value} is bound to another case or lot too. Make sure that nothing was mixed up.",
            )
            _tell(chains_with(scheme, value), "alias_clash", sentence, receipt.uuid, now)
        elif aliases.is_late(scheme, bool(items_of_chain(chain))):
            sentence = Text(
                f"番号「{value}」は、採取の後に登録されました。ラベルと書類の番号を確かめてください。",
                f"The number {value} was bound after the collection. Check the numbers on labels and papers.",
            )
            _tell({chain}, "alias_late", sentence, receipt.uuid, now)
    return receipt


def _tell(chains: set[UUID], kind: str, sentence: Text, subject: UUID, now: datetime) -> None:
    """Write to the hospital of each case, and to the maker of each lot; neither learns of the other's."""
    with gate_scope():
        numbers = chain_numbers(chains)
    for chain in chains:
        with gate_scope():
            parties = parties_of(chain)
        answering = {member for member, role in parties if role == "hospital"}
        for member in answering or {member for member, role in parties if role == "manufacturer"}:
            number = numbers[chain]
            text = Text(f"{number}：{sentence.ja}", f"{number}: {sentence.en}")
            notify(
                member_by_uuid(member).id, "", kind, text,
                subject=uuid5(chain, str(subject)), now=now, chain=chain, link=f"/journeys/{number}/",
            )  # fmt: skip
