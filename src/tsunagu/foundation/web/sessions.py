"""Sessions in the database, as Django keeps them; each request reads one, so its query is kept."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tsunagu.foundation.database.compiled import compiled


class SessionStore(db.SessionStore):
    """Django's store; ``settings.SESSION_ENGINE`` names this module."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of a session that has not ended."""
        found = _unexpired(str(self.session_key), timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


@compiled
def _unexpired(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
