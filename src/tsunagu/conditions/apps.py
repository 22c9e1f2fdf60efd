"""Tells Django that the concept *conditions* exists."""

from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    """Was it kept well."""

    name = "tsunagu.conditions"
    label = "conditions"
    default_auto_field = "django.db.models.BigAutoField"
