"""Routes as values: reading, checking, asking and drawing them. Knows no framework, clock or file."""

from tsunagu.therapies.domain.canonical import as_data, digest, digest_of_data
from tsunagu.therapies.domain.errors import RouteError, RouteRefused
from tsunagu.therapies.domain.parsing import load_route, parse_route
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
    "Flow",
    "Legal",
    "Panel",
    "Product",
    "Route",
    "RouteError",
    "RouteRefused",
    "Step",
    "Window",
    "as_data",
    "digest",
    "digest_of_data",
    "load_route",
    "parse_route",
]
