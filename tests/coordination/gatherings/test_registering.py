"""Places, the waiting list, giving back, private links: what registering does and refuses."""

from datetime import timedelta
from typing import Any

import pytest

from tests.coordination.gatherings.support import PUBLIC, STARTS, a_gathering, comes, details, row, states
from tests.members.conftest import NOW, Cast
from tsunagu.coordination.domain.gatherings.registering import Guest
from tsunagu.coordination.domain.gatherings.states import standing
from tsunagu.coordination.models import Registration
from tsunagu.coordination.queries.gatherings import facts_of, registration_behind, registrations
from tsunagu.coordination.services.gatherings.forget import forget
from tsunagu.coordination.services.gatherings.give_back import give_back, give_back_by_link, withdraw_consent
from tsunagu.coordination.services.gatherings.keep import change_card
from tsunagu.coordination.services.gatherings.publish import call_off
from tsunagu.coordination.services.gatherings.register import register_guest, register_person
from tsunagu.coordination.services.gatherings.telling import SAID, digest_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.models import Letter, Notice

pytestmark = pytest.mark.django_db


def letters(kind: str) -> list[str]:
    with acting(Scope("auditor")):
        return list(Letter.objects.filter(body__contains=SAID[kind].ja).values_list("address", flat=True))


def test_places_fill_then_the_list_waits_and_moves_in_order(cast: Cast) -> None:
    uuid = a_gathering(cast)
    first, _, third, fourth = (comes(uuid, name) for name in ("aya", "ben", "chie", "dai"))
    assert [first.state, third.state, fourth.state] == ["registered", "waiting", "waiting"]
    with acting(PUBLIC):
        assert registration_behind(digest_of(fourth.link))[0].position == 2
        give_back_by_link(first.link, NOW)
        give_back_by_link(first.link, NOW)
    assert states(uuid) == {"aya": "cancelled", "ben": "registered", "chie": "registered", "dai": "waiting"}
    assert (row(uuid).taken, row(uuid).waiting) == (2, 1)
    assert letters("moved_up") == ["chie@example.jp"]
    assert letters("given_back") == ["aya@example.jp"]


def test_who_gave_back_and_comes_again_stands_behind_all_who_wait(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    first = comes(uuid, "aya")
    comes(uuid, "ben")
    comes(uuid, "chie")
    with acting(PUBLIC):
        give_back_by_link(first.link, NOW)
    again = comes(uuid, "aya", NOW + timedelta(hours=1))
    assert again.state == "waiting"
    with acting(PUBLIC):
        assert registration_behind(digest_of(again.link))[0].position == 2
        with pytest.raises(NotFound):
            registration_behind(digest_of(first.link))


def test_one_address_is_one_registration_and_tells_its_link_to_the_address_alone(cast: Cast) -> None:
    uuid = a_gathering(cast)
    first = comes(uuid, "aya", key="one")
    assert comes(uuid, "aya", key="one") == first
    with acting(PUBLIC):
        other = register_guest(uuid, Guest("誰か", "", " ＡＹＡ@Example.JP ", True), "two", NOW)
    assert (other.state, other.link) == ("registered", "")
    assert states(uuid) == {"aya": "registered"}
    assert letters("registered") == ["aya@example.jp"] * 2


@pytest.mark.parametrize(
    ("guest", "code"),
    [
        (Guest("", "", "a@example.jp", True), "guest_name"),
        (Guest("x" * 81, "", "a@example.jp", True), "guest_name"),
        (Guest("人", "", "a@example.jp", False), "guest_consent"),
        (Guest("人", "", "a@b@example.jp", True), "email"),
        (Guest("人", "", "a@example", True), "email"),
        (Guest("人", "", "a\r\nBcc: x@example.jp", True), "email"),
        (Guest("人", "", "a" * 250 + "@example.jp", True), "email"),
    ],
)
def test_what_a_guest_types_wrongly_is_refused_and_nothing_is_written(
    cast: Cast, guest: Guest, code: str
) -> None:
    uuid = a_gathering(cast)
    with acting(PUBLIC), pytest.raises(BadInput) as refused:
        register_guest(uuid, guest, "k", NOW)
    assert refused.value.code == code
    assert states(uuid) == {}
    assert row(uuid).taken == 0


def test_people_of_members_register_once_and_are_told_in_their_inbox(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1, audience="network")
    with acting(cast.scope(cast.stranger)):
        assert register_person(cast.stranger, uuid, NOW).state == "registered"
        assert register_person(cast.stranger, uuid, NOW).state == "registered"
    with acting(cast.scope(cast.coordinator)):
        assert register_person(cast.coordinator, uuid, NOW).state == "waiting"
    with acting(cast.scope(cast.stranger)):
        give_back(cast.stranger, uuid, NOW)
    with acting(Scope("auditor")):
        told = set(Notice.objects.values_list("person_id", "kind"))
    assert told == {
        (cast.stranger.person_id, "gathering_registered"), (cast.coordinator.person_id, "gathering_waiting"),
        (cast.coordinator.person_id, "gathering_moved_up"), (cast.stranger.person_id, "gathering_given_back"),
    }  # fmt: skip


def test_a_member_keeps_to_its_own_limit_and_holds_nobody_else_up(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=3, per_member=1)
    for actor, state in ((cast.operator, "registered"), (cast.quality, "waiting")):
        with acting(cast.scope(actor)):
            assert register_person(actor, uuid, NOW).state == state
    assert standing(facts_of(row(uuid)), NOW) == "open", "two places are free for everybody else"
    assert [comes(uuid, name).state for name in ("aya", "ben", "chie")] == [
        "registered", "registered", "waiting",
    ]  # fmt: skip
    assert standing(facts_of(row(uuid)), NOW) == "full"
    with acting(cast.scope(cast.operator)):
        give_back(cast.operator, uuid, NOW)
    assert (states(uuid)[cast.quality.person_name.ja], states(uuid)["chie"]) == ("registered", "waiting")


def test_more_places_move_several_up_and_fewer_throw_nobody_out(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    for name in ("aya", "ben", "chie"):
        comes(uuid, name)
    with acting(cast.scope(cast.operator)):
        assert change_card(cast.operator, uuid, details(limit=3), NOW) == 2
        assert change_card(cast.operator, uuid, details(limit=1), NOW) == 0
    assert set(states(uuid).values()) == {"registered"}
    assert (row(uuid).taken, row(uuid).limit) == (3, 1)
    assert letters("changed") == []


def test_another_time_is_told_to_everybody_who_registered(cast: Cast) -> None:
    uuid = a_gathering(cast)
    comes(uuid, "aya")
    later = details(starts_at=STARTS + timedelta(hours=1), ends_at=STARTS + timedelta(hours=5))
    with acting(cast.scope(cast.operator)):
        change_card(cast.operator, uuid, later, NOW)
        call_off(cast.operator, uuid, "台風", NOW)
        call_off(cast.operator, uuid, "台風", NOW)
    assert letters("changed") == letters("called_off") == ["aya@example.jp"]
    with pytest.raises(Refused) as refused:
        comes(uuid, "ben")
    assert refused.value.code == "registration_closed"


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({"opens_at": NOW + timedelta(hours=1)}, NOW),
        ({}, STARTS - timedelta(hours=1)),
        ({}, STARTS - timedelta(minutes=30)),
        ({}, STARTS + timedelta(minutes=1)),
        ({}, STARTS + timedelta(days=1)),
    ],
)
def test_outside_its_hours_nobody_registers(cast: Cast, changes: dict[str, Any], now: Any) -> None:
    uuid = a_gathering(cast, **changes)
    with pytest.raises(Refused) as refused:
        comes(uuid, "aya", now)
    assert refused.value.code == "registration_closed"
    assert states(uuid) == {}


