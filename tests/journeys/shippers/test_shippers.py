"""A shipper is registered and measured, things travel in it, and the tower says in time that it won't hold."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.support.pages import signed_in, text_of
from tests.support.whole import seen_now, whole_list
from tests.support.world import World
from tsunagu.conditions.models import HoldTest, Packing, Shipper
from tsunagu.conditions.services.keep_shippers import NewTest, add_shipper, record_test, retire_shipper
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.journeys.services.pack_shipper import pack_shipper

ROUTE, STEP = "auto-car-t-fresh-trial", "transport_in"
HUB, OUTSIDER = "rink", "sapporo-hospital"
HOUR = timedelta(hours=1)


def set_the_stage(world: World) -> None:
    """A case whose bag is about to leave the hospital."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], STEP, "start")


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["case"]


def carrier_of(world: World, chain: UUID) -> UUID:
    return world.row(chain, STEP).member


def registered(
    world: World, member: UUID | str, hours: int | None, code: str = "DS-1", band: str = ""
) -> UUID:
    """A shipper of a member, measured to hold so many hours until in a month."""
    who, today = world.actor(member), local_day(world.now)
    band = band or world.running(world.chains["case"]).route.step(STEP).band or ""
    with world.acting(who):
        uuid = add_shipper(who, code, "試験用 10L", band, 240, world.now)
        if hours is not None:
            test = NewTest(hours, today, today + timedelta(days=30), "試験室", "HT-1")
            record_test(who, uuid, test, today, world.now)
    return uuid


def packed(
    world: World, chain: UUID, shipper: UUID, closed_at: datetime | None = None, key: str = "k"
) -> None:
    who = world.actor(carrier_of(world, chain))
    with world.acting(who):
        pack_shipper(who, chain, STEP, shipper, closed_at or world.now, world.now, key)


def listed(world: World) -> list[Concern]:
    with world.acting(world.actor(HUB, "coordinator")):
        return [one for one in seen_now(world.now).shown if one.kind == "shipper"]


def count_packings() -> int:
    with acting(Scope("auditor")):
        return Packing.objects.count()


def test_one_that_holds_long_enough_is_no_matter(world: World, chain: UUID) -> None:
    packed(world, chain, registered(world, carrier_of(world, chain), 200))
    assert listed(world) == []


def test_one_that_holds_too_short_is_listed_with_its_hours_and_whom_to_call(
    world: World, chain: UUID
) -> None:
    row = world.row(chain, STEP)
    hours = int((row.planned_end - world.now) / HOUR)
    packed(world, chain, registered(world, row.member, max(hours - 1, 1)), world.now - HOUR)
    (one,) = listed(world)
    assert one.limit.at == world.now - HOUR + max(hours - 1, 1) * HOUR
    assert one.limit.is_hard
    assert "到着に足りない" in one.title.ja
    assert "DS-1" in one.detail.ja
    assert one.member == row.member
    assert one.task == "pack"


def test_a_refill_ends_the_matter_and_a_wrong_time_is_put_right_by_recording_again(
    world: World, chain: UUID
) -> None:
    shipper = registered(world, carrier_of(world, chain), 48)
    packed(world, chain, shipper, world.now - 47 * HOUR)
    assert listed(world)
    world.later(minutes=5)
    packed(world, chain, shipper, world.now, "refill")
    assert listed(world) == []
    world.later(minutes=5)
    packed(world, chain, shipper, world.now - 47 * HOUR, "put-right")
    assert len(listed(world)) == 1, "what was recorded last counts, though it was closed earlier"


def test_the_kept_list_says_at_any_hour_what_the_records_say(world: World, chain: UUID) -> None:
    packed(world, chain, registered(world, carrier_of(world, chain), 20))
    coordinator, start = world.actor(HUB, "coordinator"), world.now
    with world.acting(coordinator):
        look(start)
    words = set()
    for half_hours in range(0, 70):
        now = start + half_hours * HOUR / 2
        world.now = now
        with world.acting(coordinator):
            whole = [one for one in whole_list(load_board(), now) if one.kind == "shipper"]
        kept = listed(world)
        assert [(one.title, one.detail, one.limit.at) for one in kept] == [
            (one.title, one.detail, one.limit.at) for one in whole
        ]
        words |= {one.title.ja for one in kept}
    assert len(words) >= 2, "it was seen to change"


