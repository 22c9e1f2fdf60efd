"""The directory of the network: searched by words and filters, on the map and as a list, and taken along as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagu.foundation import clock
from tsunagu.foundation.web.context import short_address
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.searching import search_directory
from tsunagu.members.web import directory_file, directory_shown
from tsunagu.members.web.directory_filters import Filters
from tsunagu.members.web.maps.drawing import BAY, bay_lines

PER_PAGE = 20


@require_safe
@signed_in
def directory_page(request: HttpRequest) -> HttpResponse:
    """Show the members that are found, where they are, and what each filter would leave."""
    filters = Filters(request.GET, tokyo_date(clock.now()))
    context = _context(request, filters)
    is_part = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    if not is_part:
        return render(request, "members/directory.html", context)
    answer = render(request, "members/parts/found.html", context)
    answer["HX-Push-Url"] = short_address(request)
    return answer


def _context(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    index, found = search_directory(filters.asked)
    page = Paginator(found.found, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "form": filters.form,
        "filters": filters,
        "lines": [directory_shown.line(index, one, found) for one in page.object_list],
        "page_obj": page,
        "count": len(found.found),
        "facets": directory_shown.facets(filters, found),
        "chips": directory_shown.chips(filters),
        "with_capacity": found.with_capacity,
        "file_query": filters.address(),
        "map": directory_shown.map_shown(index, found, filters),
        "bay": bay_lines(),
        "frame": BAY,
        "frame_end": BAY.top + BAY.height,
    }


@require_safe
@signed_in
def directory_csv(request: HttpRequest) -> HttpResponse:
    """Write all members that are found, a line each, for a spreadsheet."""
    filters = Filters(request.GET, tokyo_date(clock.now()))
    index, found = search_directory(filters.asked)
    rows = directory_file.rows(index, found, request.build_absolute_uri("/"))
    return csv_file(f"{_('members')}.csv", rows)
