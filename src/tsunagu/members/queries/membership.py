"""Memberships as they stand: records of members, membership years, imports, and stays for the growth of the network."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tsunagu.foundation.own_data import read_data
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.register.growth import Stay
from tsunagu.members.domain.register.record import Known, Record
from tsunagu.members.domain.register.terms import Terms, terms_from
from tsunagu.members.domain.register.years import YearAnswer, YearLine, in_year
from tsunagu.members.domain.searching.spelling import sorting_name
from tsunagu.members.models import Member, Membership, RegisterImport
from tsunagu.members.models import YearAnswer as YearAnswerRow

KEPT = (
    "number", "fee_class", "representative", "contact", "email", "phone", "postal_code", "prefecture", "address",
    "website", "note",
)  # fmt: skip
"""Columns of the register that stand in the membership; the others stand with the member itself."""
OWN = ("name_ja", "name_kana", "name_en", "kind", "joined_on", "left_on")


@dataclass(frozen=True, slots=True)
class Imported:
    """A list that was taken over."""

    imported_at: datetime
    by: Text
    file_name: str
    added: int
    changed: int
    unchanged: int


@cache
def terms() -> Terms:
    """Return what membership goes by here.

    Raises
    ------
    SetupProblem : the installation's file can't be read, or says something that makes no sense.
    """
    own: Path | None = settings.MEMBERSHIP
    return read_data("membership.yaml", own, "TSUNAGU_MEMBERSHIP", terms_from, concept="members")


def records() -> list[Known]:
    """Return all members but the coordinator by number, then by reading, those that left included; in one query."""
    rows = _members().select_related("membership")
    return sorted((known_of(row) for row in rows), key=_place)


def _place(known: Known) -> tuple[bool, str, str]:
    record = known.record
    return not record.number, record.number.zfill(20), sorting_name(record.name_ja, record.name_kana)


def _members() -> QuerySet[Member]:
    return Member.objects.filter(is_coordinator=False)


def record_of(member: UUID) -> Known:
    """Return one member with its record; refuse one that isn't in the register."""
    row = _members().select_related("membership").filter(uuid=member).first()
    if row is None:
        raise NotFound("member", Text("この会員は登録されていません。", "This member is not registered."))
    return known_of(row)


def known_of(row: Member) -> Known:
    """Return a member row with its membership, if there is one, as a value."""
    kept: Membership | None = getattr(row, "membership", None)
    own = {key: getattr(row, key) for key in OWN}
    more = {key: getattr(kept, key) for key in KEPT} if kept is not None else {}
    return Known(row.pk, row.uuid, Record(**own, **more), kept is not None and kept.is_preparing)


def year_lines(year: int, today: date) -> list[YearLine]:
    """Return the members in a membership year with what they said of it, in two queries."""
    answers: dict[int, YearAnswer] = {}
    for row in YearAnswerRow.objects.filter(year=year).select_related("person").order_by("turn"):
        answers[row.member_id] = _answer(row)
    lines = (in_year(one, answers.get(one.id), terms(), year, today) for one in records())
    return [line for line in lines if line is not None]


def year_line(member: UUID, year: int, today: date) -> YearLine | None:
    """Return one member in a membership year; None where it is none in that year."""
    known = record_of(member)
    rows = YearAnswerRow.objects.filter(member_id=known.id, year=year).select_related("person")
    row = rows.order_by("-turn").first()
    return in_year(known, None if row is None else _answer(row), terms(), year, today)


def answers_of(member: UUID) -> list[tuple[int, YearAnswer]]:
    """Return what a member said of each year, the newest first."""
    rows = YearAnswerRow.objects.filter(member__uuid=member).select_related("person")
    return [(row.year, _answer(row)) for row in rows.order_by("-year", "-turn")]


def _answer(row: YearAnswerRow) -> YearAnswer:
    by = None if row.person is None else row.person.name
    return YearAnswer(row.answer, row.fee_class, row.leaves_on, row.answered_at.isoformat(), by)


def imports(most: int = 10) -> list[Imported]:
    """Return the lists that were taken over last."""
    rows = RegisterImport.objects.select_related("person")[:most]
    return [
        Imported(one.imported_at, one.person.name, one.file_name, one.added, one.changed, one.unchanged)
        for one in rows
    ]


def stays() -> list[Stay]:
    """Return when each member joined and left, the coordinator left out; everybody may know that."""
    rows = _members().values_list("kind", "joined_on", "left_on")
    return [Stay(*row) for row in rows]
