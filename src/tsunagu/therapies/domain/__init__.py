"""Routes as values: reading, checking, asking and drawing them. Knows no framework, clock or file."""

from tsunagu.therapies.domain.canonical import as_data, digest, digest_of_data
from tsunagu.therapies.domain.errors import RouteRefused
from tsunagu.therapies.domain.expansion import Expansion
from tsunagu.therapies.domain.parsing import check_listed, load_route, parse_route
from tsunagu.therapies.domain.route import (
    Characteristic,
    Dose,
    Flow,
    Legal,
    Panel,
    Product,
    Route,
    Step,
    Window,
)

__all__ = [
    "Characteristic",
    "Dose",
    "Expansion",
    "Flow",
    "Legal",
    "Panel",
    "Product",
    "Route",
    "RouteRefused",
    "Step",
    "Window",
    "as_data",
    "check_listed",
    "digest",
    "digest_of_data",
    "load_route",
    "parse_route",
]
