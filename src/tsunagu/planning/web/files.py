"""Capacity as files: looked at and taken over, written out, and the figures of a resource's days."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import book_file, csv_file
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.foundation.written.sheets import Cell
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.sites import sites_of
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.capacity.writing import sheet
from tsunagu.planning.queries.capacity import resource, resources
from tsunagu.planning.services import Look, import_capacity, look_at_file
from tsunagu.planning.services.import_capacity import LARGEST_FILE, TOO_LARGE
from tsunagu.planning.web.forms import FileForm
from tsunagu.planning.web.shown import day_rows, horizon, loads_of

SHOWN_FAULTS = 100
STATES = {
    "new": ("ok", Text("新規", "New")),
    "changed": ("warn", Text("変更", "Changed")),
    "same": ("wait", Text("変更なし", "As it is")),
}
SIGNS = {
    "added": Text("追加", "Added"),
    "removed": Text("削除", "Removed"),
    "changed": Text("変更", "Changed"),
}


@require_http_methods(["GET", "POST"])
@signed_in
def import_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show what a file would change, then take over exactly that."""
    now, owner = clock.now(), member_by_uuid(member)
    check_may_write(owner.id)
    is_sent = request.method == "POST"
    form = FileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    form.is_valid()
    seen: Look | None = None
    refused: Refused | None = None
    content = b""
    if is_sent:
        try:
            content = _content(request)
            digest = request.POST.get("digest", "") if "file" not in request.FILES else ""
            if digest:
                count = import_capacity(member, content, digest, now)
                said = ngettext("%(n)s resource published.", "%(n)s resources published.", count) % {
                    "n": count
                }
                messages.success(request, said)
                return HttpResponseRedirect(reverse("planning:member", args=[member]))
        except Refused as refusal:
            refused = refusal
        if content:
            seen, refused = _looked(member, content, now, refused)
    context = {
        "owner": owner, "form": form, "refused": refused, "sites": sites_of(member, tokyo_date(now)),
        "seen": None if seen is None else _seen_shown(seen),
        "content": base64.b64encode(content).decode() if seen is not None else "",
    }  # fmt: skip
    is_fine = not is_sent or (refused is None and seen is not None and not seen.faults)
    return render(request, "planning/capacity/import.html", context, status=200 if is_fine else 422)


def _looked(
    member: UUID, content: bytes, now: Any, refused: Refused | None
) -> tuple[Look | None, Refused | None]:
    """Return what the file would change; one that can't be read is refused."""
    try:
        return look_at_file(member, content, now), refused
    except Refused as unreadable:
        return None, unreadable


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


def _seen_shown(seen: Look) -> dict[str, Any]:
    return {
        "digest": seen.digest,
        "count": len(seen.changes),
        "may_take": bool(seen.changes) and not seen.faults,
        "faults": seen.faults[:SHOWN_FAULTS],
        "more_faults": max(0, len(seen.faults) - SHOWN_FAULTS),
        "fault_count": len(seen.faults),
        "differences": [
            {
                "published": one.after,
                "state": STATES[one.state],
                "lines": [{"sign": SIGNS[line.sign], "text": line.text} for line in one.lines],
            }
            for one in seen.differences
        ],
    }


@require_GET
@signed_in
def export(request: HttpRequest, member: UUID, kind: str) -> HttpResponse:
    """Write what a member publishes as a file that can be changed and read back: ``csv`` or ``xlsx``."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    owner = member_by_uuid(member)
    standing = resources(member, since=tokyo_date(clock.now()))
    rows = sheet((one.published for one in standing), language())
    name = f"capacity-{owner.key}.{kind}"
    return csv_file(name, rows) if kind == "csv" else book_file(name, (_("Capacity"), rows))


@require_GET
@signed_in
def days_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the figures of a resource's days, as its picture shows them."""
    view, lang = resource(uuid), language()
    heads = [
        _("Day"),
        _("Open hours"),
        _("Capacity times hours"),
        _("Booked"),
        _("Expected for cases without a request"),
        _("At most at the same time"),
        _("Why"),
    ]
    rows: list[list[Cell]] = [[*heads]]
    at = horizon(tokyo_date(clock.now()))
    for row in day_rows(view, at, loads_of([view], at, clock.now())[uuid]):
        why = row["why"].in_language(lang)
        rows.append(
            [
                row["day"].isoformat(),
                row["open_hours"],
                row["total"],
                row["used"],
                row["expected"],
                row["peak"],
                why,
            ]
        )
    return csv_file(f"days-{view.published.site}-{view.card.key}.csv", rows)


_NO_FILE = Text("ファイルを選んでください。", "Choose a file.")
_UNCLEAR = Text(
    "ファイルの内容を受け取れませんでした。もう一度ファイルを選んでください。",
    "The file did not arrive whole. Choose it again.",
)