def test_registration_is_open_from_its_first_moment_until_just_before_its_last(cast: Cast) -> None:
    uuid = a_gathering(cast, opens_at=NOW)
    assert comes(uuid, "aya", NOW).state == "registered"
    assert comes(uuid, "ben", STARTS - timedelta(hours=1, seconds=1)).state == "registered"


def test_once_it_has_begun_nobody_gives_back_and_nobody_moves_up(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    first = comes(uuid, "aya")
    second = comes(uuid, "ben")
    with acting(PUBLIC):
        with pytest.raises(Refused) as refused:
            give_back_by_link(first.link, STARTS)
        assert refused.value.code == "too_late"
        withdraw_consent(first.link, STARTS)
    assert states(uuid) == {"": "registered", "ben": "waiting"}
    assert second.state == "waiting"


def test_withdrawing_consent_erases_at_once_and_the_next_moves_up(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    first = comes(uuid, "aya")
    comes(uuid, "ben")
    with acting(PUBLIC):
        withdraw_consent(first.link, NOW)
        with pytest.raises(NotFound):
            withdraw_consent(first.link, NOW)
    assert states(uuid) == {"": "cancelled", "ben": "registered"}
    with acting(Scope("auditor")):
        assert not Letter.objects.filter(address="aya@example.jp").exists()


def test_after_its_days_who_came_is_forgotten_and_the_figures_stay(cast: Cast) -> None:
    uuid = a_gathering(cast, keep_days=30)
    comes(uuid, "aya")
    with acting(cast.scope(cast.stranger)):
        register_person(cast.stranger, uuid, NOW)
    over = STARTS + timedelta(hours=4)
    assert forget(over + timedelta(days=30)) == 0
    assert forget(over + timedelta(days=30, seconds=1)) == 2
    assert forget(over + timedelta(days=31)) == 0
    with acting(Scope("auditor")):
        rows = list(Registration.objects.filter(gathering__uuid=uuid))
        assert {(one.name, one.email, one.organisation, one.person_id) for one in rows} == {
            ("", "", "", None)
        }
        assert row(uuid).taken == 2
        assert not Letter.objects.exists()


def test_members_only_and_drafts_are_not_there_for_passers_by(cast: Cast) -> None:
    for uuid in (a_gathering(cast, audience="network"), a_gathering(cast, is_published=False)):
        with pytest.raises(NotFound):
            comes(uuid, "aya")
        assert states(uuid) == {}


def test_the_list_of_names_is_for_organiser_and_coordinator(cast: Cast) -> None:
    uuid = a_gathering(cast)
    comes(uuid, "aya")
    for actor, count in ((cast.operator, 1), (cast.coordinator, 1), (cast.stranger, 0)):
        with acting(cast.scope(actor)):
            assert len(registrations(uuid)) == count


def test_only_the_organiser_changes_or_calls_off(cast: Cast) -> None:
    uuid = a_gathering(cast)
    with acting(cast.scope(cast.stranger)):
        for act in (
            lambda: change_card(cast.stranger, uuid, details(limit=99), NOW),
            lambda: call_off(cast.stranger, uuid, "x", NOW),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert (row(uuid).limit, row(uuid).state) == (2, "published")
    with acting(cast.scope(cast.coordinator)):
        assert change_card(cast.coordinator, uuid, details(limit=5), NOW) == 0
    assert row(uuid).limit == 5
