"""Whatever goes wrong at an address of programs is told as problem details (RFC 9457), never as a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tsunagu.foundation.api.faults import refusal_of
from tsunagu.foundation.api.reading import too_large
from tsunagu.foundation.refusals import NotFound, NotSignedIn, Refused, Unreadable
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.programs import PROBLEM_TYPE, is_for_programs
from tsunagu.foundation.web.refusals import answer


class ProblemMiddleware:
    """Turn answers of the framework itself (no such address, wrong method, too large, failure) into problem details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say errors in the one form that programs read."""
        response = self.get_response(request)
        if response.status_code < 400 or not is_for_programs(request):
            return response
        if response.headers.get("Content-Type", "").startswith(PROBLEM_TYPE):
            return response
        told = answer(request, _framework(response.status_code))
        if "Allow" in response:
            told["Allow"] = response["Allow"]
        return told


def handle_problems(api: NinjaAPI) -> None:
    """Let the interface answer refusals, and what its own reading refuses, as problem details."""
    for kind in (Refused, ValidationError, HttpError, RequestDataTooBig):
        api.add_exception_handler(kind, _answered)


def _answered(request: HttpRequest, found: object) -> HttpResponse:
    match found:
        case Refused():
            return answer(request, found)
        case ValidationError():
            return answer(request, refusal_of(found))
        case HttpError():
            return answer(request, _http(found))
        case RequestDataTooBig():
            return answer(request, too_large())
    raise TypeError(found)


def _http(error: HttpError) -> Refused:
    if isinstance(error, AuthenticationError):
        return NotSignedIn("program_key_missing", NO_KEY)
    cause = error.__cause__
    if isinstance(cause, Refused):
        return cause
    return Unreadable("unreadable", UNREADABLE) if error.status_code == 400 else _framework(error.status_code)


def _framework(status: int) -> Refused:
    """Return the refusal that stands for a status of the framework."""
    if status == 404:
        return NotFound("address", NO_ADDRESS)
    said = METHOD if status == 405 else FAILED if status >= 500 else NOT_TAKEN
    refused = Refused(HTTPStatus(status).name.lower(), said)
    refused.status = status
    return refused


NO_KEY = Text(
    "キーが必要です。ヘッダー「Authorization: Bearer キー」を付けてください。",
    "A key is needed: send the header “Authorization: Bearer KEY”.",
)
UNREADABLE = Text(
    "JSONとして読み取れません。形を確かめてください。", "This can't be read as JSON. Check its form."
)  # fmt: skip
NO_ADDRESS = Text("このアドレスはありません。", "There is no such address.")
FAILED = Text(
    "処理できませんでした。記録は変わっていません。少し待って、もう一度送ってください。",
    "It failed, and nothing was changed. Wait a little and send it again.",
)
METHOD = Text("このアドレスでは使えないメソッドです。", "This address doesn't take that method.")
NOT_TAKEN = Text(
    "この要求は受け付けられません。形を確かめてください。", "This request can't be taken. Check its form."
)
