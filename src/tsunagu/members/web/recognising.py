"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tsunagu.members.models import Person
from tsunagu.members.queries.actors import person_by_id


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Sign-in by e-mail address, as allauth does it; each request looks its person up by a kept query."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, unless the account was closed."""
        person = person_by_id(int(user_id))
        return person if person is not None and self.user_can_authenticate(person) else None
