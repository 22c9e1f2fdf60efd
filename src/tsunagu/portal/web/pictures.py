"""The pictures of the control tower, drawn from values."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import slack_state
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.flow import Flow, Place
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.queries.timeline import HOURS, Planned
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, word
from tsunagu.members.queries.places import site_places

LONGEST_PLACE = 8


def worst_states(nearest: Mapping[str, datetime], now: datetime) -> dict[str, str]:
    """Return stop or warn for each place about which a hard limit comes near."""
    states = {place: slack_state((at - now) / timedelta(hours=1)) for place, at in nearest.items()}
    return {place: state for place, state in states.items() if state in ("stop", "warn")}


def flow_picture(flow: Flow) -> SafeString:
    """Draw sites by stage, as large as what is there, and the currents between them."""
    lang = language()
    used = {place.stage for place in flow.places}
    columns = [
        svg.Column(stage.key, stage.name.in_language(lang), stage.key)
        for stage in STAGES.values()
        if stage.key in used
    ]
    nodes = [
        svg.Node(
            f"{place.stage}:{place.site}",
            place.stage,
            place.name.in_language(lang),
            place.here,
            place.worst,
            f"?{urlencode({'site': place.site})}#todo",
        )
        for place in flow.places
    ]
    edges = [svg.Edge(_key(one.start), _key(one.end), one.count, moving=one.moving) for one in flow.currents]
    return svg.flow(columns, nodes, edges, _("Flow of the network: sites by stage"))


def _key(place: Place) -> str:
    return f"{place[0]}:{place[1]}"


def timeline_picture(planned: Sequence[Planned], now: datetime) -> SafeString:
    """Draw what begins in the coming hours."""
    lang = language()
    moments = [
        svg.Moment(
            one.at,
            one.label.in_language(lang),
            one.stage,
            hours=one.hours,
            state="stop" if one.is_in_danger else "",
            href=journey_link(one.number),
            sub=one.sub.in_language(lang),
        )
        for one in planned
    ]
    return svg.timeline(moments, now, _("The next 48 hours"), hours=HOURS)


def place_names(sites: Collection[UUID]) -> dict[UUID, Text]:
    """Return a short name of the place of each site: Tonomachi, Haneda, Sendai."""
    return {uuid: _short(place, area) for uuid, (place, area) in site_places(sites).items()}


def _short(place: Text, area: str) -> Text:
    ja, en = place.ja.partition("(")[0].partition("（")[0], place.en.partition(" (")[0]
    return Text(ja, en) if len(ja) <= LONGEST_PLACE else word(AREAS, area)
