"""Keep the catalogue of funding programmes: the coordinator adds and changes them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagu.coordination.domain.pipeline.checks import check_length, check_order
from tsunagu.coordination.domain.pipeline.funding import KINDS, LONGEST_NOTE, check_amount
from tsunagu.coordination.models import FundingProgramme
from tsunagu.coordination.services.pipeline.permission import check_may_coordinate, row_uuid
from tsunagu.coordination.services.pipeline.recording import recorded
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_name, check_word


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as the catalogue tells it; amounts in yen, ``is_over`` once nothing more is called for."""

    kind: str
    name: Text
    funder: Text
    call_first: date | None = None
    call_last: date | None = None
    typical_yen: int | None = None
    note: str = ""
    is_over: bool = False


@transaction.atomic
def add_programme(actor: Actor, programme: Programme, *, request_key: str, now: datetime) -> UUID:
    """Add a programme to the catalogue; the same ``request_key`` again is the same one."""
    check_may_coordinate(actor)
    uuid = row_uuid(actor, request_key)
    if FundingProgramme.objects.filter(uuid=uuid).exists():
        return uuid
    row = FundingProgramme(uuid=uuid, member_id=actor.member_id)
    try:
        with transaction.atomic():
            _write(row, programme, actor, now)
    except IntegrityError:  # the same form, sent twice in one moment
        pass
    return uuid


@transaction.atomic
def change_programme(actor: Actor, uuid: UUID, programme: Programme, now: datetime) -> None:
    """Replace what the catalogue tells of a programme; awards go on naming it."""
    check_may_coordinate(actor)
    row = FundingProgramme.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("programme", Text("この資金制度はありません。", "There is no such programme."))
    _write(row, programme, actor, now)


def _write(row: FundingProgramme, said: Programme, actor: Actor, now: datetime) -> None:
    name, funder = _both(said.name), _both(said.funder)
    _check(said, name, funder)
    row.kind, row.note, row.is_over = said.kind, said.note.strip(), said.is_over
    row.name_ja, row.name_en, row.funder_ja, row.funder_en = name.ja, name.en, funder.ja, funder.en
    row.call_first, row.call_last, row.typical_yen = said.call_first, said.call_last, said.typical_yen
    for column, value in recorded(actor.person_uuid, now).items():
        setattr(row, column, value)
    row.save()


def _both(said: Text) -> Text:
    return Text(said.ja.strip(), said.en.strip() or said.ja.strip())


def _check(said: Programme, name: Text, funder: Text) -> None:
    check_word(said.kind, KINDS, "kind")
    check_name(name)
    check_length(funder.ja, 120, "funder_ja", may_be_empty=False)
    check_length(funder.en, 120, "funder_en")
    check_era([said.call_first], "call_first")
    check_era([said.call_last], "call_last")
    check_order(said.call_first, said.call_last, "call_last")
    check_amount(said.typical_yen, "typical_yen")
    check_length(said.note, LONGEST_NOTE, "note")
