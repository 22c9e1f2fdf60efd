"""Tells Django that the concept *coordination* exists."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    """Who could work with whom, and what comes of it."""

    name = "tsunagu.coordination"
    label = "coordination"
    default_auto_field = "django.db.models.BigAutoField"
