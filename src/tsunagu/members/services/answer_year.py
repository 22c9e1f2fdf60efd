"""Say that a member goes on in a membership year, in which class of fees, or on which day it leaves."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.years import YearLine, check_answer
from tsunagu.members.models import Member, Membership, YearAnswer
from tsunagu.members.queries.membership import terms, year_line
from tsunagu.members.services.register_writing import in_turn

FARTHEST_YEARS = 1
"""How many membership years ahead may be answered."""


@transaction.atomic
def answer_year(
    actor: Actor, member: UUID, year: int, answer: str, *, fee_class: str = "", leaves_on: date | None = None,
    now: datetime,
) -> bool:  # fmt: skip
    """Record what the member says of the year; return whether that is otherwise than what was said before.

    The member itself says it, or the coordinator for it. Leaving sets the member's last day; going on takes back
    one within the year or before it, and leaves one in a later year.
    """
    _check_may_answer(actor, member)
    today = tokyo_date(now)
    check_era([leaves_on], "leaves_on")
    _check_year(year, today)
    in_turn_of(actor)
    line = year_line(member, year, today)
    check_answer(line, answer, leaves_on, terms(), year)
    assert line is not None  # noqa: S101 - checked just before
    kept = fee_class or (line.fee.key if line.fee else "")
    if answer == "renew" and kept not in terms().classes:
        raise BadInput("fee_class", _NO_CLASS, "fee_class")
    last_day = leaves_on if answer == "leave" else None
    left_on = last_day or line.left_after(terms().last_day(year))
    if line.known.record.left_on == left_on and _is_said_already(line, answer, kept, last_day):
        return False
    _record(actor, line, year, answer, kept, last_day, now)
    Member.objects.filter(pk=line.known.id).update(left_on=left_on)
    if answer == "renew":
        _keep_fee_of_this_year(actor, member, year, kept, now)
        Membership.objects.update_or_create(member_id=line.known.id, defaults={"fee_class": kept})
    return True


def _keep_fee_of_this_year(actor: Actor, member: UUID, year: int, fee_class: str, now: datetime) -> None:
    """Before another class begins with the next year, write down that of this one, if nothing was said of it yet."""
    today = tokyo_date(now)
    this_year = terms().year_of(today)
    line = year_line(member, this_year, today) if year > this_year else None
    if line is not None and line.fee is not None and line.answer is None and line.fee.key != fee_class:
        _record(actor, line, this_year, "renew", line.fee.key, None, now)


def in_turn_of(actor: Actor) -> None:
    """Wait for other writers: the coordinator on the register, a member on its own row."""
    if actor.is_coordinator:
        in_turn()
    list(Member.objects.select_for_update().filter(pk=actor.member_id).values_list("pk"))


def _record(
    actor: Actor,
    line: YearLine,
    year: int,
    answer: str,
    fee_class: str,
    leaves_on: date | None,
    now: datetime,
) -> None:
    rows = YearAnswer.objects.filter(member_id=line.known.id, year=year)
    turn = (rows.aggregate(last=Max("turn"))["last"] or 0) + 1
    YearAnswer.objects.create(
        member_id=line.known.id, year=year, turn=turn, answer=answer, fee_class=fee_class, leaves_on=leaves_on,
        person_id=actor.person_id, answered_at=now,
    )  # fmt: skip


def _is_said_already(line: YearLine, answer: str, fee_class: str, leaves_on: date | None) -> bool:
    said = line.answer
    return said is not None and (said.answer, said.fee_class, said.leaves_on) == (
        answer,
        fee_class,
        leaves_on,
    )


def _check_may_answer(actor: Actor, member: UUID) -> None:
    is_own = actor.member_uuid == member and not actor.is_reader and actor.grants is None
    if not (is_own or actor.is_coordinator):
        raise NotAllowed("answer_year", _NOT_YOURS)


def _check_year(year: int, today: date) -> None:
    now_year = terms().year_of(today)
    if not now_year <= year <= now_year + FARTHEST_YEARS:
        raise BadInput("year", _NOT_THIS_YEAR, "year")


_NOT_YOURS = Text(
    "更新や退会は、その会員の人か調整担当だけが回答できます。調整担当に連絡してください。",
    "Only the member's own people or the coordinator may answer. Ask the coordinator.",
)
_NO_CLASS = Text("会費区分を選んでください。", "Choose a fee class.")
_NOT_THIS_YEAR = Text(
    "回答できるのは今年度と来年度だけです。年度を選び直してください。",
    "Only this membership year and the next can be answered. Choose one of them.",
)
