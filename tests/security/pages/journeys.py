"""Pages of journeys, custody and therapies."""

from tests.security.pages.kinds import (
    EVERYONE,
    GONE,
    HOSPITAL,
    PARTIES,
    REFUSED,
    Page,
    item,
    number,
    route,
)

PAGES: dict[str, Page] = {
    "custody:trace/0": Page(EVERYONE, data=lambda scene: {"q": scene.number}),
    "custody:trace/1": Page(PARTIES, item),
    "custody:trace_csv": Page(EVERYONE, data=lambda scene: {"q": scene.number}, statuses=REFUSED | {404}),
    "custody:label": Page(PARTIES, item, names_it=False),
    "custody:symbol": Page(PARTIES, item, names_it=False),
    "custody:travel/1": Page(PARTIES, number, names_it=False),
    "custody:travel/2": Page(PARTIES, lambda scene: [scene.number, "transport_in"], names_it=False),
    "custody:hand_overs": Page(EVERYONE),
    "custody:hand_over_paper": Page(PARTIES, lambda scene: [scene.hand_over], names_it=False),
    "custody:hand_over": Page(
        PARTIES, lambda scene: [scene.hand_over, "cancel"], "post", statuses=REFUSED | GONE
    ),
    "therapies:list": Page(EVERYONE),
    "therapies:write": Page(EVERYONE),
    "therapies:route": Page(EVERYONE, lambda scene: [scene.route]),
    "therapies:version": Page(EVERYONE, route),
    "therapies:file": Page(EVERYONE, route),
    "journeys:list": Page(EVERYONE),
    "journeys:order": Page(EVERYONE),
    "journeys:from_paper": Page(EVERYONE, statuses=frozenset({200, 403})),
    "journeys:produce": Page(EVERYONE, statuses=frozenset({200, 403})),
    "journeys:journey": Page(PARTIES, number),
    "journeys:row": Page(PARTIES, lambda scene: [scene.number, scene.row], names_it=False),
    "journeys:source": Page(PARTIES, lambda scene: [scene.number, scene.source], names_it=False),
    "journeys:result": Page(PARTIES, lambda scene: [scene.number, scene.result]),
    "journeys:calculation": Page(PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False),
    "journeys:calculation_csv": Page(
        PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False
    ),
    "journeys:calculation_json": Page(
        PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False
    ),
    "journeys:act": Page(PARTIES, lambda scene: [scene.number, "hold"]),
    "look_backs:list": Page(EVERYONE),
    "look_backs:open": Page(EVERYONE),
    "look_backs:page": Page(EVERYONE, lambda scene: ["LB26-99999"], statuses=frozenset({404})),
    "look_backs:csv": Page(EVERYONE, lambda scene: ["LB26-99999"], statuses=frozenset({404})),
    "look_backs:act": Page(EVERYONE, lambda scene: ["LB26-99999", "answer"], "post", statuses=GONE),
    "scan:start": Page(EVERYONE),
    "scan:read": Page(
        EVERYONE, method="post", data=lambda scene: {"symbol": scene.number}, statuses=REFUSED | {404}
    ),
    "scan:decode": Page(EVERYONE, method="post", statuses=REFUSED | {404}),
    "scan:item": Page(PARTIES, item),
    "scan:do": Page(PARTIES, item, "post", statuses=REFUSED),
    "scan:bedside": Page(PARTIES, item),
    "scan:problem": Page(PARTIES, item),
    "scan:case": Page(PARTIES, number),
    "scan:wristband": Page(HOSPITAL, number, names_it=False),
}
