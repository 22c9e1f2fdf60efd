"""Publish the figures that everybody may read: whole quarters, a month after their end, small counts withheld."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.suppression import SMALLEST, Shown, suppressed, told_beside
from tsunagu.journeys.models import PublicFigures
from tsunagu.journeys.queries import over_time
from tsunagu.journeys.queries.over_time import Period
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, CELL_TYPES, MEMBER_KINDS, SETTINGS, word
from tsunagu.members.queries.directory import coordinator, standing_members
from tsunagu.members.queries.sites import all_sites

DELAY = timedelta(days=30)
QUARTERS = 8
NEAREST_PERCENT = 5


def publish_figures(now: datetime) -> bool:
    """Write the edition of the last quarter that ended a month ago; return whether it is a new one.

    An edition that stands is never changed: two editions of the same quarters could be compared. Run as a worker.
    """
    ended = [one for one in over_time.periods(now, 3, QUARTERS + 2) if one.ends_at + DELAY <= now][-QUARTERS:]
    hub = coordinator()
    until = (ended[-1].ends_at - timedelta(days=1)).date()
    if hub is None or PublicFigures.objects.filter(until=until).exists():
        return False
    look(now)
    PublicFigures.objects.create(organiser=hub.uuid, until=until, published_at=now, figures=_figures(ended))
    return True


def _figures(ended: Sequence[Period]) -> dict[str, Any]:
    return {
        "quarters": [one.label for one in ended],
        "members": _members((ended[-1].ends_at - timedelta(days=1)).date()),
        "treated": _treated(ended),
        "vein_to_vein": _vein_to_vein(ended),
        "on_time": _on_time(ended),
    }


def _members(on: date) -> dict[str, Any]:
    """Members are organisations that stand in the public directory: their counts are shown whole."""
    members, sites = standing_members(on), all_sites(on)
    areas = {(site.member.id, site.area) for site in sites}
    stages = {
        (site.member.id, one.stage)
        for site in sites
        for one in site.capabilities
        if one.validity.valid_on(on)
    }
    return {
        "total": len(members),
        "kinds": _counts((one.kind for one in members), MEMBER_KINDS),
        "areas": _counts((area for _, area in areas), AREAS),
        "stages": _counts((stage for _, stage in stages), {key: one.name for key, one in STAGES.items()}),
    }


def _counts(keys: Iterable[str], names: dict[str, Text]) -> list[dict[str, Any]]:
    found = Counter(keys)
    return [{"key": key, **_said(name), "count": found[key]} for key, name in names.items() if found[key]]


def _treated(ended: Sequence[Period]) -> list[dict[str, Any]]:
    """Each quarter is a line of its own, with its total; nothing is summed over quarters."""
    found = over_time.treated(ended, "setting")
    lines = []
    for place, period in enumerate(ended):
        line = suppressed([found.get((place, setting), 0) for setting in SETTINGS])
        cells = [
            {"key": key, **_said(name), **_shown(cell)}
            for (key, name), cell in zip(SETTINGS.items(), line.cells, strict=True)
        ]
        lines.append({"quarter": period.label, "settings": cells, "total": _shown(line.total)})
    return lines


def _vein_to_vein(ended: Sequence[Period]) -> list[dict[str, Any]]:
    """The middle of a few would be nearly a patient's own: it is told from five on, in whole days.

    The cases of a quarter by kind of cells, with those of no kind here, add up to a total that is published: so they
    are withheld as one line of it.
    """
    treated = Counter[int]()
    for (place, _setting), count in over_time.treated(ended, "setting").items():
        treated[place] += count
    found = [one for one in over_time.vein_to_vein(ended, "cell_type") if one.group]
    cells: dict[tuple[int, str], Shown] = {}
    for place in range(len(ended)):
        here = [one for one in found if one.period == place]
        rest = max(treated[place] - sum(one.count for one in here), 0)
        shown = told_beside([one.count for one in here], rest)
        cells |= {(place, one.group): cell for one, cell in zip(here, shown, strict=True)}
    return [
        {
            "quarter": ended[one.period].label, "key": one.group, **_said(word(CELL_TYPES, one.group)),
            "cases": _shown(cell := cells[one.period, one.group]),
            "median_days": None if cell.mark else round(one.middle),
        }
        for one in found
    ]  # fmt: skip


def _on_time(ended: Sequence[Period]) -> list[dict[str, Any]]:
    return [
        {
            "quarter": ended[one.period].label,
            "percent": NEAREST_PERCENT * round(one.percent / NEAREST_PERCENT)
            if one.count >= SMALLEST
            else None,
        }
        for one in over_time.on_time(ended)
    ]


def _said(name: Text) -> dict[str, str]:
    return {"ja": name.ja, "en": name.en}


def _shown(count: Shown) -> dict[str, Any]:
    return {"count": count.value, "mark": count.mark}
