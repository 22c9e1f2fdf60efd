"""Tables as CSV that a spreadsheet reads as text, never as formulas."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from tsunagu.foundation.written.sheets import CSV_TYPE
from tsunagu.foundation.written.sheets import as_csv as written


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a table as a file of this name, in UTF-8 with the mark that spreadsheets look for."""
    response = HttpResponse(written([head, *rows]), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
