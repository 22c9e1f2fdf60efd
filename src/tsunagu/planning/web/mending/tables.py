"""The changes of a mending as rows of a file."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.foundation.written.sheets import Cell
from tsunagu.planning.domain.mending.difference import changed
from tsunagu.planning.queries.mendings import MendingView
from tsunagu.planning.web.mending.shown import name_of
from tsunagu.therapies.queries import route_of


def csv_rows(view: MendingView) -> Iterator[list[Cell]]:
    """Yield a head, and a row for each step that moves."""
    yield [
        _("Hospital"), _("Patient"), _("Step"), _("Start before"), _("End before"), _("Start after"), _("End after"),
        _("Hours moved"),
    ]  # fmt: skip
    lang = language()
    for part in view.parts:
        if part.role != "hospital":
            continue
        route = route_of(part.therapy, part.version)
        for key, a, b, c, d in changed(part.data):
            yield [
                part.member_name.in_language(lang), name_of(part), route.step(key).name.in_language(lang),
                *(_moment(at) for at in (a, b, c, d)), round((c - a).total_seconds() / 3600),
            ]  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"
