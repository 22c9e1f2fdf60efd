"""What members offer, hour by hour: kinds of resources, weekly patterns, dated exceptions, public holidays, files."""

from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern, Published
from tsunagu.planning.domain.capacity.days import Day, calendar_days, spans

__all__ = ["CalendarException", "Card", "Day", "Pattern", "Published", "calendar_days", "spans"]
