"""What everybody may read of the network: figures that can't identify anyone, as a page and as files."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import open_to_all
from tsunagu.portal.web.public.files import HEADS, as_data, as_rows
from tsunagu.portal.web.public.shown import shown
from tsunagu.portal.web.public.told import newest


@require_GET
@open_to_all
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show the newest edition, with what each figure means."""
    told = newest()
    context = {"edition": None} if told is None else {"edition": told.edition, **shown(told)}
    return render(request, "portal/public.html", context)


@require_GET
@open_to_all
def figures_json(request: HttpRequest) -> HttpResponse:
    """Give all that the page shows as JSON."""
    told = newest()
    if told is None:
        return JsonResponse({"until": None, "figures": None}, status=404)
    return JsonResponse(as_data(told))


@require_GET
@open_to_all
def figures_csv(request: HttpRequest) -> HttpResponse:
    """Give all that the page shows as lines: figure, quarter, group, value."""
    told = newest()
    rows = [HEADS, *([] if told is None else as_rows(told))]
    return csv_file("network-figures.csv", rows, 404 if told is None else 200)
