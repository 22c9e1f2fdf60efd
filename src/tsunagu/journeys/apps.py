"""Tells Django that the concept *journeys* exists."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """A route being carried out."""

    name = "tsunagu.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the installation's data now: a file that makes no sense stops the start, not a page."""
        from tsunagu.journeys.queries.retention import retention
        from tsunagu.journeys.queries.waiting import waiting_times

        waiting_times()
        retention()
