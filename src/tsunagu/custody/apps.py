"""Tells Django that the concept *custody* exists."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Items, lots, genealogy, holds and the append-only ledger."""

    name = "tsunagu.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"
