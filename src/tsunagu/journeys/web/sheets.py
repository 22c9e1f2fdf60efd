"""Tables as CSV that a spreadsheet reads as text, never as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a table as a file of this name, in UTF-8 with the mark that spreadsheets look for."""
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(head)
    for row in rows:
        sheet.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
