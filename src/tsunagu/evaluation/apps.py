"""Tells Django that the concept *evaluation* exists."""

from django.apps import AppConfig
from django.conf import settings


class EvaluationConfig(AppConfig):
    """Is it good."""

    name = "tsunagu.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read an installation's own test catalogue now: a file that makes no sense stops the start, not a page."""
        if settings.TEST_CATALOGUE is None:
            return
        from tsunagu.evaluation.queries.catalogue import catalogue

        catalogue()
