"""Tells Django that the concept *members* exists."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Organisations, their sites, capabilities, licences, agreements and people."""

    name = "tsunagu.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the vocabularies from the taxonomy: a file that makes no sense stops the start, not a page."""
        from tsunagu.members.domain import vocabulary
        from tsunagu.members.queries.taxonomy import taxonomy

        vocabulary.take(taxonomy())
