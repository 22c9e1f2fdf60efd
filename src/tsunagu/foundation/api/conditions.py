"""Conditions of requests (RFC 9110): not sent again when unchanged, not written over what someone else changed."""

from django.http import HttpRequest, HttpResponse


def quoted(digest: str) -> str:
    """Return a digest as a strong entity tag."""
    return f'"{digest}"'


def is_unchanged(request: HttpRequest, digest: str) -> bool:
    """Say whether the program has this state already (``If-None-Match``)."""
    return digest in _tags(request.headers.get("If-None-Match", ""))


def seen(request: HttpRequest) -> frozenset[str] | None:
    """Return the digests of states that the program has seen (``If-Match``); None where it doesn't say."""
    said = request.headers.get("If-Match")
    return None if said is None or said.strip() == "*" else frozenset(_tags(said))


def is_only_new(request: HttpRequest) -> bool:
    """Say whether it may be made but not changed (``If-None-Match: *``)."""
    return request.headers.get("If-None-Match", "").strip() == "*"


def unchanged(digest: str) -> HttpResponse:
    """Answer that there is nothing new."""
    answer = HttpResponse(status=304)
    answer["ETag"] = quoted(digest)
    return answer


def _tags(said: str) -> list[str]:
    return [one.strip().removeprefix("W/").strip('"') for one in said.split(",") if one.strip()]
