"""A member states how it makes and keeps a product, and the demand that it expects."""

from datetime import datetime

from django.db import transaction

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.stock.checks import check_stated
from tsunagu.planning.domain.stock.record import stated_data
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.planning.models import StockProduct
from tsunagu.planning.queries.stock import stock_route


@transaction.atomic
def state_product(therapy: str, stated: Stated, now: datetime, *, is_synthetic: bool = False) -> None:
    """Keep what the scope's member states about the product of a production route; the last statement holds."""
    scope = current_scope()
    check_may_write(scope.member_id)
    if scope.member_id is None:
        raise NotAllowed("stock", AS_MEMBER)
    route = stock_route(therapy)
    check_stated(stated)
    StockProduct.objects.update_or_create(
        member_id=scope.member_id,
        therapy=route.key,
        defaults={
            "stated": stated_data(stated),
            "is_synthetic": is_synthetic,
            "person": scope.person,
            "changed_at": now,
        },
    )


AS_MEMBER = Text("会員として登録してください。", "Do this as a person of a member.")
