"""The register as files: a list is looked at and taken over, the register is written out, a template is given."""

import base64
import binascii

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import book_file, csv_file, shift_jis_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.foundation.written.sheets import DayCell
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.comparing import Look
from tsunagu.members.domain.register.writing import EXAMPLE, WIDTHS, sheet
from tsunagu.members.queries.membership import imports, records, terms
from tsunagu.members.services.import_register import LARGEST_FILE, TOO_LARGE, Taken, import_list, look_at_list
from tsunagu.members.services.register_writing import check_keeps_register
from tsunagu.members.web.register.forms import FileForm
from tsunagu.members.web.register.shown import look_shown, pages


@require_http_methods(["GET", "POST"])
@signed_in
def import_page(request: HttpRequest) -> HttpResponse:
    """Show what a list would change, then take over exactly that."""
    actor = actor_of(request, Actor)
    check_keeps_register(actor)
    if request.method == "POST":
        return _sent(request, actor)
    return _page(request, FileForm())


def _sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Look at a file, or take over the one that was looked at."""
    form, refused, content = FileForm(request.POST, request.FILES), None, b""
    form.is_valid()
    choices = _choices(request)
    try:
        content = _content(request)
        if (digest := request.POST.get("digest", "")) and "file" not in request.FILES:
            taken = import_list(actor, content, digest, choices, _file_name(request), clock.now())
            messages.success(request, _told(taken))
            return HttpResponseRedirect(reverse("register:home"))
    except Refused as refusal:
        refused = refusal
    look: Look | None = None
    if content:
        try:
            look = look_at_list(actor, content)
        except Refused as unreadable:
            refused = unreadable
    return _page(request, form, refused, look, content, choices)


def _page(
    request: HttpRequest, form: FileForm, refused: Refused | None = None, look: Look | None = None,
    content: bytes = b"", choices: dict[int, str] | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "pages": pages("import"), "form": form, "refused": refused, "imports": imports(),
        "seen": None if look is None else look_shown(look, choices or {}),
        "content": base64.b64encode(content).decode() if look is not None else "",
        "file_name": _file_name(request), "classes": terms().classes.values(),
    }  # fmt: skip
    is_fine = refused is None and (look is None or not look.faults)
    return render(request, "members/register/import.html", context, status=200 if is_fine else 422)


def _told(taken: Taken) -> str:
    if not taken.has_changed:
        return _("Nothing was changed: all %(n)s members are registered just so.") % {"n": taken.unchanged}
    return _("Taken over: %(new)s new, %(changed)s changed, %(same)s as they were.") % {
        "new": taken.added, "changed": taken.changed, "same": taken.unchanged,
    }  # fmt: skip


def _choices(request: HttpRequest) -> dict[int, str]:
    """Return what was decided of each doubtful row."""
    said = {
        name.removeprefix("row_"): value for name, value in request.POST.items() if name.startswith("row_")
    }
    return {int(row): str(value) for row, value in said.items() if row.isascii() and row.isdigit()}


def _file_name(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    return str(file.name if file is not None else request.POST.get("file_name", ""))[:120]


def _content(request: HttpRequest) -> bytes:
    """Return the file that was chosen, or that the preview carried along."""
    if (file := request.FILES.get("file")) is not None:
        if (file.size or 0) > LARGEST_FILE:
            raise BadInput("file_size", TOO_LARGE, "file")
        return bytes(file.read()) or b" "
    carried = request.POST.get("content", "")
    if not carried:
        raise BadInput("no_file", _NO_FILE, "file")
    try:
        return base64.b64decode(carried, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("file_unclear", _UNCLEAR, "file") from error


@require_GET
@signed_in
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Write the register as a file that can be changed and read back: ``xlsx``, ``csv`` or ``shift-jis``."""
    check_keeps_register(actor_of(request, Actor))
    rows = sheet((one.record for one in records()), language(), terms().names)
    return _file(rows, kind, f"members-{tokyo_date(clock.now()):%Y%m%d}")


@require_GET
@signed_in
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a list with nothing but its headings and one example."""
    check_keeps_register(actor_of(request, Actor))
    example = EXAMPLE.told({"fee_class": next(iter(terms().classes))})
    return _file(sheet([example], language(), terms().names), kind, "members-template")


def _file(rows: list[list[DayCell]], kind: str, name: str) -> HttpResponse:
    if kind == "xlsx":
        return book_file(f"{name}.xlsx", (_("Member list"), rows), widths=WIDTHS)
    if kind == "csv":
        return csv_file(f"{name}.csv", rows)
    if kind == "shift-jis":
        return shift_jis_file(f"{name}.csv", rows)
    raise Http404


_NO_FILE = Text("ファイルを選んでください。", "Choose a file.")
_UNCLEAR = Text(
    "ファイルの内容を受け取れませんでした。もう一度ファイルを選んでください。",
    "The file did not arrive whole. Choose it again.",
)
