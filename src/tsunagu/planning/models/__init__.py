"""Tables of planning: capacity, requests and bookings, plans, estimates, stock, fair allocation, mendings."""

from tsunagu.planning.models.capacity import CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.models.estimates import Estimate
from tsunagu.planning.models.fairness import (
    AllocationClaim,
    AllocationOverride,
    AllocationPolicy,
    AllocationRound,
    AllocationWork,
)
from tsunagu.planning.models.mending import Mending, MendingPart
from tsunagu.planning.models.requests import Booking, PlanRequest, RequestAct
from tsunagu.planning.models.runs import PlanRun, WhatIf
from tsunagu.planning.models.stock import StockProduct, StockRun

__all__ = [
    "AllocationClaim",
    "AllocationOverride",
    "AllocationPolicy",
    "AllocationRound",
    "AllocationWork",
    "Booking",
    "CapacityChange",
    "CapacityException",
    "CapacityPattern",
    "Estimate",
    "Mending",
    "MendingPart",
    "PlanRequest",
    "PlanRun",
    "RequestAct",
    "Resource",
    "StockProduct",
    "StockRun",
    "WhatIf",
]
