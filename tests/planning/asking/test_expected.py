"""What cases that hold no booking will use: which resource, when, and in what order they are counted."""

from dataclasses import replace

from tests.planning.asking.test_route_options import everything, route
from tsunagu.planning.domain.asking.expected import Ahead, Expected, Ground, Unbooked, expected_use
from tsunagu.planning.domain.asking.left import Taken
from tsunagu.planning.domain.asking.route_options import Offered
from tsunagu.planning.domain.problem import Resource, Span
from tsunagu.planning.queries.estimates import assumptions

ROUTE = route("auto-car-t-frozen")
HOURS, NOW = 24 * 60, 30
ALWAYS = (Span(0, HOURS, 1),)
DAYTIME = tuple(Span(day * 24 + 9, day * 24 + 17, 1) for day in range(60))
GROUND = Ground(
    [Resource(one.resource, one.kind, one.site, ALWAYS) for one in everything(ROUTE)],
    everything(ROUTE), (), assumptions().needs, HOURS, NOW,
)  # fmt: skip


def ahead(key: str, start: int, has_begun: bool = False) -> Ahead:
    step = ROUTE.step(key)
    return Ahead(step, step.party, start, start + round(step.duration_hours), has_begun)


def case(*steps: Ahead, key: str = "one") -> Unbooked:
    return Unbooked(key, ROUTE, steps)


def used(*cases: Unbooked, ground: Ground = GROUND) -> set[tuple[str, int, int]]:
    return {(one.taken.resource, one.taken.start, one.taken.until) for one in expected_use(cases, ground)}


def with_chairs(*chairs: Resource, booked: tuple[Taken, ...] = ()) -> Ground:
    """Return the ground with other chairs of the hospital; none but them."""
    offered = [Offered(one.key, "hospital", "collection_chair") for one in chairs]
    return replace(GROUND, published=chairs, offered=offered, booked=booked)


def chair(name: str, open_: tuple[Span, ...] = ALWAYS) -> Resource:
    return Resource(f"hospital/{name}", "collection_chair", "hospital", open_)


def test_a_step_takes_what_its_action_needs_at_the_site_of_its_party() -> None:
    assert used(case(ahead("collect", 100))) == {("hospital/collection_chair", 100, 105)}
    assert used(case(ahead("transport_in", 110))) == {("courier_in/courier", 110, 111)}
    assert used(case(ahead("release_test", 400))) == {("laboratory/test_run", 400, 401)}


def test_a_clean_room_is_held_from_the_first_step_in_it_to_the_last_and_cleaned() -> None:
    room = "manufacturer/clean_room"
    making = [ahead("transduce", 200), ahead("expand", 236), ahead("in_process", 420), ahead("freeze", 424)]
    assert {one for one in used(case(*making)) if one[0] == room} == {(room, 200, 424 + 16 + 14)}
    begun = [ahead("expand", 20, has_begun=True), *making[2:]]
    assert {one for one in used(case(*begun)) if one[0] == room} == {(room, NOW, 454)}
    between = making[1:]  # the first is done, the room is the case's until the last
    assert {one for one in used(case(*between)) if one[0] == room} == {(room, NOW, 454)}


def test_a_step_planned_while_it_is_closed_is_counted_when_it_opens_long_enough() -> None:
    ground = with_chairs(chair("chair", DAYTIME))
    assert used(case(ahead("collect", 4 * 24 + 2)), ground=ground) == {("hospital/chair", 105, 110)}
    assert used(case(ahead("collect", 4 * 24 + 14)), ground=ground) == {("hospital/chair", 129, 134)}
    short = with_chairs(chair("chair", (Span(100, 102, 1), Span(110, 112, 1))))
    assert used(case(ahead("collect", 90)), ground=short) == {("hospital/chair", 100, 105)}
    assert used(case(ahead("collect", 90)), ground=with_chairs(chair("chair", ()))) == set()


def test_the_first_fitting_resource_with_enough_left_is_used_else_the_first() -> None:
    booked = Taken("hospital/a", 102, 103, 1)
    ground = with_chairs(chair("a"), chair("b"), booked=(booked,))
    patients = [case(ahead("collect", 100), key=str(number)) for number in range(3)]
    assert [one.taken.resource for one in expected_use(patients, ground)] == [
        "hospital/b",
        "hospital/a",
        "hospital/a",
    ]
    assert expected_use(patients, ground) == expected_use(patients, ground)
    assert used(case(ahead("collect", 103)), ground=ground) == {("hospital/a", 103, 108)}


def test_who_is_late_takes_its_hours_from_now_on_and_puts_off_what_follows() -> None:
    late = [ahead("collect", 20), ahead("freeze_in", 25), ahead("transport_in", 31)]
    found = used(case(*late))
    assert ("hospital/collection_chair", NOW, NOW + 5) in found
    assert ("courier_in/courier", NOW + 5 + 6, NOW + 5 + 6 + 1) in found
    rather = [
        ahead("transport_in", 10),
        ahead("transduce", 31),
    ]  # acceptance between isn't given, and takes 3 hours
    assert ("manufacturer/operator", NOW + 12 + 3, NOW + 12 + 3 + 4) in used(case(*rather))
    on_plan = [
        ahead("collect", 28),
        ahead("freeze_in", 33),
    ]  # planned to be under way: nobody has noted it yet
    assert ("hospital/collection_chair", NOW, 33) in used(case(*on_plan))


def test_what_has_begun_goes_on_at_least_until_the_next_hour_and_no_first_hours_again() -> None:
    assert used(case(ahead("lymphodepletion", 10, has_begun=True))) == set(), "its first hours are over"
    assert used(case(ahead("administer", 10, has_begun=True))) == {("hospital/infusion_bed", NOW, NOW + 1)}


def test_a_place_where_nothing_is_published_takes_nothing() -> None:
    elsewhere = replace(ahead("collect", 100), site="elsewhere")
    assert expected_use([case(elsewhere)], GROUND) == []
    assert expected_use([case(ahead("collect", 100))], GROUND) == [
        Expected("one", "collect", Taken("hospital/collection_chair", 100, 105, 1))
    ]
