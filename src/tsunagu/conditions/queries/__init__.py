"""Reads of conditions: the legs of a journey with their verdicts, and the shippers in which things travel."""

from tsunagu.conditions.queries.legs import (
    LegVerdict,
    LegView,
    every_verdict,
    leg_verdicts,
    legs_of,
    logger_file,
)
from tsunagu.conditions.queries.shippers import (
    PackingRow,
    ShipperPage,
    ShipperView,
    packings_in,
    packings_of,
    shipper_page,
    shippers,
    shippers_fit,
)

__all__ = [
    "LegVerdict",
    "LegView",
    "PackingRow",
    "ShipperPage",
    "ShipperView",
    "every_verdict",
    "leg_verdicts",
    "legs_of",
    "logger_file",
    "packings_in",
    "packings_of",
    "shipper_page",
    "shippers",
    "shippers_fit",
]
