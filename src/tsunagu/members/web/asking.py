"""Who asks."""

from django.http import HttpRequest

from tsunagu.members.domain.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; ``signed_in`` has made sure that there is someone."""
    actor = request.actor  # type: ignore[attr-defined]
    assert isinstance(actor, Actor)  # noqa: S101 - see above
    return actor
