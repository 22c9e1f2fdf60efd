"""Tells Django that the concept *planning* exists."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Who does what when."""

    name = "tsunagu.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"