def test_a_new_measurement_changes_nothing_under_way(world: World, chain: UUID) -> None:
    carrier = carrier_of(world, chain)
    shipper = registered(world, carrier, 200)
    packed(world, chain, shipper)
    today = local_day(world.now)
    with world.acting(who := world.actor(carrier)):
        record_test(who, shipper, NewTest(3, today, today, "試験室", "HT-2"), today, world.now + HOUR)
    assert listed(world) == []
    with acting(Scope("auditor")):
        assert list(Packing.objects.values_list("hours", flat=True)) == [200]


def test_the_same_request_is_one_record(world: World, chain: UUID) -> None:
    shipper, at = registered(world, carrier_of(world, chain), 90), world.now
    packed(world, chain, shipper, at)
    packed(world, chain, shipper, at)
    assert count_packings() == 1


@pytest.mark.parametrize(
    "why", ["unmeasured", "lapsed", "retired", "band", "ahead", "long_ago", "stranger", "other"]
)
def test_what_may_not_be_is_refused_and_nothing_is_written(world: World, chain: UUID, why: str) -> None:
    carrier = carrier_of(world, chain)
    owner = OUTSIDER if why == "other" else carrier
    shipper = registered(
        world, owner, None if why == "unmeasured" else 90, band="vapour" if why == "band" else ""
    )
    who, at, now = world.actor(carrier), world.now, world.now
    if why == "lapsed":
        with acting(Scope("worker")):
            HoldTest.objects.update(tested_on=date(2026, 1, 1), valid_until=date(2026, 2, 1))
    if why == "retired":
        with world.acting(who):
            retire_shipper(who, shipper, local_day(now))
    if why in ("ahead", "long_ago"):
        at = now + HOUR if why == "ahead" else now - timedelta(days=4)
    if why == "stranger":
        who = world.actor(OUTSIDER)
    refusal = NotFound if why == "stranger" else BadInput if why in ("ahead", "long_ago") else Refused
    with pytest.raises(refusal), world.acting(who):
        pack_shipper(who, chain, STEP, shipper, at, now, "k")
    assert count_packings() == 0


def test_after_arrival_it_is_no_matter_and_nothing_more_is_recorded(world: World, chain: UUID) -> None:
    shipper = registered(world, carrier_of(world, chain), 5)
    packed(world, chain, shipper, world.now - 4 * HOUR)
    assert listed(world)
    world.run_until(chain, "transduce", "start")
    assert listed(world) == []
    before = count_packings()
    with pytest.raises(Refused):
        packed(world, chain, shipper, world.now, "late")
    assert count_packings() == before


def test_only_its_member_and_the_coordinator_keep_a_shipper(world: World, chain: UUID) -> None:
    shipper = registered(world, carrier_of(world, chain), None)
    today = local_day(world.now)
    test = NewTest(90, today, today, "試験室", "HT-9")
    with pytest.raises(NotAllowed), world.acting(other := world.actor(OUTSIDER)):
        record_test(other, shipper, test, today, world.now)
    with pytest.raises(NotAllowed), world.acting(other):
        retire_shipper(other, shipper, today)
    with acting(Scope("auditor")):
        assert not HoldTest.objects.exists()
        assert Shipper.objects.get().retired_on is None
    with world.acting(hub := world.actor(HUB, "coordinator")):
        record_test(hub, shipper, test, today, world.now)


def second(world: World) -> UUID:
    """Another patient's bag about to leave for the same maker, carried by the same courier."""
    world.order(ROUTE, name="other")
    world.run_until(world.chains["other"], STEP, "start")
    return world.chains["other"]


