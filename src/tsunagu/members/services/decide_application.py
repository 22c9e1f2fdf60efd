"""Decide an application: ask the applicant, decline it, or accept it, which enters the member in preparation."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import already, check_word
from tsunagu.members.domain.joining.states import check_next
from tsunagu.members.domain.register.columns import COLUMNS
from tsunagu.members.domain.register.names import number_key
from tsunagu.members.domain.register.values import number_in
from tsunagu.members.models import Member, Membership
from tsunagu.members.queries.joining import application
from tsunagu.members.queries.membership import terms
from tsunagu.members.services.apply_to_join import add_act
from tsunagu.members.services.register_writing import (
    check_keeps_register,
    check_name_is_free,
    enter_new,
    in_turn,
)


@transaction.atomic
def reply_to_application(actor: Actor, uuid: UUID, verb: str, note: str, now: datetime) -> None:
    """Ask the applicant something (``asked``), or decline the application with the reason (``declined``)."""
    check_keeps_register(actor)
    view = application(uuid)
    if verb not in ("asked", "declined"):
        raise BadInput("verb", _NO_VERB)
    check_next(view.state, "coordinator", verb, note)
    keeper = in_turn()
    add_act(view.id, keeper.pk, view.receipt, view.turn, verb, note.strip(), now, actor.person_id)


@transaction.atomic
def accept_application(
    actor: Actor, uuid: UUID, *, number: str, joined_on: date, fee_class: str, note: str = "", now: datetime
) -> UUID:
    """Accept an application and return the member that it makes: numbered, without account, in preparation."""
    check_keeps_register(actor)
    keeper = in_turn()
    view = application(uuid)
    check_next(view.state, "coordinator", "accepted", note)
    check_word(fee_class, terms().classes, "fee_class")
    check_era([joined_on], "joined_on")
    check_name_is_free(view.applied.name_ja)
    number = check_number_is_free(number)
    record = view.applied.record().told({"number": number, "joined_on": joined_on, "fee_class": fee_class})
    (member,) = enter_new([record], is_preparing=True)
    add_act(
        view.id, keeper.pk, view.receipt, view.turn, "accepted", note.strip(), now, actor.person_id, member
    )
    return member.uuid


@transaction.atomic
def end_preparation(actor: Actor, member: UUID) -> None:
    """Say that a new member is set up: its preparation is over."""
    check_keeps_register(actor)
    row = Member.objects.filter(uuid=member, is_coordinator=False).first()
    if row is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    Membership.objects.filter(member=row).update(is_preparing=False)


def check_number_is_free(text: str, but: int | None = None) -> str:
    """Return a member number as it is kept; refuse one that can't be read or that another member (not ``but``) has."""
    try:
        number = number_in(text.strip())
    except BadInput as refused:
        raise BadInput(refused.code, refused.reason, "number") from refused
    if len(number) > COLUMNS["number"].longest:
        raise BadInput(
            "number", Text("会員番号は20文字以内です。", "A number has at most 20 signs."), "number"
        )
    others = Membership.objects.exclude(number="").values_list("member_id", "number")
    if any(number_key(one) == number_key(number) for owner, one in others if owner != but):
        raise already(Text(f"会員番号 {number}", f"Member number {number}"), "number")
    return number


_NO_VERB = Text("操作を選び直してください。", "Choose what to do.")
