"""A courier says where it carries, or that it no longer does."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.lanes import Ends, check_lane
from tsunagu.members.domain.vocabulary import AREAS, BANDS
from tsunagu.members.models import Lane, Site
from tsunagu.members.services.permission import check_may_write, member_to_write

TRANSPORT = "transport"


@transaction.atomic
def add_lane(
    courier: UUID,
    origin: Ends,
    target: Ends,
    *,
    band: str,
    hours: int,
    weekdays: str,
    valid_from: date,
    valid_until: date | None = None,
    price_thousand_yen: int | None = None,
) -> UUID:
    """Enter a lane of a courier and return its uuid; one stated already is that same lane, brought up to date."""
    row = member_to_write(courier)
    checks.check_word(band, BANDS, "band")
    checks.check_period(valid_from, valid_until)
    check_lane(hours, weekdays, price_thousand_yen)
    if not row.capabilities.filter(stage=TRANSPORT).exists():
        raise Refused("not_a_courier", NOT_A_COURIER)
    ends = _end(origin, "origin") | _end(target, "target")
    made, _ = Lane.objects.update_or_create(
        member=row, band=band, weekdays=weekdays, valid_from=valid_from, **ends,
        defaults={"hours": hours, "valid_until": valid_until, "price_thousand_yen": price_thousand_yen},
    )  # fmt: skip
    return made.uuid


def _end(end: Ends, name: str) -> dict[str, Any]:
    if end.site is None:
        checks.check_word(end.area, AREAS, name)
        return {f"{name}_site": None, f"{name}_area": end.area}
    site = Site.objects.filter(uuid=end.site).first()
    if site is None:
        raise BadInput("site", NO_SITE, name)
    return {f"{name}_site": site, f"{name}_area": ""}


@transaction.atomic
def end_lane(uuid: UUID, last_day: date) -> None:
    """End a lane: its last day is the given one, or the day before its first where it never began."""
    row = Lane.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("lane", NO_LANE)
    check_may_write(row.member_id)
    if last_day < row.valid_from:
        row.delete()
        return
    row.valid_until = last_day if row.valid_until is None else min(last_day, row.valid_until)
    row.save(update_fields=["valid_until"])


NOT_A_COURIER = Text(
    "輸送の機能を登録している会員だけが輸送路を登録できます。先に拠点の機能に輸送を加えてください。",
    "Only members with a capability of transport have lanes. Add one to a site first.",
)
NO_SITE = Text(
    "この拠点は登録されていません。一覧から選んでください。",
    "This site is not registered. Take one from the list.",
)
NO_LANE = Text("この輸送路は登録されていません。", "This lane is not registered.")
