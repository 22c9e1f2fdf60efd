"""Say when a product is expected to reach its next stages."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.stages import STAGES
from tsunagu.coordination.models import ProductPlan
from tsunagu.coordination.services.pipeline.permission import product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common
from tsunagu.foundation.era import check_era
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_word


@transaction.atomic
def plan_stages(actor: Actor, uuid: UUID, planned: Mapping[str, date | None], now: datetime) -> None:
    """Replace the planned days of the stages named; None takes one away."""
    product = product_to_write(actor, uuid)
    for stage, day in planned.items():
        check_word(stage, STAGES, f"plan_{stage}")
        check_era([day], f"plan_{stage}")
    for stage, day in planned.items():
        rows = ProductPlan.objects.filter(product=product, stage=stage)
        if day is None:
            rows.delete()
        elif not rows.update(planned_on=day, recorded_at=now, recorded_by=actor.person_uuid):
            said = common(product, actor, "", now) | {"uuid": row_uuid(actor, f"plan/{uuid}/{stage}/{now}")}
            ProductPlan.objects.create(**said, stage=stage, planned_on=day)