def test_a_shipper_under_way_takes_no_other_things_until_it_has_arrived(world: World, chain: UUID) -> None:
    first, carrier = second(world), carrier_of(world, chain)
    assert carrier_of(world, first) == carrier
    shipper, spare = (registered(world, carrier, 200, code) for code in ("DS-1", "DS-2"))
    packed(world, first, shipper)
    world.later(minutes=5)
    with pytest.raises(Refused) as refused:
        packed(world, chain, shipper, key="k2")
    assert (refused.value.code, refused.value.field) == ("shipper_under_way", "shipper")
    assert "DS-1" in refused.value.reason.ja
    assert world.running(first).journey.number not in refused.value.reason.ja, "whose it is isn't told"
    assert count_packings() == 1
    packed(world, first, shipper, key="refill")  # its own transport may be recorded anew
    packed(world, chain, spare, key="k3")
    world.run_until(first, "transduce", "start")
    packed(world, chain, shipper, key="k4")


def test_what_was_closed_in_one_moment_travels_together(world: World, chain: UUID) -> None:
    other, closed_at = second(world), world.now
    shipper = registered(world, carrier_of(world, chain), 200)
    packed(world, chain, shipper, closed_at)
    packed(world, other, shipper, closed_at, "k2")
    assert count_packings() == 2


def test_another_recorded_instead_frees_the_first(world: World, chain: UUID) -> None:
    other, carrier = second(world), carrier_of(world, chain)
    shipper, spare = (registered(world, carrier, 200, code) for code in ("DS-1", "DS-2"))
    packed(world, chain, shipper)
    world.later(minutes=5)
    packed(world, chain, spare, key="k2")
    world.later(minutes=5)
    packed(world, other, shipper, key="k3")
    form = text_of(
        signed_in(world, world.actor(carrier)).get(
            f"/journeys/{world.running(other).journey.number}/pack/?step={STEP}"
        )
    )
    assert "DS-1" in form
    assert form.index("DS-1") < form.index("DS-2"), "the one that is under way stands last, and says so"
    assert "輸送中" in form
    assert "保持 200時間" in form


def test_the_pages_from_register_to_journey(world: World, chain: UUID) -> None:
    carrier, today = carrier_of(world, chain), local_day(world.now)
    client = signed_in(world, world.actor(carrier))
    band = world.running(chain).route.step(STEP).band
    assert "輸送容器はまだ登録されていません" in text_of(client.get("/shippers/"))
    bad = client.post("/shippers/add/", {"key": "f", "code": " ", "model": "10L", "band": band})
    assert bad.status_code == 422
    new = {"key": "f", "code": "DS-7", "model": "10L", "band": band, "nominal_hours": 240}
    made = client.post("/shippers/add/", new)
    page = made["Location"]
    again = client.post("/shippers/add/", {"key": "f", "code": "DS-7", "model": "別の型", "band": band})
    assert "すでに登録されています" in text_of(again)
    said = {
        "key": "t",
        "hours": 4,
        "tested_on": today,
        "valid_until": today - timedelta(days=1),
        "tested_by": "試験室",
        "reference": "R1",
    }
    refused = client.post(page, said)
    assert refused.status_code == 422
    assert "有効期限は試験日以降" in text_of(refused)
    assert client.post(page, said | {"valid_until": today}).status_code == 302
    number = world.running(chain).journey.number
    form = text_of(client.get(f"/journeys/{number}/pack/?step={STEP}"))
    assert "DS-7" in form
    closed = (world.now + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    sent = {"step": STEP, "shipper": page.split("/")[-2], "closed_at": closed, "key": "form-1"}
    assert client.post(f"/journeys/{number}/pack/", sent).status_code == 302
    assert "DS-7" in text_of(client.get(f"/journeys/{number}/"))
    assert "DS-7" in text_of(client.get("/shippers/"))
    other = signed_in(world, world.actor(OUTSIDER))
    seen = text_of(other.get("/shippers/"))
    assert "DS-7" in seen, "the register is the network's"
    assert number not in seen, "what is under way in it is for the parties alone"
    assert other.post(page, said | {"valid_until": today}).status_code == 403
    assert other.post(f"{page}retire/").status_code == 403
    assert client.post(f"{page}retire/").status_code == 302
    assert "使用終了" in text_of(client.get(page))
