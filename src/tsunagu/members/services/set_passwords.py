"""Give many people one password, hashed once: for the demonstration and for tests."""

from django.contrib.auth.hashers import make_password

from tsunagu.foundation.scope import current_scope
from tsunagu.members.models import Person


def set_passwords(password: str) -> int:
    """Set the password of everyone who has none yet; only the system's own worker may; return how many."""
    if current_scope().name != "worker":
        raise PermissionError("only the system's worker sets passwords")
    nobody_set = Person.objects.filter(password__startswith="!")  # noqa: S106 - Django's mark for none
    return nobody_set.update(password=make_password(password))
