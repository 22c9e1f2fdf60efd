"""Tables of planning: published capacity, what hospitals ask for, what is held for them, plans, and estimates."""

from tsunagu.planning.models.capacity import CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.models.estimates import Estimate
from tsunagu.planning.models.requests import Booking, PlanRequest, RequestAct
from tsunagu.planning.models.runs import PlanRun, WhatIf

__all__ = [
    "Booking", "CapacityChange", "CapacityException", "CapacityPattern", "Estimate", "PlanRequest", "PlanRun",
    "RequestAct", "Resource", "WhatIf",
]  # fmt: skip
