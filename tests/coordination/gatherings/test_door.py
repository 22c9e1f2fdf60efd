"""The desk at the door: tickets, names, people who walk in; the limits and the list as a file."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.coordination.gatherings.support import PUBLIC, STARTS, a_gathering, comes, row, states
from tests.members.conftest import NOW, Cast
from tsunagu.coordination.domain.gatherings.tickets import symbol_of
from tsunagu.coordination.models import Registration
from tsunagu.coordination.queries.gatherings import registrations
from tsunagu.coordination.services.gatherings.check_in import (
    check_in,
    check_in_by_symbol,
    undo_check_in,
    walk_in,
)
from tsunagu.coordination.services.gatherings.give_back import give_back_by_link
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.models import Person

pytestmark = pytest.mark.django_db
DAY = STARTS - timedelta(minutes=30)


def came() -> int:
    with acting(Scope("auditor")):
        return Registration.objects.filter(checked_in_at__isnull=False).count()


def test_a_ticket_checks_in_once_however_often_it_is_scanned(cast: Cast) -> None:
    uuid = a_gathering(cast)
    link = comes(uuid, "aya").link
    with acting(cast.scope(cast.operator)):
        first = check_in_by_symbol(cast.operator, uuid, symbol_of(link), DAY)
        later = DAY + timedelta(minutes=5)
        again = check_in_by_symbol(cast.operator, uuid, f"https://x.example/gatherings/mine/{link}/", later)
    assert (first.name, first.was_there) == ("aya", False)
    assert (again.at, again.was_there) == (DAY, True)
    assert came() == 1


@pytest.mark.parametrize("text", ["", "TSG1:", "TSG1:" + "x" * 42, "TSW1:" + "x" * 43, "(01)0452400000001"])
def test_what_is_no_ticket_is_refused(cast: Cast, text: str) -> None:
    uuid = a_gathering(cast)
    with acting(cast.scope(cast.operator)), pytest.raises(BadInput):
        check_in_by_symbol(cast.operator, uuid, text, DAY)


def test_tickets_of_others_withdrawn_ones_and_strangers_check_nobody_in(cast: Cast) -> None:
    uuid, other = a_gathering(cast), a_gathering(cast)
    link, elsewhere = comes(uuid, "aya").link, comes(other, "ben").link
    with acting(cast.scope(cast.operator)):
        with pytest.raises(NotFound):
            check_in_by_symbol(cast.operator, uuid, symbol_of(elsewhere), DAY)
        with pytest.raises(Refused) as early:
            check_in_by_symbol(cast.operator, uuid, symbol_of(link), NOW)
        assert early.value.code == "check_in_early"
    with acting(cast.scope(cast.stranger)), pytest.raises(NotAllowed):
        check_in_by_symbol(cast.stranger, uuid, symbol_of(link), DAY)
    assert came() == 0


def test_who_waits_or_gave_back_comes_in_when_he_stands_there(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    link = comes(uuid, "aya").link
    comes(uuid, "ben")
    with acting(PUBLIC):
        give_back_by_link(link, NOW)
    comes(uuid, "chie")
    with acting(cast.scope(cast.operator)):
        for one in registrations(uuid):
            check_in(cast.operator, uuid, one.uuid, DAY)
        assert set(states(uuid).values()) == {"registered"}
    assert (came(), row(uuid).taken) == (3, 3)


def test_a_check_in_taken_back_leaves_everybody_as_he_was(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    link = comes(uuid, "aya").link
    comes(uuid, "ben")
    with acting(PUBLIC):
        give_back_by_link(link, NOW)
    comes(uuid, "chie")
    before = {"aya": "cancelled", "ben": "registered", "chie": "waiting"}
    assert states(uuid) == before
    with acting(cast.scope(cast.operator)):
        for one in registrations(uuid):
            check_in(cast.operator, uuid, one.uuid, DAY)
        walk_in(cast.operator, uuid, "大輔", "", "", "k", DAY)
        assert (came(), row(uuid).taken) == (4, 4)
        for one in registrations(uuid):
            undo_check_in(cast.operator, uuid, one.uuid, DAY)
            undo_check_in(cast.operator, uuid, one.uuid, DAY)
    assert states(uuid) == before | {"大輔": "cancelled"}
    assert (came(), row(uuid).taken, row(uuid).waiting) == (0, 1, 1)


def test_who_walks_in_is_entered_once(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    comes(uuid, "aya")
    with acting(cast.scope(cast.operator)):
        walk_in(cast.operator, uuid, " 山田  花子 ", "病院", "", "k", DAY)
        assert walk_in(cast.operator, uuid, "山田 花子", "病院", "", "k", DAY).was_there
        known = walk_in(cast.operator, uuid, "彩", "", "AYA@example.jp", "k2", DAY)
        with pytest.raises(BadInput):
            walk_in(cast.operator, uuid, " ", "", "", "k3", DAY)
    assert (known.name, came()) == ("aya", 2)
    assert set(states(uuid)) == {"aya", "山田 花子"}


def test_the_list_is_a_file_in_which_nothing_is_a_formula(cast: Cast, client: Client) -> None:
    uuid = a_gathering(cast)
    comes(uuid, "=1+2")
    client.force_login(Person.objects.get(uuid=cast.operator.person_uuid))
    answer = client.get(reverse("gatherings:csv", args=[uuid]))
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("氏名,所属,メールアドレス,状態")
    assert text.splitlines()[1].startswith("'=1+2,ある会社,'=1+2@example.jp,申込み確定,")
    client.force_login(Person.objects.get(uuid=cast.stranger.person_uuid))
    assert client.get(reverse("gatherings:csv", args=[uuid])).status_code == 403


def test_a_name_is_found_among_many_as_people_type_it(cast: Cast, client: Client) -> None:
    uuid = a_gathering(cast, limit=20)
    with acting(cast.scope(cast.operator)):
        for number in range(12):
            walk_in(cast.operator, uuid, f"参加 者{number:02d}", "ＡＢＣ病院", "", f"k{number}", DAY)
    client.force_login(Person.objects.get(uuid=cast.operator.person_uuid))
    address = reverse("gatherings:door", args=[uuid])
    for typed, count in (("", 12), ("者０７", 1), ("参加者07", 1), ("abc", 12), ("だれか", 0)):
        assert len(client.get(address, {"q": typed}).context["expected"]) == count
    with acting(cast.scope(cast.operator)):
        walk_in(cast.operator, uuid, "髙邊 アヤ", "バイオ・センター", "", "old", DAY)
    for typed in ("高辺", "あや", "ﾊﾞｲｵｾﾝﾀ"):
        (found,) = client.get(address, {"q": typed}).context["expected"]
        assert found["own"].name == "髙邊 アヤ"
    assert client.get(address, {"q": "だれか"}).context["figures"]["came"] == 13, "figures count everybody"
