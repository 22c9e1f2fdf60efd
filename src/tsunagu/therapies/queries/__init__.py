"""Reads of therapies: routes by key and version, their versions, and legal bases as values."""

from tsunagu.therapies.domain.legal_basis import LegalBasisFacts
from tsunagu.therapies.queries.legal_bases import legal_bases, legal_basis
from tsunagu.therapies.queries.routes import (
    RouteSummary,
    newest_route,
    route_of,
    route_versions,
    routes_list,
)

__all__ = [
    "LegalBasisFacts",
    "RouteSummary",
    "legal_bases",
    "legal_basis",
    "newest_route",
    "route_of",
    "route_versions",
    "routes_list",
]
