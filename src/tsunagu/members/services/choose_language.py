"""A person chooses the language in which letters come."""

from tsunagu.members.domain import checks
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

LANGUAGES = ("ja", "en")


def choose_language(actor: Actor, language: str) -> None:
    """Keep the person's language; the same again changes nothing."""
    checks.check_word(language, LANGUAGES, "language")
    Person.objects.filter(pk=actor.person_id).update(language=language)
