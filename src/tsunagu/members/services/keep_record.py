"""Correct what the register keeps of a member."""

from uuid import UUID

from django.db import transaction

from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_name, check_word
from tsunagu.members.domain.register.record import Record
from tsunagu.members.domain.vocabulary import MEMBER_KINDS
from tsunagu.members.models import Member
from tsunagu.members.queries.membership import terms
from tsunagu.members.services.decide_application import check_number_is_free
from tsunagu.members.services.register_writing import check_keeps_register, in_turn, write_record


@transaction.atomic
def keep_record(actor: Actor, member: UUID, record: Record) -> None:
    """Write the record of a member; only the coordinator does."""
    check_keeps_register(actor)
    in_turn()
    row = Member.objects.filter(uuid=member, is_coordinator=False).first()
    if row is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    record = record if record.name_en else record.told({"name_en": record.name_ja})
    check_name(record.name)
    check_word(record.kind, MEMBER_KINDS, "kind")
    check_word(record.fee_class, terms().classes, "fee_class", may_be_empty=True)
    check_era([record.joined_on, record.left_on], "joined_on")
    if record.joined_on is None or (record.left_on and record.left_on < record.joined_on):
        raise BadInput("left_on", _DAYS, "left_on")
    if record.number:
        record = record.told({"number": check_number_is_free(record.number, row.pk)})
    write_record(row, record)


_DAYS = Text(
    "退会日が入会日より前です。日付を確かめてください。", "It would leave before it joined. Check the days."
)
