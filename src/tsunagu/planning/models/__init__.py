"""Tables of planning: what members publish of their capacity."""

from tsunagu.planning.models.capacity import CapacityChange, CapacityException, CapacityPattern, Resource

__all__ = ["CapacityChange", "CapacityException", "CapacityPattern", "Resource"]
