"""A journey that runs on paper is taken over midway, and goes on here to its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.demonstration.network.castings import casting
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.models import Case, Journey, JourneyStep, Release
from tsunagu.journeys.services.place_order import Order
from tsunagu.journeys.services.take_over import Paper, PaperRelease, take_over
from tsunagu.journeys.services.tell_release import tell_noted
from tsunagu.notices.models import Notice
from tsunagu.therapies.queries import newest_route

ROUTE = "auto-cartilage"


def _order(world: World) -> tuple[Order, str]:
    sites = {party: named[0] for party, named in casting(ROUTE).items()}
    with acting(Scope("worker")):
        route = newest_route(ROUTE)
    patient = Patient("デモ紙田 花子", "", (world.now - timedelta(days=20_000)).date(), "0007-0042")
    order = Order(
        ROUTE, sites["hospital"], basis_uuid(ROUTE), patient, route.consents, world.now - timedelta(days=3),
        sites=sites,
    )  # fmt: skip
    return order, "matsumoto-hospital"


def test_what_was_done_on_paper_is_noted_and_the_rest_goes_on_here(world: World) -> None:
    order, hospital = _order(world)
    physician = world.actor(hospital, "physician")
    collected = world.now - timedelta(hours=5)
    paper = Paper(
        {"register": world.now - timedelta(days=2), "collect": collected},
        "手順書控え 26-114、外来棚3",
        "A999926900001",
    )
    with world.acting(physician):
        chain = take_over(physician, order, paper, world.now, "paper-1").chain
        again = take_over(physician, order, paper, world.now, "paper-1")
    assert again.was_there
    with acting(Scope("auditor")):
        states = dict(JourneyStep.objects.filter(chain=chain).values_list("key", "state"))
        items = items_of_chain(chain)
        assert Case.objects.get(chain=chain).is_from_paper
    assert states["register"] == states["collect"] == "done"
    assert states["transport_in"] == "planned"
    assert [(item.label, item.made_at) for item in items] == [("A999926900001", collected)]
    world.run_to_end(chain)
    with acting(Scope("auditor")):
        assert Journey.objects.get(chain=chain).state == "completed"


@pytest.mark.parametrize(
    ("done", "din", "evidence"),
    [
        ({"collect": 5}, "A999926900001", "控え"),
        ({"register": 4, "collect": 50}, "A999926900001", "控え"),
        ({"register": -4}, "", "控え"),
        ({"register": 50, "nowhere": 4}, "", "控え"),
        ({"register": 50, "collect": 5}, "A99992690000", "控え"),
        ({"register": 50, "collect": 5}, "A999926900001", "  "),
    ],
    ids=["gap", "order", "future", "unknown", "din", "evidence"],
)
def test_paper_that_can_not_be_right_is_refused_whole(
    world: World, done: dict[str, int], din: str, evidence: str
) -> None:
    order, hospital = _order(world)
    physician = world.actor(hospital, "physician")
    paper = Paper({key: world.now - timedelta(hours=hours) for key, hours in done.items()}, evidence, din)
    with world.unchanged(), world.acting(physician), pytest.raises(BadInput):
        take_over(physician, order, paper, world.now, "paper-2")


RELEASERS = {"site_release": ("tsukuba-tissue", "quality"), "market_release": ("wakaba-tissue", "mah")}


def _released_on_paper(world: World) -> tuple[Order, str, Paper]:
    """A journey whose steps up to the market release were done on paper, each release with who gave it."""
    order, hospital = _order(world)
    with acting(Scope("worker")):
        route = newest_route(order.therapy)
    before = [step.key for step in route.order if step.key in route.ancestors("transport_out")]
    hours = {key: 3 * (len(before) - place) for place, key in enumerate(before)}
    done = {key: world.now - timedelta(hours=left) for key, left in hours.items()}
    releases = {
        key: PaperRelease(world.actor(*releaser).person_name.ja, f"QA-26-{key}")
        for key, releaser in RELEASERS.items()
    }
    return order, hospital, Paper(done, "手順書控え 26-114、外来棚3", "A999926900001", releases)


def test_a_release_on_paper_is_noted_with_who_gave_it_and_the_journey_goes_on(world: World) -> None:
    order, hospital, paper = _released_on_paper(world)
    physician = world.actor(hospital, "physician")
    with world.acting(physician):
        chain = take_over(physician, order, paper, world.now, "paper-3").chain
    with acting(Scope("auditor")):
        rows = {row.step: row for row in Release.objects.filter(chain=chain)}
    for key, releaser in RELEASERS.items():
        row, who = rows[key], world.actor(*releaser)
        assert (row.released_by, row.member, row.released_at) == (
            who.person_uuid,
            who.member_uuid,
            paper.done[key],
        )
        assert (row.verdict, row.is_quality, row.note) == ("released", True, f"QA-26-{key}")
    with acting(Scope("worker")):
        for row in rows.values():
            tell_noted(row.uuid, world.now)
        told = {one.member.uuid for one in Notice.objects.filter(kind="release_noted")}
    assert told == {world.member(member) for member, _ in RELEASERS.values()}
    ready = world.run_until(chain, "transport_out", "start")
    assert not [one.cause for one in ready.verdicts() if not one.passes and one.gate == "release"]
    world.run_to_end(chain)
    with acting(Scope("auditor")):
        assert Journey.objects.get(chain=chain).state == "completed"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (None, "release_paper_site_release"),
        (("", "QA-26-1"), "released_by_site_release"),
        (("誰 でもない", "QA-26-1"), "released_by_site_release"),
        (("maker", "QA-26-1"), "released_by_site_release"),
        (("quality", "  "), "release_paper_site_release"),
        (("quality", "あ" * 201), "release_paper_site_release"),
    ],
    ids=["nothing", "no name", "nobody", "maker", "no record", "long"],
)
def test_a_release_on_paper_by_nobody_in_particular_is_refused_whole(
    world: World, changed: tuple[str, str] | None, field: str
) -> None:
    order, hospital, paper = _released_on_paper(world)
    releases = dict(paper.releases)
    del releases["site_release"]
    if changed is not None:
        roles = {"maker": "operator", "quality": "quality"}
        role = roles.get(changed[0])
        name = world.actor("tsukuba-tissue", role).person_name.ja if role else changed[0]
        releases["site_release"] = PaperRelease(name, changed[1])
    physician = world.actor(hospital, "physician")
    with world.unchanged(), world.acting(physician), pytest.raises(BadInput) as caught:
        take_over(physician, order, replace(paper, releases=releases), world.now, "paper-4")
    assert caught.value.field == field
    assert caught.value.reason.ja
    assert caught.value.reason.en


def test_the_form_asks_who_released_on_paper(world: World) -> None:
    physician = world.actor("matsumoto-hospital", "physician")
    page = signed_in(world, physician).get(f"/journeys/from-paper/?therapy={ROUTE}").content.decode()
    for step in RELEASERS:
        assert f'name="released_by_{step}"' in page
        assert f'name="release_paper_{step}"' in page
    assert 'name="released_by_collect"' not in page
