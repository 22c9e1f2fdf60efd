"""The conditions that a row with a first and a last day counts on a day, and that a member is there then."""

from datetime import date

from django.db.models import Q


def counts_on(on: date, prefix: str = "") -> Q:
    """Return the condition for rows whose period contains the day (both ends included)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & not_ended(on, prefix)


def in_network(on: date, prefix: str = "") -> Q:
    """Return the condition for members that have joined by the day and not left before it."""
    stays = Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gte": on})
    return Q(**{f"{prefix}joined_on__lte": on}) & stays


def not_ended(on: date, prefix: str = "") -> Q:
    """Return the condition for rows whose last day, if they have one, is not over on the day."""
    return Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on})
