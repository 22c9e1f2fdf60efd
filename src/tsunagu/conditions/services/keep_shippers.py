"""Keep the register of shippers: a member enters its own, records what was measured, and takes one out of use."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.domain.holding import check_hours, check_period
from tsunagu.conditions.models import HoldTest, Shipper
from tsunagu.conditions.queries.shippers import NO_SUCH
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.services.permission import check_may_write

LONGEST_CODE, LONGEST_TEXT = 40, 80


@dataclass(frozen=True, slots=True)
class NewTest:
    """What was measured of a shipper: hours, on which day, until when it counts, by whom, and the report's number."""

    hours: int
    tested_on: date
    valid_until: date
    tested_by: str
    reference: str


@transaction.atomic
def add_shipper(
    actor: Actor, code: str, model: str, band: str, nominal_hours: int | None, now: datetime
) -> UUID:
    """Enter a shipper of the actor's member; the same one entered again in the same words is that one.

    Raises
    ------
    BadInput : something is missing, too long or makes no sense. Refused : another one of the member has this number.
    """
    _check_may(actor, actor.member_id)
    said = {"model": _said(model, "model", LONGEST_TEXT), "band": band, "nominal_hours": nominal_hours}
    if band not in BANDS:
        raise BadInput("band", UNKNOWN_BAND, field="band")
    if nominal_hours is not None:
        check_hours(nominal_hours, "nominal_hours")
    row, is_new = Shipper.objects.get_or_create(
        member_id=actor.member_id, code=_said(code, "code", LONGEST_CODE),
        defaults=said | {"written_by": actor.person_uuid, "written_at": now},
    )  # fmt: skip
    if not is_new and any(getattr(row, name) != value for name, value in said.items()):
        raise Refused("shipper_known", KNOWN, field="code")
    return row.uuid


@transaction.atomic
def record_test(actor: Actor, shipper: UUID, test: NewTest, today: date, now: datetime) -> None:
    """Record how long a shipper was measured to hold; the same measurement again changes nothing."""
    row = _own(actor, shipper)
    check_hours(test.hours, "hours")
    check_period(test.tested_on, test.valid_until, today)
    HoldTest.objects.get_or_create(
        member_id=row.member_id, shipper=row, hours=test.hours, tested_on=test.tested_on,
        valid_until=test.valid_until, reference=_said(test.reference, "reference", LONGEST_TEXT),
        tested_by=_said(test.tested_by, "tested_by", LONGEST_TEXT),
        defaults={"written_by": actor.person_uuid, "written_at": now},
    )  # fmt: skip


@transaction.atomic
def retire_shipper(actor: Actor, shipper: UUID, today: date) -> None:
    """Take a shipper out of use from today on; what is on its way in it is not touched."""
    row = _own(actor, shipper)
    if row.retired_on is None:
        row.retired_on = today
        row.save(update_fields=["retired_on"])


def _own(actor: Actor, uuid: UUID) -> Shipper:
    row = Shipper.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("shipper", NO_SUCH)
    _check_may(actor, row.member_id)
    return row


def _check_may(actor: Actor, member_id: int) -> None:
    if actor.is_reader:
        raise NotAllowed("read_only", READS_ONLY)
    check_may_write(member_id)


def _said(text: str, field: str, longest: int) -> str:
    said = text.strip()
    if not said or len(said) > longest:
        raise BadInput(field, Text(
            f"1〜{longest}文字で入力してください。", f"Write 1 to {longest} characters."
        ), field=field)  # fmt: skip
    return said


KNOWN = Text(
    "この管理番号の容器はすでに登録されています。番号を確認してください。",
    "A shipper of this number is registered already. Check the number.",
)
UNKNOWN_BAND = Text("温度帯を一覧から選んでください。", "Choose the temperature band from the list.")
READS_ONLY = Text(
    "閲覧だけの役割では輸送容器を登録できません。", "A role that only reads can't register shippers."
)
