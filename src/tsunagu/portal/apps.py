"""Tells Django that the concept *portal* exists."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that join many concepts."""

    name = "tsunagu.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
