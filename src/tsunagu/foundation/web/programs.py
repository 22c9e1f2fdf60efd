"""Requests of programs: at which addresses they come, with which key, and how they are refused."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from tsunagu.foundation.refusals import BadInput, Refused, Unreadable

PROBLEM_TYPE = "application/problem+json"
_SCHEME = "bearer "


def is_for_programs(request: HttpRequest) -> bool:
    """Say whether an address answers programs: these sign in with a key, never with a session."""
    return request.path.startswith(tuple(settings.PROGRAM_ADDRESSES))


def key_of(request: HttpRequest) -> str | None:
    """Return the key that came along; None where there is none."""
    said: str = request.headers.get("Authorization", "")
    return said[len(_SCHEME) :].strip() if said.lower().startswith(_SCHEME) else None


def problem_answer(refused: Refused, body: dict[str, object]) -> HttpResponse:
    """Return problem details; what could be read but can't be meant is 422, as a program expects it."""
    is_meaningless = isinstance(refused, BadInput) and not isinstance(refused, Unreadable)
    status = 422 if is_meaningless else refused.status
    answer = JsonResponse(
        body | {"status": status},
        status=status,
        content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Tsunagu"'
    return answer
