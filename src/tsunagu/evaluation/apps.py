"""Tells Django that the concept *evaluation* exists."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Is it good."""

    name = "tsunagu.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
