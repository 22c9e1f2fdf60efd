"""Writing a route: text or a file is checked, shown as a drawing or as a list of faults, and published."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.written.faults import Fault
from tsunagu.foundation.written.reading import MAX_BYTES, FileKind, too_large
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies import queries
from tsunagu.therapies.domain import Route, RouteRefused, load_route
from tsunagu.therapies.services.publish_route import may_publish, publish_route
from tsunagu.therapies.web.drawing import draw_route
from tsunagu.therapies.web.shown import as_yaml


@dataclass(slots=True)
class Draft:
    """What was written, and what became of checking it."""

    text: str = ""
    route: Route | None = None
    errors: tuple[Fault, ...] = ()
    refused: Text | None = None


@signed_in
def write_route(request: HttpRequest) -> HttpResponse:
    """Show the page; check what was sent; publish it where that was asked for and is permitted."""
    if request.method != "POST":
        return _page(request, Draft(text=_beginning(request.GET.get("from", ""))))
    draft = _checked(request)
    if draft.route is None or request.POST.get("act") != "publish":
        return _page(request, draft)
    try:
        done = publish_route(actor_of(request, Actor), draft.route, clock.now())
    except Refused as refused:
        draft.refused = refused.reason
        return _page(request, draft, refused.status)
    published, standing = (
        gettext("Version %(version)s is published."),
        gettext("Version %(version)s stands already."),
    )
    messages.success(request, (published if done.is_new else standing) % {"version": done.version})
    return redirect("therapies:version", done.key, done.version)


def _beginning(key: str) -> str:
    """Return the newest version of a route as the beginning of its next one."""
    if not key or not queries.route_versions(key):
        return ""
    route = queries.newest_route(key)
    return as_yaml(route, route.version + 1)


def _checked(request: HttpRequest) -> Draft:
    draft = Draft()
    try:
        draft.text, kind = _sent(request)
        draft.route = load_route(draft.text, kind, catalogue())
    except RouteRefused as refused:
        draft.errors = refused.errors
    except BadInput as refused:
        draft.refused = refused.reason
    return draft


def _sent(request: HttpRequest) -> tuple[str, FileKind]:
    """Return the text of the file, or of the field where no file was chosen, and its format."""
    file = request.FILES.get("file")
    text = _decoded(file) if isinstance(file, UploadedFile) else request.POST.get("text", "")
    text = text.replace("\r\n", "\n")
    return text, "json" if text.lstrip().startswith("{") and _looks_like_json(text) else "yaml"


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[1:].lstrip()[:1] in ('"', "}")


def _decoded(file: "UploadedFile[bytes]") -> str:
    if (file.size or 0) > MAX_BYTES:
        raise too_large()
    try:
        sent: bytes = file.read()
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "route_encoding",
            Text(
                "ファイルを文字として読めません。UTF-8 で保存し直してください。",
                "The file isn't readable text. Save it as UTF-8 and try again.",
            ),
            "file",
        ) from error


def _page(request: HttpRequest, draft: Draft, status: int = 200) -> HttpResponse:
    may = may_publish(actor_of(request, Actor))
    context = {
        "draft": draft,
        "is_sent": request.method == "POST",
        "drawing": draw_route(draft.route) if draft.route else "",
        "may_publish": may,
        "routes": queries.routes_list(),
    }
    is_wrong = bool(draft.errors or draft.refused)
    return render(
        request, "therapies/write.html", context, status=status if not is_wrong else max(status, 400)
    )
