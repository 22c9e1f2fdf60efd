"""The links of a chart: zoom, earlier and later, rows of what, one kind alone, the next rows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tsunagu.planning.domain.runs.kinds import known_kind, place_of_kind
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.web.runs.arranging import PER_PAGE, SCALES, Look
from tsunagu.planning.web.runs.words import short_kind


def address(look: Look, **changed: Any) -> str:
    """Return the query of a look with something changed; another look begins at its first rows."""
    new = replace(look, **{"page": 1, **changed})
    said = {"rows": new.rows, "scale": new.scale, "from": new.first.isoformat(), "only": new.only}
    if new.page > 1:
        said["page"] = str(new.page)
    return f"?{urlencode(said)}#chart"


def links_of(look: Look, picture: Picture, row_count: int) -> dict[str, Any]:
    """Return the links around a chart; of a choice, the one that is taken is marked."""
    step = timedelta(days=look.days)
    kinds = sorted({lane.kind for lane in picture.lanes}, key=place_of_kind)
    pages = -(-row_count // PER_PAGE)
    names = {"quarter": _("Quarter"), "weeks": _("Four weeks"), "week": _("One week"), "day": _("One day")}
    rows = {"resource": _("By resource"), "place": _("By place"), "journey": _("By journey")}
    return {
        "scales": [_link(names[key], address(look, scale=key), key == look.scale) for key in SCALES],
        "rows": [_link(name, address(look, rows=key), key == look.rows) for key, name in rows.items()],
        "kinds": []
        if look.rows == "journey"
        else [
            _link(_("All"), address(look, only=""), not look.only),
            *(
                _link(short_kind(kind), address(look, only=known_kind(kind)), known_kind(kind) == look.only)
                for kind in kinds
            ),
        ],
        "earlier": address(look, first=_shifted(look, -step), page=look.page),
        "later": address(look, first=_shifted(look, step), page=look.page),
        "fewer": address(look, page=look.page - 1) if look.page > 1 else "",
        "more": address(look, page=look.page + 1) if look.page < pages else "",
        "page": look.page,
        "pages": pages,
    }


def _link(name: str, url: str, is_chosen: bool) -> dict[str, Any]:
    return {"name": name, "url": url, "is_chosen": is_chosen}


def _shifted(look: Look, step: timedelta) -> Any:
    try:
        return look.first + step
    except OverflowError:
        return look.first
