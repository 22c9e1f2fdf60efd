"""Tables of planning: published capacity, what hospitals ask for, what is held for them, and plans."""

from tsunagu.planning.models.capacity import CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.models.requests import Booking, PlanRequest, RequestAct
from tsunagu.planning.models.runs import PlanRun, WhatIf

__all__ = [
    "Booking", "CapacityChange", "CapacityException", "CapacityPattern", "PlanRequest", "PlanRun", "RequestAct",
    "Resource", "WhatIf",
]  # fmt: skip
