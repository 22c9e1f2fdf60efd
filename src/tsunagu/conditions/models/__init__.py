"""Tables of conditions: legs with their readings, and shippers with how long they hold."""

from tsunagu.conditions.models.legs import Leg, LoggerFile
from tsunagu.conditions.models.shippers import HoldTest, Packing, Shipper

__all__ = ["HoldTest", "Leg", "LoggerFile", "Packing", "Shipper"]
