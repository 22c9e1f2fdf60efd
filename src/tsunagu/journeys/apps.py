"""Tells Django that the concept *journeys* exists."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """A route being carried out."""

    name = "tsunagu.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"
