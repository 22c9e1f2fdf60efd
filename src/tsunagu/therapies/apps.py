"""Tells Django that the concept *therapies* exists."""

from django.apps import AppConfig


class TherapiesConfig(AppConfig):
    """Products and procedures as versioned routes."""

    name = "tsunagu.therapies"
    label = "therapies"
    default_auto_field = "django.db.models.BigAutoField"
