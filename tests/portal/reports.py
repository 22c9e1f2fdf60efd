"""A product of the maker with a report that falls due."""

from datetime import date, timedelta
from uuid import UUID

from tests.support.world import World
from tsunagu.coordination.domain.pipeline.funding import Obligation
from tsunagu.coordination.domain.pipeline.products import Card
from tsunagu.coordination.queries.pipeline import reports_due
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.keep_programme import Programme, add_programme
from tsunagu.coordination.services.pipeline.record_award import Awarded, record_award
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor

LEAD = "tonomachi-cells"
CARD = Card(
    name=Text("他家iPS網膜シート（試験）", "Retinal sheet (test)"), cell_type="ips", source="allogeneic",
    is_gene_modified=False, indication=Text("加齢黄斑変性", "Macular degeneration"), is_open=False,
)  # fmt: skip


def report_due(world: World, days: int) -> UUID:
    """Enter a funded product of the maker whose report is due in so many days; return the report."""
    hub, lead, now = world.actor("rink", "coordinator"), world.actor(LEAD, "supervisor"), world.now
    with world.acting(hub):
        named = Programme(
            "grant", Text("助成（試験）", "Grant"), Text("試験財団", "Fund"), typical_yen=1_000_000
        )
        programme = add_programme(hub, named, request_key="programme", now=now)
    with world.acting(lead):
        product = _product(lead, world)
        _award(lead, product, programme, tokyo_date(now) + timedelta(days=days), world)
        (one,) = reports_due(now, days + 1)
    return one.uuid


def _product(lead: Actor, world: World) -> UUID:
    reached = Reached("base", "seed", date(2023, 4, 1), "", None)
    return enter_product(
        lead, lead.member_uuid, CARD, reached, Evidence(), request_key="product", now=world.now
    )  # fmt: skip


def _award(lead: Actor, product: UUID, programme: UUID, due: date, world: World) -> None:
    won = Awarded(programme, date(2026, 4, 1), date(2027, 3, 31), 1_000_000)
    record_award(lead, product, won, [Obligation("interim", due)], request_key="award", now=world.now)
