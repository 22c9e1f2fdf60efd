"""Where observations for the split of variation come from: results of journeys, and the laboratory's own controls."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tsunagu.evaluation.domain.varies import Observation
from tsunagu.evaluation.queries.controls import Observation as Reading
from tsunagu.evaluation.queries.controls import observations, own_controls
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.variation import RESULTS, Chosen, Found, Source, at_site, coded
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.sites import site_names

FACTORS = ("site", "operator", "instrument", "reagent_lot", "day")
"""A control comes from one lot, so that no donor is among what makes it vary."""


def _counted(actor: Actor) -> list[tuple[str, str, int]]:
    found = Counter((one.characteristic, one.method) for one in observations(own_controls(actor.member_uuid)))
    return [(characteristic, method, count) for (characteristic, method), count in found.most_common()]


def _therapies(actor: Actor) -> list[str]:
    return []


def _observed(actor: Actor, chosen: Chosen) -> Found:
    """Return the readings of the lot that was measured last: lots are never compared with each other."""
    asked = (chosen.characteristic, chosen.method)
    controls = [one for one in own_controls(actor.member_uuid) if (one.characteristic, one.method) == asked]
    readings = [one for one in observations(controls) if chosen.holds(one.measured_at)]
    newest = readings[-1].control_lot if readings else ""
    kept = [one for one in readings if one.control_lot == newest]
    found = tuple(Observation(one.value, str(one.run), _levels(one)) for one in kept)
    return Found(found, _names(actor, kept), kept[0].unit if kept else "")


def _levels(one: Reading) -> dict[str, str]:
    return {
        "site": str(one.site),
        "operator": str(one.operator),
        "instrument": f"{one.site}|{one.instrument}" if one.instrument else "",
        "reagent_lot": "＋".join(sorted(one.reagent_lots)),
        "day": f"{one.site}|{one.day.isoformat()}",
    }


def _names(actor: Actor, kept: Sequence[Reading]) -> dict[tuple[str, str], Text]:
    sites, people = site_names({one.site for one in kept}), person_names({one.operator for one in kept})
    names: dict[tuple[str, str], Text] = {}
    for one in kept:
        site, levels, day = sites[one.site], _levels(one), one.day.isoformat()
        operator = people.get(one.operator) or coded(actor, "作業者", "Operator", str(one.operator))
        names["site", levels["site"]] = site
        names["operator", levels["operator"]] = operator
        names["instrument", levels["instrument"]] = at_site(one.instrument, one.instrument, site)
        names["reagent_lot", levels["reagent_lot"]] = Text(levels["reagent_lot"], levels["reagent_lot"])
        names["day", levels["day"]] = at_site(day, day, site)
    return names


NAME = Text("精度管理（管理試料）", "Quality control (control material)")
CONTROLS = Source("controls", NAME, _counted, _therapies, _observed, FACTORS)
SOURCES: Mapping[str, Source] = {one.key: one for one in (RESULTS, CONTROLS)}
"""They are split one at a time, for they measure different things."""
