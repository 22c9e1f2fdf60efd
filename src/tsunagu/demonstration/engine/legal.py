"""The routes and the papers of the demonstration: published and registered by their services."""

from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources

from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.demonstration.network.castings import named_sites
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import Characteristic, Panel, Route, load_route
from tsunagu.therapies.domain.legal_basis import FormVersion
from tsunagu.therapies.queries import newest_route
from tsunagu.therapies.services.publish_route import publish_route
from tsunagu.therapies.services.register_legal_basis import BasisPapers, register_legal_basis

KINDS = {"approved": "approval", "trial": "trial", "research": "plan_research", "treatment": "plan_treatment"}
REVISED = "allo-bm-msc-gvhd-production"
"""The route whose specification is made stricter at the end of the demonstration's past."""
HOLDERS = {
    "auto-car-t-fresh-trial": "sakura-cart",
    "auto-adipose-msc-knee": "shinanomachi-hospital",
    "allo-cord-msc-research": "shinanomachi-hospital",
    "auto-cartilage": "wakaba-tissue",
    "auto-epidermis": "wakaba-tissue",
    "auto-oral-epithelium-amnion": "wakaba-tissue",
    "donor-amnion": "wakaba-tissue",
    "allo-bm-msc-gvhd": "tsubasa-stem",
    "allo-msc-comparability": "tsubasa-stem",
    "allo-ips-cardio-sheet": "hikari-ips",
    "allo-ips-dopaminergic": "hikari-ips",
}


def shipped_routes() -> list[Route]:
    """Return the routes that come with Tsunagu."""
    folder = resources.files("tsunagu.therapies") / "data" / "routes"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return [load_route(one.read_text(encoding="utf-8"), "yaml", catalogue()) for one in files]


def publish_all(now: datetime) -> None:
    """Publish each route, and register the approval, trial or plan that it is carried out under."""
    with acting(Scope("worker")):
        for number, route in enumerate(shipped_routes()):
            publish_route(None, route, now)
            _register(route, number, now)


def revise(now: datetime) -> None:
    """Publish the next version of one route with stricter limits: journeys under way keep theirs."""
    with acting(Scope("worker")):
        route = newest_route(REVISED)
        panels = tuple(_stricter(one) if one.key == "release" else one for one in route.panels)
        publish_route(None, replace(route, version=route.version + 1, panels=panels), now)


def _stricter(panel: Panel) -> Panel:
    changed = tuple(
        replace(one, minimum=one.minimum + 5) if one.key == "viability" and one.minimum is not None else one
        for one in panel.characteristics
    )
    added = Characteristic(
        "osmolality",
        Text("浸透圧", "Osmolality"),
        "mosm/kg",
        "reference",
        "freezing_point",
        turnaround_hours=1,
    )
    return replace(panel, version=panel.version + 1, characteristics=(*changed, added))


def _register(route: Route, number: int, now: datetime) -> None:
    holder = HOLDERS.get(route.key.removesuffix("-production"), "aoba-regenerative")
    year, since = now.year % 100, (now - timedelta(days=900)).date()
    numbers = {
        "approval": f"2{number:02d}00FZX{number:05d}000",
        "trial": f"DEMO-P-{number:03d}",
        "plan_research": f"PA3{year:02d}{number:04d}",
        "plan_treatment": f"PB3{year:02d}{number:04d}",
    }
    kind = KINDS[route.setting]
    registration = {
        "trial": f"jRCT2033{year:02d}{number:04d}",
        "plan_research": f"jRCTa030{year:02d}{number:04d}",
    }
    register_legal_basis(
        None,
        stable_uuid("member", holder),
        BasisPapers(
            kind=kind,  # type: ignore[arg-type]
            number=numbers[kind],
            registration=registration.get(kind, ""),
            committee=f"NB3{year:02d}{number:04d}" if kind.startswith("plan") else "",
            therapy_key=route.key,
            named_sites=tuple(sorted(named_sites(route.key), key=str)),
            route_versions=(route.version, route.version + 1) if route.key == REVISED else (route.version,),
            valid_from=since,
            valid_until=(now + timedelta(days=1200)).date(),
            conditional=route.legal.conditional and kind == "approval",
            consent_forms=(FormVersion("1.0", since),),
        ),
        uuid=basis_uuid(route.key),
    )
