"""The list of therapies and the page of a route."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies import queries
from tsunagu.therapies.domain import vocabulary as words
from tsunagu.therapies.domain.labels import lines
from tsunagu.therapies.services.publish_route import may_publish
from tsunagu.therapies.web import shown
from tsunagu.therapies.web.drawing import draw_route
from tsunagu.therapies.web.growth import growth_rows


@signed_in
def route_list(request: HttpRequest) -> HttpResponse:
    """Show the newest version of each route, treatments first; in one setting if asked for."""
    setting = request.GET.get("setting", "")
    setting = setting if setting in words.SETTINGS else ""
    rows = [(one, queries.route_of(one.key, one.version)) for one in queries.routes_list(setting)]
    groups = [
        (
            kind,
            [
                {
                    "summary": one,
                    "setting": words.SETTINGS[one.setting],
                    "source": words.CELL_SOURCES[route.source],
                    "strip": shown.strip(route),
                    "steps": len(route.steps),
                    "hours": shown.days_to_patient(route),
                    "conditional": route.legal.conditional,
                    "barred": words.BARRED_UNTIL.get(route.legal.barred_until or ""),
                }
                for one, route in rows
                if one.kind == kind
            ],
        )
        for kind in ("treatment", "production")
    ]
    context = {
        "groups": [(kind, found) for kind, found in groups if found],
        "settings": words.SETTINGS.items(),
        "setting": setting,
        "may_publish": may_publish(actor_of(request, Actor)),
    }
    return render(request, "therapies/list.html", context)


@signed_in
def route_page(request: HttpRequest, key: str, version: int | None = None) -> HttpResponse:
    """Show one version of a route, the newest if none is named."""
    versions = queries.route_versions(key)
    route = queries.newest_route(key) if version is None else queries.route_of(key, version)
    newest = versions[0].version
    context = {
        "route": route,
        "setting": words.SETTINGS[route.setting],
        "source": words.CELL_SOURCES[route.source],
        "kind": words.KINDS[route.kind],
        "plan_class": words.PLAN_CLASSES.get(route.legal.plan_class or ""),
        "barred": words.BARRED_UNTIL.get(route.legal.barred_until or ""),
        "drawing": draw_route(route),
        "steps": shown.step_rows(route),
        "products": [
            {"product": one, "kind": words.PRODUCT_KINDS[one.kind], "band": words.BANDS[one.band]}
            for one in route.products
        ],
        "panels": shown.panels_shown(route),
        "growth": growth_rows(route),
        "facts": list(lines(route.facts)),
        "assumed": list(lines(route.assumed)),
        "consents": [words.CONSENTS[one] for one in route.consents],
        "hours": shown.days_to_patient(route),
        "stages": [
            (stage, name)
            for stage, name in words.STAGES.items()
            if any(step.stage == stage for step in route.steps)
        ],
        "versions": versions,
        "is_newest": route.version == newest,
        "newest": newest,
        "bases": shown.basis_rows(queries.legal_bases(key), tokyo_date(clock.now())),
        "may_publish": may_publish(actor_of(request, Actor)),
    }
    return render(request, "therapies/route.html", context)


@signed_in
def route_file(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Hand out one version as a file that can be read again."""
    text = shown.as_yaml(queries.route_of(key, version))
    return file_answer(f"{key}-{version}.yaml", text, "application/yaml; charset=utf-8")
