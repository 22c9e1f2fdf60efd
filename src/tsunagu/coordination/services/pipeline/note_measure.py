"""Note that a product uses a special-zone measure, and when it no longer does."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.checks import check_length, check_order
from tsunagu.coordination.domain.pipeline.products import MEASURES
from tsunagu.coordination.models import ProductMeasure
from tsunagu.coordination.services.pipeline.permission import product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_word

LONGEST_NOTE = 500


@transaction.atomic
def note_measure(
    actor: Actor,
    uuid: UUID,
    kind: str,
    note: str,
    first: date,
    last: date | None,
    *,
    request_key: str,
    now: datetime,
) -> None:
    """Note a measure that a product uses from a day on; the same ``request_key`` again notes nothing."""
    product = product_to_write(actor, uuid)
    if ProductMeasure.objects.filter(uuid=row_uuid(actor, request_key)).exists():
        return
    check_word(kind, MEASURES, "kind")
    check_era([first], "first")
    check_era([last], "last")
    check_order(first, last)
    check_length(note, LONGEST_NOTE, "note")
    said = common(product, actor, request_key, now)
    ProductMeasure.objects.create(**said, kind=kind, note=note.strip(), first=first, last=last)


@transaction.atomic
def end_measure(actor: Actor, uuid: UUID, measure: UUID, now: datetime) -> None:
    """Note that a measure is used until today; one that ended before stays as it is."""
    product = product_to_write(actor, uuid)
    row = ProductMeasure.objects.filter(product=product, uuid=measure).first()
    if row is None:
        raise NotFound("measure", Text("この特区制度の記録はありません。", "There is no such measure."))
    today = tokyo_date(now)
    if row.last is None or row.last > today:
        row.last = max(today, row.first)
        row.save(update_fields=["last"])
