"""Tells Django that the concept *demonstration* exists."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """The demonstration network and the engine that keeps it moving."""

    name = "tsunagu.demonstration"
    label = "demonstration"
    default_auto_field = "django.db.models.BigAutoField"
