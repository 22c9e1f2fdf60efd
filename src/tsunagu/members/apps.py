"""Tells Django that the concept *members* exists."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Organisations, their sites, capabilities, licences, agreements and people."""

    name = "tsunagu.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
