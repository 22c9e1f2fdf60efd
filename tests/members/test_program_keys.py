"""Keys of programs: who issues, sees and ends them, what is kept of them, and whom they let in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.members.conftest import NOW, TODAY, Cast, person
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, NotSignedIn
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member, Person, ProgramKey, ProgramSecret
from tsunagu.members.queries import person_names
from tsunagu.members.queries.program_keys import program_key, program_keys, program_name
from tsunagu.members.services.issue_key import Issued
from tsunagu.members.services.recognise import scope_of_program

UNTIL = TODAY + timedelta(days=90)


@pytest.fixture(autouse=True)
def still(db: None) -> None:
    clock.forget()
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1e-6)


def issued(cast: Cast, actor: Actor | None = None, **given: Any) -> Issued:
    actor = actor or cast.operator
    said: dict[str, Any] = {
        "name": "MES",
        "grants": ["capacity.read"],
        "valid_until": UNTIL,
        "request_key": str(uuid4()),
    }
    with acting(cast.scope(actor)):
        return services.issue_key(actor, given.pop("member", cast.maker.uuid), **(said | given), now=NOW)


def kept() -> tuple[int, int]:
    with acting(Scope("auditor")):
        return ProgramKey.objects.count(), ProgramSecret.objects.count()


def test_a_key_lets_its_program_in_as_itself_for_its_member(cast: Cast) -> None:
    made = issued(cast, grants=["capacity.write", "capacity.read"])
    actor, scope = scope_of_program(made.text)
    assert (actor.person_uuid, actor.member_uuid) == (made.uuid, cast.maker.uuid)
    assert actor.person_name.en == "MES (program)"
    assert actor.grants == frozenset({"capacity.read", "capacity.write"})
    assert actor.roles == frozenset()
    assert actor.person_id == cast.operator.person_id
    assert (scope.name, scope.member_id, scope.person) == ("member", cast.maker.id, made.uuid)
    assert not scope.is_coordinator


def test_the_coordinators_program_coordinates_nothing(cast: Cast) -> None:
    actor, scope = scope_of_program(issued(cast, cast.coordinator, member=cast.hub.uuid).text)
    assert not scope.is_coordinator
    assert not actor.is_coordinator


def test_of_the_secret_only_a_hash_is_kept(cast: Cast) -> None:
    text = issued(cast).text
    hidden = text.rpartition("_")[2] if text.count("_") == 2 else text.split("_", 2)[2]
    with connection.cursor() as cursor, acting(Scope("auditor")):
        for table in ("members_program_key", "members_program_secret"):
            cursor.execute(f"SELECT string_agg(row::text, '') FROM {table} row")
            assert hidden not in str(cursor.fetchone())
    columns = {field.column for field in ProgramSecret._meta.concrete_fields}
    assert columns == {"id", "prefix", "digest", "member_id", "key_id"}, "it is read before a scope exists"


@pytest.mark.parametrize("text", ["", "x", "tsunagu_aaaaaaaa_" + "A" * 43, "\x00", "鍵" * 5000])
def test_what_is_no_key_lets_nobody_in(cast: Cast, text: str) -> None:
    issued(cast)
    with pytest.raises(NotSignedIn) as refused:
        scope_of_program(text)
    assert refused.value.code == "program_key"


def test_the_right_beginning_is_not_enough(cast: Cast) -> None:
    text = issued(cast).text
    with pytest.raises(NotSignedIn):
        scope_of_program(text[:-1] + ("A" if text[-1] != "A" else "B"))
    assert scope_of_program(text)


def test_a_key_that_was_ended_lets_nobody_in(cast: Cast) -> None:
    made = issued(cast)
    for _ in range(2):
        with acting(cast.scope(cast.quality)):
            assert services.end_key(cast.quality, made.uuid, NOW) == cast.maker.uuid
    with pytest.raises(NotSignedIn):
        scope_of_program(made.text)
    with acting(cast.scope(cast.operator)):
        found = program_key(made.uuid)
    assert (found.ended_at, found.ended_by) == (NOW, cast.quality.person_name)
    assert kept() == (1, 0)


def test_a_key_lets_in_until_its_last_day_and_no_longer(cast: Cast) -> None:
    made = issued(cast, valid_until=TODAY)
    assert scope_of_program(made.text)
    with acting(Scope("worker")):
        clock.set_clock(NOW + timedelta(days=1), 1e-6)
    clock.forget()
    with pytest.raises(NotSignedIn) as refused:
        scope_of_program(made.text)
    assert refused.value.code == "program_key_expired"


def test_programs_of_a_member_that_left_stay_out(cast: Cast) -> None:
    made = issued(cast)
    with acting(Scope("worker")):
        Member.objects.filter(pk=cast.maker.id).update(left_on=TODAY - timedelta(days=1))
    with pytest.raises(NotSignedIn):
        scope_of_program(made.text)


def test_its_last_use_is_seen(cast: Cast) -> None:
    made = issued(cast)
    with acting(cast.scope(cast.operator)):
        assert program_keys(cast.maker.uuid)[0].last_used_at is None
    scope_of_program(made.text)
    with acting(cast.scope(cast.operator)):
        used = program_keys(cast.maker.uuid)[0].last_used_at
    assert used is not None
    assert abs(used - NOW) < timedelta(minutes=1)


def test_strangers_and_auditors_issue_and_end_nothing(cast: Cast) -> None:
    made = issued(cast)
    before = kept()
    with pytest.raises(NotAllowed):
        issued(cast, cast.stranger)
    with acting(cast.scope(cast.stranger)), pytest.raises(NotFound):
        services.end_key(cast.stranger, made.uuid, NOW)
    auditor = Scope("auditor", member=cast.maker.uuid, member_id=cast.maker.id)
    with acting(auditor), pytest.raises((NotAllowed, NotFound)):
        services.end_key(cast.operator, made.uuid, NOW)
    with acting(cast.scope(cast.stranger)):
        assert program_keys(cast.maker.uuid) == []
    assert kept() == before
    assert scope_of_program(made.text)


def test_the_coordinator_issues_on_behalf_and_the_member_sees_it(cast: Cast) -> None:
    made = issued(cast, cast.coordinator)
    with acting(cast.scope(cast.operator)):
        assert [(one.uuid, one.issued_by) for one in program_keys(cast.maker.uuid)] == [
            (made.uuid, cast.coordinator.person_name)
        ]


def test_nobody_allows_a_program_what_he_may_not_do_himself(cast: Cast) -> None:
    before = kept()
    with pytest.raises(NotAllowed) as refused:
        issued(cast, grants=["requests.write"])
    assert refused.value.field == "grants"
    assert kept() == before
    with acting(Scope("worker")):
        physician = person(cast.maker, "sato", "physician")
    actor, _ = scope_of_program(issued(cast, physician, grants=["requests.write"]).text)
    assert actor.roles == {"hospital_coordinator"}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 61}),
        ("name", {"name": "a\nb"}),
        ("name", {"name": "a\x00b"}),
        ("grants", {"grants": []}),
        ("grants", {"grants": ["everything"]}),
        ("valid_until", {"valid_until": TODAY - timedelta(days=1)}),
        ("valid_until", {"valid_until": TODAY + timedelta(days=367)}),
        ("valid_until", {"valid_until": date(1, 1, 1)}),
    ],
)
def test_what_no_key_can_be(cast: Cast, field: str, given: dict[str, Any]) -> None:
    before = kept()
    with pytest.raises(BadInput) as refused:
        issued(cast, **given)
    assert refused.value.field == field
    assert kept() == before


def test_sent_twice_it_is_one_key_and_told_once(cast: Cast) -> None:
    first, second = (issued(cast, request_key="the same") for _ in range(2))
    assert first.text
    assert second == Issued(first.uuid, "")
    assert kept() == (1, 1)


def test_a_program_is_named_where_it_acted(cast: Cast) -> None:
    made = issued(cast)
    with acting(cast.scope(cast.operator)):
        found = person_names([made.uuid, cast.operator.person_uuid])
    assert found == {made.uuid: program_name("MES"), cast.operator.person_uuid: cast.operator.person_name}
    with acting(cast.scope(cast.stranger)):
        assert person_names([made.uuid]) == {}


@pytest.fixture
def as_person() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client(headers={"accept-language": "ja"})
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def test_on_screen_a_key_is_issued_shown_once_and_ended(
    cast: Cast, as_person: Callable[[Actor], Client]
) -> None:
    client, at = as_person(cast.operator), f"/members/{cast.maker.uuid}/keys/"
    assert "まだキーはありません" in client.get(at).content.decode()
    said = {"key": "k", "name": "MES<b>", "grants": ["capacity.read"], "valid_until": f"{UNTIL}"}
    page = client.post(f"{at}new/", said)
    text = page.content.decode().partition("<code>")[2].partition("</code>")[0]
    assert scope_of_program(text)
    assert "no-store" in page["Cache-Control"]
    again = client.post(f"{at}new/", said).content.decode()
    assert text not in again
    listed = client.get(at).content.decode()
    assert text not in listed
    assert "MES&lt;b&gt;" in listed
    with acting(Scope("auditor")):
        key = ProgramKey.objects.get()
    assert client.get(f"/members/keys/{key.uuid}/end/").status_code == 200
    assert client.post(f"/members/keys/{key.uuid}/end/").status_code == 302
    with pytest.raises(NotSignedIn):
        scope_of_program(text)


def test_on_screen_what_was_typed_stays(cast: Cast, as_person: Callable[[Actor], Client]) -> None:
    client, at = as_person(cast.operator), f"/members/{cast.maker.uuid}/keys/new/"
    for bad in (
        {"valid_until": "0001-01-01"},
        {"grants": "x"},
        {"valid_until": "2099-01-01"},
        {"name": "a\x00"},
    ):
        said = {"key": "k", "name": "わが社のMES", "grants": "capacity.read", "valid_until": f"{UNTIL}"} | bad
        page = client.post(at, said)
        assert page.status_code == 422, bad
        assert "name" in bad or "わが社のMES" in page.content.decode()
    assert kept() == (0, 0)


def test_on_screen_strangers_see_no_keys(cast: Cast, as_person: Callable[[Actor], Client]) -> None:
    made = issued(cast)
    client = as_person(cast.stranger)
    for path in (f"{cast.maker.uuid}/keys/", f"{cast.maker.uuid}/keys/new/"):
        assert client.get(f"/members/{path}").status_code == 403
    assert client.post(f"/members/keys/{made.uuid}/end/").status_code == 404
    assert "keys/" not in client.get(f"/members/{cast.maker.uuid}/").content.decode()
    assert (
        f"{cast.maker.uuid}/keys/"
        in as_person(cast.operator).get(f"/members/{cast.maker.uuid}/").content.decode()
    )
    assert scope_of_program(made.text)
