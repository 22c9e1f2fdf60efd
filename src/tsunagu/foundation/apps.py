"""Tells Django that the concept *foundation* exists."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Clock, scope, web kit and drawing: what every concept stands on."""

    name = "tsunagu.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
