"""Steps ahead, asked once for every moment, say what the projection says when it is asked at that moment."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import tsunagu.therapies
from tsunagu.journeys.domain.ahead import starts_ahead
from tsunagu.journeys.domain.slack import projected_starts
from tsunagu.therapies.domain import load_route

T0 = datetime(2026, 11, 2, tzinfo=UTC)
HOURS = st.integers(0, 24 * 40)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_kept_is_what_would_be_computed_at_any_moment(data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(ROUTES))
    begun: dict[str, datetime | None] = {}
    ended: dict[str, datetime | None] = {}
    for step in route.order[: data.draw(st.integers(0, len(route.order)))]:
        since = T0 + timedelta(hours=data.draw(HOURS))
        begun[step.key] = since if data.draw(st.booleans()) else None
        ended[step.key] = since + timedelta(hours=1) if data.draw(st.booleans()) else None
    kept = starts_ahead(route, ended, begun)
    for hour in data.draw(st.lists(HOURS, min_size=1, max_size=4)):
        now = T0 + timedelta(hours=hour)
        assert {key: one.at(now) for key, one in kept.items()} == projected_starts(route, ended, begun, now)


FILES = sorted((Path(tsunagu.therapies.__file__).parent / "data" / "routes").glob("*.yaml"))
ROUTES = [load_route(path.read_text(encoding="utf-8")) for path in FILES]
