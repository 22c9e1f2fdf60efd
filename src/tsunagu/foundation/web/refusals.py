"""A refusal becomes one clear answer: a page, a part of a page, or problem details for a program."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from tsunagu.foundation.refusals import BadInput, Fault, Faulty, NotAllowed, NotFound, NotSignedIn, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.programs import is_for_programs, problem_answer

_PROBLEMS = "https://ns.tsunagu.example/problem/"


class RefusalMiddleware:
    """Turn ``Refused`` raised anywhere in a view into an answer with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; refusals are caught by ``process_exception``."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: dict[str, object]
    ) -> HttpResponse | None:
        """Refuse a NUL in the address: no text of the database can have one. Forms say it at their fields."""
        typed = [request.path, *_values(request.GET)]
        return answer(request, BadInput("nul", _NUL)) if any("\x00" in one for one in typed) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception to Django."""
        return answer(request, exception) if isinstance(exception, Refused) else None


def _values(typed: QueryDict) -> Iterator[str]:
    for _, values in typed.lists():
        yield from values


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the refusal in the form that the caller reads."""
    if is_for_programs(request):
        return problem_answer(refused, problem(refused))
    if _wants_json(request):
        return JsonResponse(problem(refused), status=refused.status, content_type="application/problem+json")
    context = {"refused": refused, "heading": heading(refused), "back": _back(request)}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "foundation/refused.html", context | {"back": ""}, status=refused.status)
        response["HX-Retarget"] = "#notice"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "foundation/refused_page.html", context, status=refused.status)


def problem(refused: Refused) -> dict[str, object]:
    """Return the refusal as problem details (RFC 9457) in the current language."""
    detail = refused.reason.in_language(get_language() or "ja")
    body: dict[str, object] = {
        "type": _PROBLEMS + refused.code,
        "title": heading(refused),
        "status": refused.status,
        "detail": detail,
        "code": refused.code,
    }
    if refused.field:
        body["field"] = refused.field
    if isinstance(refused, Faulty):
        body["errors"] = [_fault(one) for one in refused.faults]
    return body


def _fault(fault: Fault) -> dict[str, object]:
    """Return one of several faults; its place is a JSON pointer (RFC 6901) into what was sent."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in fault.place)
    return {
        "pointer": "#" + "".join(f"/{part}" for part in parts),
        "code": fault.refused.code,
        "detail": fault.refused.reason.in_language(get_language() or "ja"),
    }


def heading(refused: Refused) -> str:
    """Name the kind of refusal in a few words."""
    match refused:
        case NotFound():
            return gettext("Not found")
        case NotAllowed():
            return gettext("Not permitted")
        case NotSignedIn():
            return gettext("Not signed in")
        case BadInput():
            return gettext("Could not be read")
        case _:
            return gettext("Stopped")


_NUL = Text(
    "使えない文字（NUL）が含まれています。入力し直してください。",
    "It holds a character that can't be used (NUL). Please type it again.",
)


def _wants_json(request: HttpRequest) -> bool:
    accepts = request.headers.get("Accept", "")
    return request.content_type == "application/json" or ("json" in accepts and "text/html" not in accepts)


def _back(request: HttpRequest) -> str:
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host():
        return "" if request.method == "GET" else request.path
    return referer.path + (f"?{referer.query}" if referer.query else "")
