"""What a page says reaches the bench: a suspended licence stops a step, a closed site asks for a decision."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.stories.acts import causes_of
from tests.support.world import Ready, World
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.domain.lapsing import Lapse
from tsunagu.journeys.queries.lapsing import lapses_ahead
from tsunagu.members.domain.profile.changes import Wanted, digest_of
from tsunagu.members.models import Licence, PageChange, Site
from tsunagu.members.queries import scope_for
from tsunagu.members.queries.profile.values import current_values
from tsunagu.members.services.profile import approve_change, change_page

TRIAL, STEP, MAKER = "auto-car-t-fresh-trial", "transduce", "tonomachi-cells"
WHY = "県の立入検査による業務停止"


def set_the_stage(world: World) -> None:
    """A patient's cells are about to be transduced."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP)


@pytest.fixture
def ready(world: World) -> Ready:
    return world.run_until(world.chains["hers"], STEP, "start")


def place(world: World) -> UUID:
    with acting(Scope("worker")):
        site = world.row(world.chains["hers"], STEP).site
    assert site is not None
    return site


def licence_of(site: UUID) -> UUID:
    with acting(Scope("worker")):
        return Licence.objects.get(site__uuid=site, kind="manufacturing").uuid


def said(world: World, part: str, subject: UUID, **values: Any) -> str:
    """Change an item of the maker's page as its quality unit does, and return what becomes of the change."""
    actor = world.actor(MAKER, "quality")
    with acting(scope_for(actor)):
        current = current_values(part, subject)
        assert current is not None
        key = f"{part}-{sorted(values.items())}"[:60]
        wanted = Wanted(part, "change", subject, {**current, **values}, digest_of(current), key)
        made = change_page(actor, world.member(MAKER), wanted, world.now)
        return str(PageChange.objects.get(uuid=made).state)


def approve(world: World) -> None:
    actor = world.actor("rink", "coordinator")
    with acting(scope_for(actor)):
        (waiting,) = PageChange.objects.filter(state="proposed").values_list("uuid", flat=True)
        approve_change(actor, waiting, world.now)


def ahead(world: World) -> list[Lapse]:
    with acting(Scope("worker")):
        return lapses_ahead(world.now)


def refusal(ready: Ready) -> Refused:
    with ready.world.unchanged(), pytest.raises(Refused) as caught:
        ready.start()
    return caught.value


def test_a_suspension_that_is_told_waits_for_nobody_and_stops_the_step(ready: Ready) -> None:
    world, licence, today = ready.world, licence_of(place(ready.world)), tokyo_date(ready.world.now)
    assert said(world, "licence", licence, suspended_on=str(today), suspended_reason=WHY) == "applied"
    assert causes_of(refusal(ready)) == {"qualification.licence.manufacturing"}
    (lapse,) = ahead(world)
    assert lapse.stops, "who has cells there is warned that the step can't be done"


def test_that_a_suspension_is_over_is_for_the_coordinator_to_approve(ready: Ready) -> None:
    world, licence, today = ready.world, licence_of(place(ready.world)), tokyo_date(ready.world.now)
    said(world, "licence", licence, suspended_on=str(today), suspended_reason=WHY)
    later = str(today + timedelta(days=900))
    assert said(world, "licence", licence, suspended_on=later) == "proposed", "nor does it move by itself"
    assert said(world, "licence", licence, suspended_on=None, suspended_reason="") == "proposed"
    assert causes_of(refusal(ready)) == {"qualification.licence.manufacturing"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"suspended_on": "2026-11-01", "suspended_reason": ""}, "suspended_reason"),
        ({"suspended_on": None, "suspended_reason": WHY}, "suspended_on"),
        ({"suspended_on": "2026-02-30", "suspended_reason": WHY}, "suspended_on"),
        ({"suspended_on": "2026-11-01", "suspended_reason": "あ" * 201}, "suspended_reason"),
    ],
)
def test_a_suspension_needs_a_day_and_a_reason(ready: Ready, values: dict[str, Any], field: str) -> None:
    with ready.world.unchanged(), pytest.raises(BadInput) as refused:
        said(ready.world, "licence", licence_of(place(ready.world)), **values)
    assert refused.value.field == field


def test_a_site_that_closes_warns_at_once_and_asks_when_it_is_closed(ready: Ready) -> None:
    world, site = ready.world, place(ready.world)
    yesterday = tokyo_date(world.now) - timedelta(days=1)
    assert said(world, "site", site, valid_until=str(yesterday)) == "proposed"
    assert ahead(world) == [], "a proposal changes nothing"
    approve(world)
    causes = {one for one in causes_of(refusal(ready)) if one.startswith("qualification.")}
    assert {"qualification.capability.car_t_manufacturing", "qualification.licence.manufacturing"} <= causes
    assert {lapse.verdict.cause for lapse in ahead(world)} >= causes
    with acting(Scope("auditor")):
        assert Site.objects.get(uuid=site).valid_until == yesterday, "it is kept, with its last day"


def test_on_its_last_day_a_site_still_works(ready: Ready) -> None:
    world, site = ready.world, place(ready.world)
    far = date(world.now.year + 1, 12, 31)
    said(world, "site", site, valid_until=str(far))
    approve(world)
    assert ahead(world) == []
    ready.start()
