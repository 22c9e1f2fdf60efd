"""Tells Django that the concept *notices* exists."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Duties, inbox, alerts and reminders."""

    name = "tsunagu.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
