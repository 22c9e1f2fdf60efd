"""How members make their lots: as they state it, and as plans of lots go by it."""

from collections.abc import Mapping
from datetime import datetime

from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.made_to_stock import making_step
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.domain.estimates.figures import LotGiven
from tsunagu.planning.domain.estimates.places import Place, lot_place
from tsunagu.planning.domain.stock.observed import as_released
from tsunagu.planning.domain.stock.record import stated_of
from tsunagu.planning.models import Estimate, StockProduct
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import newest_route


def stated_lots(now: datetime) -> dict[Place, Mapping[str, float]]:
    """Return what members state of the lots of their products, for each of their sites, as far as the scope sees it."""
    sites: dict[int, list[str]] = {}
    for site in all_sites(tokyo_date(now)):
        sites.setdefault(site.member.id, []).append(site.key)
    found = {}
    for row in StockProduct.objects.all():
        route = newest_route(row.therapy)
        says = as_released(stated_of(row.stated).making, planned_doses(route))
        for key in sites.get(row.member_id, ()):
            found[lot_place(key, route.key, making_step(route))] = says
    return found


def planned_doses(route: Route) -> int:
    """Return how many containers the route plans for a lot."""
    outputs = (flow for step in route.steps for flow in step.outputs)
    return next((flow.count for flow in outputs if flow.product == route.makes), 0)


def lots_in_force() -> dict[tuple[int, str], LotGiven]:
    """Return the observed lots that plans go by, by member and route; of several sites the one with the most lots."""
    with gate_scope():
        rows = list(Estimate.objects.filter(kind="lot", state="accepted").order_by("n", "site"))
    found = {}
    for row in rows:
        middle = {name: ends[0] for name, ends in row.values.items()}
        found[row.member_id, row.route] = LotGiven(
            middle["released"], middle["spread"], middle["lost"], row.n
        )
    return found
