"""Trends of a product: whose results count, limits that a member freezes, a duty for manufacturer and laboratory."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.evaluation.trends.test_services import refuses
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services.append import Receipt, append
from tsunagu.custody.services.replay import rebuild
from tsunagu.evaluation.domain.trend_choice import Choice
from tsunagu.evaluation.queries.trends import alarms_of, limits_of, trend_chain
from tsunagu.evaluation.services.assess_alarms import assess_alarms
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.trends import SeriesKey, product_series, product_series_of
from tsunagu.journeys.services.freeze_trend import freeze_trend
from tsunagu.journeys.services.verify_results import verify_results
from tsunagu.journeys.tasks import alarm_assessed, results_changed
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice

ROUTE = "auto-car-t-frozen"
KEY = SeriesKey(ROUTE, "release", "viability")
STEADY = ("91.0", "92.0", "90.0", "91.5", "90.5")


def release_test(world: World, chain: UUID) -> JourneyStep:
    """The row of the step that tests for the release."""
    running = world.running(chain)
    step = next(one for one in running.route.steps if one.panel == "release" and one.action == "test")
    return running.rows[step.key]


def add_result(world: World, chain: UUID, value: str, **fields: object) -> tuple[Receipt, UUID]:
    """Record a verified result as the laboratory does, without the steps before it."""
    row = release_test(world, chain)
    analyst, uuid, effects = world.actor(row.member, "qc"), uuid4(), Effects()
    said = {
        "uuid": uuid, "chain": chain, "journey": chain, "step": row.key, "attempt": 1, "panel": "release",
        "panel_version": 1, "characteristic": "viability", "method": "automated_count", "weight": "release",
        "text": f"{value}%", "number": float(value), "unit": "%", "state": "passed", "reason_ja": "", "reason_en": "",
        "member": row.member, "site": row.site, "tested_by": analyst.person_uuid, "tested_at": world.now,
        "verified_by": analyst.person_uuid, "verified_at": world.now,
    }  # fmt: skip
    effects.add("evaluation.Result", **{**said, **fields})
    with world.acting(analyst):
        open_if_party([chain])
        act = Act("result_entered", chain, world.now, {"step": row.key}, effects)
        receipt = append(Signer(analyst.person_uuid, row.member), [act], Signature("entered"), world.now)
    return receipt, uuid


def frozen(world: World) -> tuple[UUID, UUID, UUID]:
    """25 results with limits that the manufacturer froze: the chain, the manufacturer, the chain of the limits."""
    chain = world.order(ROUTE)
    running = world.running(chain)
    maker = running.maker
    assert maker is not None
    for place in range(25):
        world.later(days=1)
        add_result(world, chain, STEADY[place % 5])
    quality = world.actor(maker, "quality")
    with world.acting(quality):
        freeze_trend(quality, KEY, Choice("western_electric", 1, 25), world.later(hours=1), "f1")
        freeze_trend(quality, KEY, Choice("western_electric", 1, 25), world.now, "f1")
    world.later(days=1)
    return chain, maker, trend_chain(maker, KEY.route, KEY.panel, KEY.characteristic)


def told(world: World, member: UUID) -> list[Notice]:
    with acting(Scope("worker")):
        found = Notice.objects.filter(kind="chart_alarm", member__uuid=member, done_at=None)
        return list(found.order_by("role"))


def queued() -> int:
    """How many jobs wait that hold results against their trends."""
    return int(ProcrastinateJob.objects.filter(task_name="journeys.results_changed").count())


def test_a_result_that_breaks_a_frozen_rule_calls_manufacturer_and_laboratory_once(world: World) -> None:
    chain, maker, trend = frozen(world)
    laboratory = release_test(world, chain).member
    assert laboratory != maker
    quiet, _ = add_result(world, chain, "91.2")
    results_changed(str(chain), str(quiet.uuid))
    assert told(world, maker) == []
    world.later(days=1)
    receipt, point = add_result(world, chain, "70.0")
    for _again in range(2):
        results_changed(str(chain), str(receipt.uuid))
    assert [one.role for one in told(world, maker)] == ["qc", "quality"]
    assert [one.role for one in told(world, laboratory)] == ["qc"]
    assert told(world, maker)[0].link == f"/evaluation/trends/product/{ROUTE}/release/viability/#alarms"
    assert "70.0%" in told(world, laboratory)[0].text_ja
    assert told(world, laboratory)[0].link.startswith("/journeys/")
    quality = world.actor(maker, "quality")
    with world.acting(quality):
        open_if_party([trend])
        assert [(one.point, one.rule) for one in alarms_of([trend])[trend]] == [(point, "western_electric_1")]
        done = assess_alarms(quality, trend, [point], "凍結解凍の遅れ", "手順を改めた", world.later(hours=1))
    assert told(world, maker) == []
    alarm_assessed(str(trend), str(done.uuid))
    assert told(world, laboratory) == []
    rebuild()


def test_only_verified_numbers_of_the_own_journeys_are_plotted(world: World) -> None:
    chain, maker, _trend = frozen(world)
    waiting: dict[str, object] = {"awaits_verification": True, "verified_by": None, "verified_at": None}
    add_result(world, chain, "50.0", **waiting)
    add_result(world, chain, "99.0", text="> 99%")
    add_result(world, chain, "0.9", unit="1")
    add_result(world, chain, "98.0", returned_at=world.now)
    with world.acting(world.actor(maker, "quality")):
        series = product_series_of(KEY)
        assert len(series.points) == 25
        assert series.left_out == 2
        assert [one.key for one in product_series()] == [KEY]
    stranger = world.actor("kawasaki-evaluation", "qc")
    if release_test(world, chain).member == stranger.member_uuid:
        stranger = world.actor("sendai-rapid", "qc")
    refuses(world, "no_such_trend", _reading(world, stranger), NotFound)


def test_verification_is_what_lets_a_result_into_the_trend(world: World) -> None:
    chain, maker, _trend = frozen(world)
    waiting: dict[str, object] = {"awaits_verification": True, "verified_by": None, "verified_at": None}
    receipt, result = add_result(world, chain, "70.0", **waiting)
    results_changed(str(chain), str(receipt.uuid))
    assert told(world, maker) == []
    laboratory = release_test(world, chain).member
    first = world.actor(laboratory, "qc")
    second = world.actor(laboratory, "qc", "quality", besides=frozenset({first.person_uuid}))
    with world.acting(second):
        before = queued()
        verified = verify_results(second, chain, [result], world.later(hours=1))
    assert queued() == before + 1
    results_changed(str(chain), str(verified.uuid))
    assert len(told(world, maker)) == 2


def test_who_may_freeze_a_trend(world: World) -> None:
    _chain, maker, trend = frozen(world)
    quality, operator = world.actor(maker, "quality"), world.actor(maker, "operator")

    def freezing(who: Actor, rules: str = "nelson", key: SeriesKey = KEY) -> Callable[[], object]:
        def act() -> object:
            with world.acting(who):
                return freeze_trend(who, key, Choice(rules, 1, 25), world.now)

        return act

    refuses(world, "role", freezing(operator), NotAllowed)
    refuses(world, "rules", freezing(quality, "westgard"), BadInput)
    refuses(world, "no_such_trend", freezing(quality, key=SeriesKey(ROUTE, "release", "parrots")), NotFound)
    freezing(quality)()
    with world.acting(quality):
        open_if_party([trend])
        assert [one.limits.rules for one in limits_of([trend])[trend]] == ["western_electric", "nelson"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_shows_the_trend_with_capability_to_those_who_take_part(world: World, language: str) -> None:
    _chain, maker, _trend = frozen(world)
    address = f"/evaluation/trends/product/{ROUTE}/release/viability/"
    client = signed_in(world, world.actor(maker, "quality"), **{"accept-language": language})
    shown = client.get(address).content.decode()
    assert "Cpk" in shown
    assert ("許容区間" if language == "ja" else "Tolerance interval") in shown
    assert address in client.get("/evaluation/trends/").content.decode()
    assert client.get(f"{address}points.csv").content.decode().count("\n") == 26
    outsider = signed_in(world, world.actor("sendai-rapid", "quality"))
    assert outsider.get(address).status_code == 404
    assert outsider.get(f"{address}points.csv").status_code == 404


def _reading(world: World, who: Actor) -> Callable[[], object]:
    def act() -> object:
        with world.acting(who):
            return product_series_of(KEY)

    return act
