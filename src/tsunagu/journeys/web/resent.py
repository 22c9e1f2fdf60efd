"""A request that is sent twice is one act: the session remembers the keys of what was done.

Services that keep the key in the ledger are safe by themselves; this covers the others.
"""

from django.http import HttpRequest

_KEPT = 40
_NAME = "acts_done"


def was_done(request: HttpRequest, key: str) -> bool:
    """Say whether this form was carried out already."""
    return bool(key) and key in request.session.get(_NAME, [])


def note_done(request: HttpRequest, key: str) -> None:
    """Remember that this form was carried out."""
    request.session[_NAME] = [*request.session.get(_NAME, []), key][-_KEPT:]
