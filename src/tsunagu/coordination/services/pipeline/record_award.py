"""Record what a programme awards to a product, and the reports that it obliges to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.checks import check_length, check_order
from tsunagu.coordination.domain.pipeline.funding import (
    LONGEST_NOTE,
    Obligation,
    check_amount,
    check_obligations,
)
from tsunagu.coordination.models import Award, AwardReport, FundingProgramme, Product
from tsunagu.coordination.services.pipeline.permission import product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common
from tsunagu.foundation.era import LATEST, check_era
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

YEARS_AFTER = 5


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award: of which programme, from when until when, how much in yen (None: not in money)."""

    programme: UUID
    first: date
    last: date
    amount_yen: int | None = None
    note: str = ""


@transaction.atomic
def record_award(
    actor: Actor,
    uuid: UUID,
    awarded: Awarded,
    obligations: Sequence[Obligation],
    *,
    request_key: str,
    now: datetime,
) -> UUID:
    """Record an award with its reports; the same ``request_key`` again is the same award."""
    product = product_to_write(actor, uuid)
    row_id = row_uuid(actor, request_key)
    if Award.objects.filter(uuid=row_id).exists():
        return row_id
    programme = programme_of(awarded.programme)
    check_award(awarded)
    check_obligations(list(obligations), awarded.first, last_due(awarded.last))
    award = Award.objects.create(
        **common(product, actor, request_key, now), programme=programme, first=awarded.first, last=awarded.last,
        amount_yen=awarded.amount_yen, note=awarded.note.strip(),
    )  # fmt: skip
    for one in obligations:
        _add_report(product, award, one, actor, f"{request_key}/{one.kind}/{one.due_on}", now)
    return award.uuid


@transaction.atomic
def add_report(
    actor: Actor, uuid: UUID, award: UUID, obligation: Obligation, *, request_key: str, now: datetime
) -> None:
    """Add a report that an award obliges to, once it is known."""
    product = product_to_write(actor, uuid)
    row = Award.objects.filter(product=product, uuid=award).first()
    if row is None:
        raise NotFound("award", Text("この資金の記録はありません。", "There is no such award."))
    if AwardReport.objects.filter(uuid=row_uuid(actor, request_key)).exists():
        return
    known = [Obligation(one.kind, one.due_on) for one in row.reports.all()]
    try:
        check_obligations(
            [*known, obligation], row.first, max([last_due(row.last), *(one.due_on for one in known)])
        )
    except BadInput as refused:
        raise BadInput(refused.code, refused.reason, "due_on") from refused
    _add_report(product, row, obligation, actor, request_key, now)


def _add_report(
    product: Product, award: Award, one: Obligation, actor: Actor, request_key: str, now: datetime
) -> None:
    AwardReport.objects.create(
        **common(product, actor, request_key, now), award=award, kind=one.kind, due_on=one.due_on
    )


def last_due(last: date) -> date:
    """Return the last day on which a report of an award that ends on a day can be due."""
    return min(date(min(last.year + YEARS_AFTER, LATEST.year), 12, 31), LATEST)


def programme_of(uuid: UUID) -> FundingProgramme:
    """Return the programme of the catalogue; refuse one that isn't there, at its field."""
    programme = FundingProgramme.objects.filter(uuid=uuid).first()
    if programme is None:
        reason = Text("資金制度を一覧から選んでください。", "Choose a programme of the list.")
        raise BadInput("programme", reason, "programme")
    return programme


def check_reports_of(award: Award, first: date, last: date) -> None:
    """Refuse days of an award outside of which one of its reports would lie."""
    try:
        check_obligations(
            [Obligation(one.kind, one.due_on) for one in award.reports.all()], first, last_due(last)
        )
    except BadInput as refused:
        raise BadInput(refused.code, refused.reason, "first") from refused


def check_award(awarded: Awarded) -> None:
    """Refuse an award whose days, amount or note can't be."""
    check_era([awarded.first], "first")
    check_era([awarded.last], "last")
    check_order(awarded.first, awarded.last)
    check_amount(awarded.amount_yen)
    check_length(awarded.note, LONGEST_NOTE, "note")
