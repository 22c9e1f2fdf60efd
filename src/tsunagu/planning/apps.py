"""Tells Django that the concept *planning* exists."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Who does what when."""

    name = "tsunagu.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the installation's assumptions now: a file that makes no sense stops the start, not a page."""
        from tsunagu.planning.queries.estimates import assumptions

        assumptions()
