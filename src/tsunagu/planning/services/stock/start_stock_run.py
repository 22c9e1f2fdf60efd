"""Ask for a plan of lots: the problem is kept as it stands now, and solved in the background."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import current_scope
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.stock.record import problem_data
from tsunagu.planning.models import StockRun
from tsunagu.planning.queries.stock import products_of
from tsunagu.planning.services.stock.gather_stock import Wanted, gather_stock
from tsunagu.planning.services.stock.state_product import AS_MEMBER

SOLVE = "tsunagu.planning.tasks.solve_stock"
LONGEST_TITLE = 120


@transaction.atomic
def start_stock_run(
    therapies: Collection[str], wanted: Wanted, title: str, now: datetime, request_key: UUID | None = None
) -> UUID:
    """Keep the problem of some of the member's stated products and queue its solving; a resend is the same plan."""
    scope = current_scope()
    check_may_write(scope.member_id)
    if scope.member_id is None or scope.member is None:
        raise NotAllowed("stock", AS_MEMBER)
    key = request_key or uuid4()
    in_turn(scope.member_id, key)
    known = StockRun.objects.filter(member_id=scope.member_id, request_key=key).first()
    if known is not None:
        return known.uuid
    chosen = [one for one in products_of(scope.member_id) if one.therapy in therapies]
    problem = gather_stock(chosen, wanted, scope.member, now)
    row = StockRun.objects.create(
        member_id=scope.member_id,
        person=scope.person,
        request_key=key,
        title=title.strip()[:LONGEST_TITLE],
        is_synthetic=any(one.is_synthetic for one in chosen),
        state="waiting",
        start=problem.start,
        weeks=problem.weeks,
        problem=problem_data(problem),
        made_at=now,
    )
    import_string(SOLVE).defer(run=str(row.uuid))
    return row.uuid
