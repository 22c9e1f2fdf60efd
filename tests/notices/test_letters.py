"""Letters: who gets one, in which language, when, once; tried again, given up, and told to the coordinator."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.members.conftest import NOW, Cast, cast  # noqa: F401 - the fixture
from tests.notices.mailing import ADDRESS, post, server, subject  # noqa: F401 - the fixture
from tests.support.mail_server import MailServer
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.notices.domain.letters import BACKOFF, next_try
from tsunagu.notices.models import Letter, LetterPart
from tsunagu.notices.queries.letters import letters_to, open_troubles
from tsunagu.notices.services import mark_done, notify
from tsunagu.notices.services.choose_mail import choose_mail, settle_trouble, try_again
from tsunagu.notices.services.make_daily_letters import make_daily_letters
from tsunagu.notices.services.remind import remind

pytestmark = pytest.mark.django_db
WORKER = Scope(name="worker")
TEXT = Text("受領の署名がありません。", "The receipt is not signed.")
DAILY = {3: "daily", 2: "daily", 1: "daily", 0: "daily"}


def tell(member: int, role: str = "", kind: str = "receipt_unsigned", **more: Any) -> None:
    given: dict[str, Any] = {"subject": uuid4(), "now": NOW, "link": "/journeys/CHA1/"} | more
    with acting(WORKER):
        notify(member, role, kind, TEXT, **given)


def english(actor: Actor) -> None:
    Person.objects.filter(pk=actor.person_id).update(language="en")


def choose(cast: Cast, actor: Actor, **ways: str) -> None:  # noqa: F811
    with acting(cast.scope(actor)):
        choose_mail(actor, {int(key[1:]): way for key, way in ways.items()}, NOW)


def test_each_reader_gets_one_letter_in_his_language_with_its_link(cast: Cast, server: MailServer) -> None:  # noqa: F811
    english(cast.quality)
    tell(cast.maker.id)
    post()
    post(NOW + timedelta(hours=1))
    (ja,), (en,) = server.to("ono@maker.example"), server.to("kondo@maker.example")
    assert len(server.raw) == 2, "one for each, however often the jobs ran"
    assert subject(ja) == "【つなぐ】受領の署名がありません。"
    assert subject(en) == "[Tsunagu] The receipt is not signed."
    for letter in (ja, en):
        text = letter.get_content()
        assert f"{ADDRESS}/journeys/CHA1/" in text
        assert f"{ADDRESS}/notices/mail/" in text
        assert letter["List-Unsubscribe"] == f"<{ADDRESS}/notices/mail/>"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["From"].addresses[0].addr_spec == "tsunagu@tsunagu.example.jp"
    assert "人ono 様" in ja.get_content()
    assert "Dear kondo," in en.get_content()
    assert server.to("wada@outsider.example") == []


def test_a_role_and_a_person_are_told_and_nobody_else(cast: Cast, server: MailServer) -> None:  # noqa: F811
    tell(cast.maker.id, "quality")
    tell(cast.maker.id, person_id=cast.operator.person_id)
    post()
    assert sorted(to for to, _ in server.raw) == ["kondo@maker.example", "ono@maker.example"]


def test_what_a_person_chose_holds(cast: Cast, server: MailServer) -> None:  # noqa: F811
    choose(cast, cast.operator, u3="at_once", u2="never", u1="never", u0="never")
    choose(cast, cast.quality, u3="daily", u2="daily", u1="daily", u0="daily")
    tell(cast.maker.id)
    post()
    assert server.raw == []
    tell(cast.maker.id, kind="hold_placed")
    post()
    assert [to for to, _ in server.raw] == ["ono@maker.example"]


def test_once_a_day_all_together_without_what_is_done(cast: Cast, server: MailServer) -> None:  # noqa: F811
    choose(cast, cast.operator, u3="daily", u2="daily", u1="daily", u0="daily")
    for number in range(3):
        tell(cast.maker.id, person_id=cast.operator.person_id, link=f"/journeys/CHA{number}/")
    post()
    with acting(cast.scope(cast.operator)):
        from tsunagu.notices.queries import waiting_for

        mark_done(cast.operator, waiting_for(cast.operator)[0].uuid, NOW)
    with acting(WORKER):
        assert make_daily_letters(NOW) == 1
        assert make_daily_letters(NOW) == 0
    post()
    (letter,) = server.letters
    assert subject(letter) == "【つなぐ】お知らせのまとめ（2件）"
    assert letter.get_content().count(f"{ADDRESS}/journeys/") == 2


def test_old_notices_and_done_ones_are_not_mailed(cast: Cast, server: MailServer) -> None:  # noqa: F811
    tell(cast.maker.id, now=NOW - timedelta(days=3))
    post()
    assert server.raw == []
    with acting(WORKER):
        assert not LetterPart.objects.exists()


def test_a_duty_is_reminded_of_once_before_and_once_after(cast: Cast, server: MailServer) -> None:  # noqa: F811
    due = NOW + timedelta(days=2)
    tell(cast.maker.id, "quality", due_at=due)
    tell(cast.maker.id, "quality", kind="information", due_at=due)
    post()
    server.raw.clear()
    for hours in (1, 25, 26, 47, 49, 50, 200):
        with acting(WORKER):
            remind(NOW + timedelta(hours=hours))
        post(NOW + timedelta(hours=hours))
    subjects = [subject(one) for one in server.letters]
    assert subjects == [
        "【つなぐ】［期限が近づいています］受領の署名がありません。",
        "【つなぐ】［期限を過ぎています］受領の署名がありません。",
    ]


def test_a_busy_server_is_asked_again_later_and_given_up_in_the_end(cast: Cast, server: MailServer) -> None:  # noqa: F811
    server.is_busy = True
    tell(cast.maker.id, "quality")
    now = NOW
    for _ in range(len(BACKOFF) + 1):
        post(now)
        now += timedelta(days=1)
    with acting(WORKER):
        letter = Letter.objects.get()
        assert (letter.state, letter.tries) == ("failed", len(BACKOFF) + 1)
    server.is_busy = False
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
        assert trouble.said.startswith("451")
        assert trouble.is_final
        assert not Letter.objects.exists(), "what stood in it is not the coordinator's to read"
        try_again(cast.coordinator, trouble.uuid, now)
    post(now)
    assert len(server.to("kondo@maker.example")) == 1


def test_nothing_is_sent_before_the_next_try(cast: Cast, server: MailServer) -> None:  # noqa: F811
    server.is_busy = True
    tell(cast.maker.id, "quality")
    post()
    server.is_busy = False
    post(NOW + timedelta(minutes=1))
    assert server.raw == []
    post(NOW + timedelta(minutes=20))
    assert len(server.raw) == 1
    with acting(cast.scope(cast.coordinator)):
        assert open_troubles() == []


def test_an_address_that_is_refused_for_good_is_not_tried_again(cast: Cast, server: MailServer) -> None:  # noqa: F811
    server.refused.add("kondo@maker.example")
    tell(cast.maker.id)
    post()
    assert [to for to, _ in server.raw] == ["ono@maker.example"]
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
        assert (trouble.tries, trouble.is_final, trouble.address) == (1, True, "kondo@maker.example")
        settle_trouble(cast.coordinator, trouble.uuid, NOW)
        assert open_troubles() == []
    with acting(cast.scope(cast.stranger)):
        assert open_troubles() == []
        with pytest.raises(NotAllowed):
            try_again(cast.stranger, trouble.uuid, NOW)


def test_a_missing_server_is_a_trouble(cast: Cast, server: MailServer, settings: Any) -> None:  # noqa: F811
    settings.EMAIL_PORT = 1
    tell(cast.maker.id, "quality")
    post()
    with acting(cast.scope(cast.coordinator)):
        (trouble,) = open_troubles()
        assert "ConnectionRefused" in trouble.said
        assert not trouble.is_final


def test_without_a_server_letters_are_kept_for_their_readers(cast: Cast) -> None:  # noqa: F811
    tell(cast.maker.id, "quality")
    post()
    with acting(cast.scope(cast.quality)):
        (letter,) = letters_to(cast.quality)
        assert letter.state == "kept"
        assert TEXT.ja in letter.body
    with acting(cast.scope(cast.operator)):
        assert letters_to(cast.operator) == []
    with acting(cast.scope(cast.stranger)):
        assert not Letter.objects.exists()


def test_a_text_never_makes_a_header(cast: Cast, server: MailServer) -> None:  # noqa: F811
    evil = Text("件名\r\nBcc: all@example.jp", "x\nBcc: all@example.jp")
    with acting(WORKER):
        notify(cast.maker.id, "quality", "hold_placed", evil, subject=uuid4(), now=NOW)
    post()
    (letter,) = server.letters
    assert letter["Bcc"] is None
    assert [to for to, _ in server.raw] == ["kondo@maker.example"]


def test_unknown_ways_are_refused(cast: Cast) -> None:  # noqa: F811
    with acting(cast.scope(cast.operator)):
        for ways in ({3: "loudly", 2: "daily", 1: "daily", 0: "daily"}, {3: "daily"}):
            with pytest.raises(BadInput):
                choose_mail(cast.operator, ways, NOW)


def test_tries_lie_further_and_further_apart() -> None:
    gaps = [next_try(number, NOW) for number in range(1, len(BACKOFF) + 1)]
    assert all(gaps)
    assert sorted(BACKOFF) == list(BACKOFF)
    assert next_try(len(BACKOFF) + 1, NOW) is None
