"""Tables of planning: what members publish of their capacity, what hospitals ask for, what is held for them."""

from tsunagu.planning.models.capacity import CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.models.requests import Booking, PlanRequest

__all__ = ["Booking", "CapacityChange", "CapacityException", "CapacityPattern", "PlanRequest", "Resource"]
