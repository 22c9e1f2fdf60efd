"""A duration and the chance measured against it come into force in one act, and leave in one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.estimates.conftest import Hospital, set_the_stage
from tests.support.pages import text_of
from tests.support.world import World
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import JourneyStep
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.estimates.places import chance_place, duration_place
from tsunagu.planning.models import Estimate
from tsunagu.planning.queries.estimates import assumptions, estimate_of, figures
from tsunagu.planning.services.decide_estimate import accept_estimate, decline_estimate, end_estimate
from tsunagu.planning.services.estimate_effects import effects_of, leaving_beside
from tsunagu.planning.services.learn import learn

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]
MAKER, ROUTE = "tonomachi-cells-lic", "auto-car-t-frozen"
CULTURE = duration_place("tend", MAKER, "", ROUTE, "expand")
CHANCE = chance_place("tend", MAKER, "")


@pytest.fixture
def slow_cultures(world: World, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Two steps are enough to propose something, and both cultures took four days longer than planned."""
    own = tmp_path / "own.yaml"
    own.write_text("learning: {least: 2}\n")
    settings.PLANNING_ASSUMPTIONS = own
    assumptions.cache_clear()
    with acting(Scope("worker")):
        for row in JourneyStep.objects.filter(key="expand"):
            more = timedelta(hours=96)
            JourneyStep.objects.filter(chain=row.chain, uuid=row.uuid).update(
                started_at=row.planned_start, ended_at=row.planned_end + more
            )
            later = JourneyStep.objects.filter(chain=row.chain, key="harvest")
            later.update(planned_start=row.planned_end + more)
    learn(world.now + timedelta(days=10))
    yield
    assumptions.cache_clear()


def one(**which: object) -> Estimate:
    with acting(Scope("auditor")):
        return Estimate.objects.get(**which)


def of_culture(state: str) -> Estimate:
    return one(kind="duration", action="tend", site=MAKER, step="expand", state=state)


def accepted(world: World, hub: Actor) -> UUID:
    row = of_culture("proposed")
    with world.acting(hub):
        accept_estimate(hub, row.uuid, row.digest, "両方を確認", world.now)
    return row.uuid


def test_accepting_a_duration_puts_the_chance_measured_against_it_in_force(
    world: World, hub: Actor, slow_cultures: None
) -> None:
    alone = one(kind="chance", action="tend", site=MAKER)
    row = of_culture("proposed")
    assert alone.counts["late"] == 2, "against the planned hours both were late"
    assert row.beside["counts"]["late"] == 0, "against what they take neither was"
    accepted(world, hub)
    with world.acting(hub):
        known = figures()
    assert known.durations[CULTURE] >= 184 + 96
    assert known.chances[CHANCE].spread.late_share == row.beside["values"]["late_share"][0]
    chance = one(kind="chance", action="tend", site=MAKER)
    assert (chance.state, chance.note, chance.decided_by) == ("accepted", "両方を確認", hub.person_uuid)
    learn(world.now + timedelta(days=10))
    assert one(kind="chance", action="tend", site=MAKER, state="noted").counts["late"] == 0
    with acting(Scope("auditor")):
        assert not Estimate.objects.filter(state="proposed", action="tend", site=MAKER).exists()


def test_the_effect_is_that_of_both(
    world: World, hub: Actor, hospital: Hospital, slow_cultures: None
) -> None:
    hospital.ask()
    row = of_culture("proposed")
    with world.acting(hub):
        view = estimate_of(row.uuid)
        assert view.beside is not None
        shown = effects_of(view, world.now)
        assert shown
        accept_estimate(hub, row.uuid, row.digest, "", world.now)
        back = effects_of(estimate_of(row.uuid), world.now)
    assert [each.after for each in shown] == [each.before for each in back]
    assert [each.before for each in shown] == [each.after for each in back]


def test_they_leave_together_whichever_is_taken_out(world: World, hub: Actor, slow_cultures: None) -> None:
    uuid = accepted(world, hub)
    with world.acting(hub):
        assert leaving_beside(estimate_of(uuid)) == [CHANCE]
        chance = one(kind="chance", action="tend", site=MAKER, state="accepted").uuid
        assert leaving_beside(estimate_of(chance)) == [CULTURE]
        end_estimate(hub, chance, "", world.now)
        known = figures()
    assert (known.durations, known.chances) == ({}, {})
    with acting(Scope("auditor")):
        assert not Estimate.objects.filter(state="accepted").exists()


def test_what_was_measured_against_other_hours_is_refused_until_it_is_measured_anew(
    world: World, hub: Actor, slow_cultures: None
) -> None:
    row = of_culture("proposed")
    with acting(Scope("worker")):  # another duration of the place came into force meanwhile
        data = {
            name: getattr(row, name) for name in ("member_id", "n", "values", "counts", "before", "digest")
        }
        Estimate.objects.create(
            **data, kind="duration", action="tend", site=MAKER, route="other", step="expand", state="accepted",
            since=row.since, until=row.until, made_at=world.now, decided_at=world.now, decided_by=hub.person_uuid,
        )  # fmt: skip
    with world.acting(hub), world.unchanged(), pytest.raises(Refused, match="estimate_stale"):
        accept_estimate(hub, row.uuid, row.digest, "", world.now)
    learn(world.now + timedelta(days=10))
    accepted(world, hub)


def test_declining_leaves_both(world: World, hub: Actor, slow_cultures: None) -> None:
    row = of_culture("proposed")
    with world.acting(hub):
        decline_estimate(hub, row.uuid, row.digest, "", world.now)
        known = figures()
    assert (known.durations, known.chances) == ({}, {})


def test_the_page_shows_both_and_says_what_leaves(
    world: World, hub: Actor, browser: SignIn, slow_cultures: None
) -> None:
    row = of_culture("proposed")
    client, where = browser(hub), reverse("planning:estimate", args=[row.uuid])
    shown = text_of(client.get(where))
    assert "一緒に採用する見積り" in shown
    assert "二重に数えたり" in shown
    client.post(reverse("planning:accept_estimate", args=[row.uuid]), {"digest": row.digest})
    after = text_of(client.get(where))
    assert "採用をやめると同時に外れます" in after
    assert "一緒に採用する見積り" not in after
