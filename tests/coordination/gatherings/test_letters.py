"""Letters to people from outside who registered: sent once, in their language, with their link; then forgotten."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client

from tests.coordination.gatherings.support import PUBLIC, STARTS, a_gathering, comes
from tests.members.conftest import NOW, Cast
from tests.notices.mailing import ADDRESS, WORKER, post, server, subject  # noqa: F401 - the fixture
from tests.support.mail_server import MailServer
from tsunagu.coordination.domain.gatherings.registering import Guest
from tsunagu.coordination.services.gatherings.give_back import give_back_by_link, withdraw_consent
from tsunagu.coordination.services.gatherings.publish import call_off
from tsunagu.coordination.services.gatherings.register import register_guest, register_person
from tsunagu.coordination.services.gatherings.remind import remind_guests
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.models import Person
from tsunagu.notices.domain.letters import BACKOFF
from tsunagu.notices.models import Letter, MailTrouble
from tsunagu.notices.queries.letters import open_troubles
from tsunagu.notices.services.choose_mail import settle_trouble, try_again
from tsunagu.notices.services.send_letter import queue_letters, send_letter

pytestmark = pytest.mark.django_db


def test_who_registers_gets_one_letter_whose_link_opens_the_own_page(
    cast: Cast, server: MailServer, client: Client  # noqa: F811
) -> None:  # fmt: skip
    uuid = a_gathering(cast)
    link = comes(uuid, "aya").link
    post()
    post(NOW + timedelta(minutes=30))
    (letter,) = server.letters
    assert letter["To"] == "aya@example.jp"
    said = "「再生医療セミナー」（2026/12/02 12:00）：お申込みを受け付けました。会場：大会議室"
    assert subject(letter) == f"【つなぐ】{said}"
    assert letter["List-Unsubscribe"] is None, "who has no account has no settings"
    lines = letter.get_content().splitlines()
    (address,) = [line for line in lines if line.endswith(f"/mine/{link}/")]
    assert address.startswith(ADDRESS)
    assert "申込み確定" in client.get(address.removeprefix(ADDRESS)).content.decode()
    assert client.get(f"{address.removeprefix(ADDRESS)}calendar.ics").status_code == 200
    assert f"{address}calendar.ics" in lines


def test_what_was_sent_is_forgotten_and_nobody_but_the_post_reads_what_waits(
    cast: Cast, server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    comes(a_gathering(cast), "aya")
    for actor in (cast.operator, cast.coordinator, cast.stranger):
        with acting(cast.scope(actor)):
            assert not Letter.objects.exists(), "the private link is the guest's alone"
    post()
    with acting(WORKER):
        row = Letter.objects.get()
        assert (row.state, row.address, row.subject, row.body) == ("sent", "", "", "")


def test_without_a_mail_server_nothing_is_kept_of_a_letter(cast: Cast) -> None:
    comes(a_gathering(cast), "aya")
    with acting(WORKER):
        assert queue_letters(NOW) == 1
        row = Letter.objects.get()
    assert (row.state, row.address, row.subject, row.body) == ("kept", "", "", "")


def test_each_guest_reads_the_own_language(cast: Cast, server: MailServer) -> None:  # noqa: F811
    uuid = a_gathering(cast, limit=1)
    first = comes(uuid, "aya")
    with acting(PUBLIC):
        register_guest(uuid, Guest("Bob", "", "bob@example.com", True, "en"), "b", NOW)
        give_back_by_link(first.link, NOW)
    post()
    waiting, moved = server.to("bob@example.com")
    assert "You are on the waiting list" in subject(waiting)
    assert subject(moved).startswith("[Tsunagu] “Seminar” (2026-12-02 12:00): A place is free")
    assert moved["Content-Language"] == "en"
    assert "Dear Bob," in moved.get_content()
    assert "calendar.ics" not in waiting.get_content(), "no place yet, nothing for a calendar"


def test_a_call_off_says_why_to_all_who_come_or_wait(cast: Cast, server: MailServer) -> None:  # noqa: F811
    uuid = a_gathering(cast, limit=1)
    comes(uuid, "aya")
    comes(uuid, "ben")
    post()
    server.raw.clear()
    with acting(cast.scope(cast.operator)):
        call_off(cast.operator, uuid, "台風のため", NOW)
    post(NOW + timedelta(minutes=1))
    assert sorted(to for to, _ in server.raw) == ["aya@example.jp", "ben@example.jp"]
    assert all("理由：台風のため" in one.get_content() for one in server.letters)


def test_asking_again_sends_the_link_once_an_hour_at_most(cast: Cast, server: MailServer) -> None:  # noqa: F811
    uuid = a_gathering(cast)
    for minutes in (0, 1, 2, 70):
        comes(uuid, "aya", NOW + timedelta(minutes=minutes))
    post(NOW + timedelta(minutes=71))
    assert len(server.to("aya@example.jp")) == 3, "registering, and one in each of the two hours"


def test_who_is_erased_is_written_to_no_more(cast: Cast, server: MailServer) -> None:  # noqa: F811
    uuid = a_gathering(cast)
    link = comes(uuid, "aya").link
    server.is_busy = True
    post()
    with acting(PUBLIC):
        withdraw_consent(link, NOW)
    server.is_busy = False
    post(NOW + timedelta(days=1))
    assert server.raw == []
    with acting(Scope("auditor")):
        assert not MailTrouble.objects.exists()


def test_an_address_that_is_unknown_is_shown_to_the_coordinator_alone_until_settled(
    cast: Cast, server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    server.refused.add("aya@example.jp")
    comes(a_gathering(cast), "aya")
    post()
    for actor, count in ((cast.operator, 0), (cast.stranger, 0), (cast.coordinator, 1)):
        with acting(cast.scope(actor)):
            assert len(open_troubles()) == count
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
        assert (trouble.address, trouble.member, trouble.is_final) == ("aya@example.jp", Text("", ""), True)
        settle_trouble(cast.coordinator, trouble.uuid, NOW)
    with acting(WORKER):
        assert MailTrouble.objects.get().address == ""
        assert (Letter.objects.get().address, Letter.objects.get().body) == ("", "")


def test_what_was_given_up_is_sent_again_when_the_coordinator_says_so(
    cast: Cast, server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    server.is_busy = True
    comes(a_gathering(cast), "aya")
    for day in range(len(BACKOFF) + 1):
        post(NOW + timedelta(days=day))
    server.is_busy = False
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
        try_again(cast.coordinator, trouble.uuid, STARTS)
    post(STARTS)
    assert len(server.to("aya@example.jp")) == 1


def test_a_machine_that_stops_after_sending_sends_again_and_never_without_end(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    comes(a_gathering(cast), "aya")
    stop = "tsunagu.notices.services.send_letter._sent"
    with monkeypatch.context() as broken:
        broken.setattr(stop, lambda *_: (_ for _ in ()).throw(SystemExit))
        now = NOW
        for _ in range(len(BACKOFF) + 3):
            with acting(WORKER):
                waiting = list(Letter.objects.filter(try_at__lte=now).values_list("uuid", "tries"))
                queue_letters(now)
            for letter, tries in waiting:
                with suppress(SystemExit):
                    send_letter(letter, tries, now)
            now += timedelta(days=1)
    identities = {one["Message-ID"] for one in server.letters}
    assert (len(server.raw), len(identities)) == (len(BACKOFF) + 1, 1)
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
    assert (trouble.is_final, trouble.said) == (True, "Stopped while it was sent")


def test_who_has_a_place_is_reminded_once_the_day_before(cast: Cast, server: MailServer) -> None:  # noqa: F811
    uuid = a_gathering(cast, limit=2)
    comes(uuid, "aya")
    with acting(cast.scope(cast.stranger)):
        register_person(cast.stranger, uuid, NOW)
    comes(uuid, "ben")
    server.raw.clear()
    post()
    server.raw.clear()
    assert remind_guests(STARTS - timedelta(hours=25)) == 0
    for hours in (24, 23, 1):
        assert remind_guests(STARTS - timedelta(hours=hours)) == 2
        post(STARTS - timedelta(hours=hours))
    assert remind_guests(STARTS) == 0
    (letter,) = server.to("aya@example.jp")
    assert "まもなく開催です" in subject(letter)
    assert len(server.to(_address(cast))) == 1, "people of members are told by the way they chose"
    assert server.to("ben@example.jp") == [], "who waits has nothing to come to"


def test_who_registered_within_the_last_day_is_not_reminded(cast: Cast) -> None:
    uuid = a_gathering(cast)
    comes(uuid, "aya", STARTS - timedelta(hours=20))
    assert remind_guests(STARTS - timedelta(hours=2)) == 0


def _address(cast: Cast) -> str:
    return Person.objects.get(pk=cast.stranger.person_id).email
