"""The condition that a row with a first and a last day counts on a day."""

from datetime import date

from django.db.models import Q


def counts_on(on: date, prefix: str = "") -> Q:
    """Return the condition for rows whose period contains the day (both ends included)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & not_ended(on, prefix)


def not_ended(on: date, prefix: str = "") -> Q:
    """Return the condition for rows whose last day, if they have one, is not over on the day."""
    return Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on})
