"""The first part of each address: which concept answers it. A new page module is one line in ``CONCEPTS``."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from tsunagu.foundation.api.document import views as document_views
from tsunagu.foundation.web import operations
from tsunagu.project.api import api

CONCEPTS: list[tuple[str, str]] = [
    ("", "tsunagu.foundation.web.urls"),
    ("join/", "tsunagu.members.web.joining.urls"),
    ("members/register/", "tsunagu.members.web.register.urls"),
    ("members/agreements/", "tsunagu.members.web.agreements.urls"),
    ("members/", "tsunagu.members.web.urls"),
    ("network/chains/", "tsunagu.coordination.web.composing.urls"),
    ("network/needs/", "tsunagu.coordination.web.needs.urls"),
    ("network/consultations/", "tsunagu.coordination.web.consultations.urls"),
    ("network/coverage/", "tsunagu.coordination.web.coverage.urls"),
    ("network/pipeline/", "tsunagu.coordination.web.pipeline.urls"),
    ("network/shared/", "tsunagu.coordination.web.sharing.urls"),
    ("network/gatherings/", "tsunagu.coordination.web.gatherings.urls"),
    ("gatherings/", "tsunagu.coordination.web.gatherings.public_urls"),
    ("notices/", "tsunagu.notices.web.urls"),
    ("roster/", "tsunagu.notices.web.roster.urls"),
    ("calls/", "tsunagu.notices.web.calls.urls"),
    ("trace/", "tsunagu.custody.web.urls"),
    ("conditions/", "tsunagu.conditions.web.urls"),
    ("shippers/", "tsunagu.journeys.web.shippers.urls"),
    ("evaluation/comparability/", "tsunagu.journeys.web.comparability_urls"),
    ("evaluation/", "tsunagu.journeys.web.laboratory_urls"),
    ("evaluation/", "tsunagu.journeys.web.trends_urls"),
    ("evaluation/", "tsunagu.evaluation.web.urls"),
    ("therapies/", "tsunagu.therapies.web.urls"),
    ("journeys/", "tsunagu.journeys.web.urls"),
    ("scan/", "tsunagu.journeys.web.scan_urls"),
    ("look-backs/", "tsunagu.journeys.web.look_back_urls"),
    ("plan/", "tsunagu.planning.web.urls"),
    ("figures/", "tsunagu.portal.web.public.urls"),
    ("", "tsunagu.portal.web.urls"),
]
if settings.DEMONSTRATION:
    CONCEPTS.insert(0, ("demonstration/", "tsunagu.demonstration.web.urls"))


def is_written(module: str) -> bool:
    """Say whether a concept has pages yet."""
    from importlib import import_module

    package, _, name = module.rpartition(".")
    try:
        return module_has_submodule(import_module(package), name)
    except ModuleNotFoundError as missing:
        if missing.name == package:
            return False
        raise


openapi, api_page = document_views(api)
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", operations.health, name="health"),
    path("readyz", operations.ready, name="ready"),
    path("metrics", operations.metrics, name="metrics"),
    path("api/", api_page, name="api_page"),
    path("api/v1/openapi.json", openapi, name="api_document"),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    *(path(prefix, include(module)) for prefix, module in CONCEPTS if is_written(module)),
]
