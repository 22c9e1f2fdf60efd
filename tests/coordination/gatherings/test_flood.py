"""Forms that anybody may send: a flood ends at a ceiling, a machine writes nothing, no answer tells who registered."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.coordination.gatherings.support import PUBLIC, a_gathering, comes, filled_in, row, states
from tests.members.conftest import NOW, Cast
from tests.notices.mailing import post, server  # noqa: F401 - the fixture
from tests.support.mail_server import MailServer
from tsunagu.coordination.domain.gatherings.registering import MOST_OF_ALL, MOST_OF_ONE
from tsunagu.coordination.services.gatherings.give_back import give_back_by_link
from tsunagu.coordination.services.gatherings.register import register_person
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.models import Letter

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def on_that_day() -> None:
    clock.set_clock(NOW, 1.0)


def sent(gathering: UUID, said: dict[str, str]) -> HttpResponse:
    """Send the form as somebody who has no cookies and never had any."""
    browser = Client(headers={"accept-language": "ja"})
    return browser.post(reverse("public_gatherings:gathering", args=[gathering]), said)  # type: ignore[return-value]


def come(gathering: UUID, count: int, now: datetime = NOW) -> None:
    """So many invented people register."""
    for number in range(count):
        comes(gathering, f"invented{number}", now)


def letters() -> int:
    with acting(Scope("auditor")):
        return Letter.objects.count()


def test_beyond_the_ceiling_of_a_gathering_cookies_or_none_everybody_waits_an_hour(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=None)
    come(uuid, MOST_OF_ONE.most - 1)
    assert sent(uuid, filled_in("last@example.jp")).status_code == 302
    written = letters()
    for address in ("new@example.jp", "last@example.jp"):
        refused = sent(uuid, filled_in(address))
        assert refused.status_code == 422
        assert "事務局へお電話ください" in refused.content.decode(), (
            "of a known address too, and nothing is told"
        )
        assert f'value="{address}"' in refused.content.decode(), "what was typed is kept"
    assert (row(uuid).taken, len(states(uuid)), letters()) == (MOST_OF_ONE.most, MOST_OF_ONE.most, written)
    clock.set_clock(NOW + HOUR, 1.0)
    assert sent(uuid, filled_in("new@example.jp", NOW + HOUR)).status_code == 302
    assert row(uuid).taken == MOST_OF_ONE.most + 1


def test_a_flood_over_several_gatherings_ends_too(cast: Cast) -> None:
    count = MOST_OF_ALL.most // MOST_OF_ONE.most
    for _ in range(count):
        come(a_gathering(cast, limit=None), MOST_OF_ONE.most)
    uuid = a_gathering(cast)
    with pytest.raises(Refused) as refused:
        comes(uuid, "aya", NOW + HOUR - timedelta(seconds=1))
    assert refused.value.code == "flooded"
    assert states(uuid) == {}
    assert comes(uuid, "aya", NOW + HOUR).state == "registered"


def test_people_of_members_come_whatever_passers_by_do_and_are_not_counted(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=None)
    with acting(cast.scope(cast.stranger)):
        register_person(cast.stranger, uuid, NOW)
    come(uuid, MOST_OF_ONE.most)
    with pytest.raises(Refused, match="flooded"):
        comes(uuid, "one-more")
    with acting(cast.scope(cast.operator)):
        assert register_person(cast.operator, uuid, NOW).state == "registered"
    assert row(uuid).taken == MOST_OF_ONE.most + 2


def test_who_gives_back_still_counts_and_the_list_moves_in_a_flood(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=1)
    first = comes(uuid, "aya")
    come(uuid, MOST_OF_ONE.most - 1)
    with acting(PUBLIC):
        give_back_by_link(first.link, NOW)
    assert (row(uuid).taken, row(uuid).waiting) == (1, MOST_OF_ONE.most - 2)
    assert states(uuid)["invented0"] == "registered", "the first who waited"
    with pytest.raises(Refused, match="flooded"):
        comes(uuid, "one-more")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"homepage": "https://spam.example"}, "自動入力"), ({"opened": ""}, "時間がたちすぎました"),
        ({"opened": "made up"}, "時間がたちすぎました"),
    ],
)  # fmt: skip
def test_a_machine_writes_nothing(cast: Cast, wrong: dict[str, str], told: str) -> None:
    uuid = a_gathering(cast)
    answer = sent(uuid, filled_in("aya@example.jp") | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert (states(uuid), row(uuid).taken, letters()) == ({}, 0, 0)


def test_an_address_that_is_known_is_answered_as_one_that_is_not(
    cast: Cast, server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    uuid = a_gathering(cast, limit=1)

    def asked(address: str) -> tuple[int, str, str]:
        browser = Client(headers={"accept-language": "ja"})
        page = reverse("public_gatherings:gathering", args=[uuid])
        answer = browser.post(page, filled_in(address))
        said = [f"{one}" for one in browser.get(page).context["messages"]]
        return answer.status_code, answer.headers["Location"], "".join(said)

    new, known, waiting = (asked(f"{name}@example.jp") for name in ("aya", "aya", "ben"))
    assert new == known == waiting
    assert "メールアドレスへお送りします" in new[2]
    post(NOW + timedelta(minutes=1))
    assert len(server.to("aya@example.jp")) == 2, "registered, and the link again"
    assert {address for address, _ in server.raw} == {"aya@example.jp", "ben@example.jp"}
    assert states(uuid).keys() == {"ある人"}
    assert (row(uuid).taken, row(uuid).waiting) == (1, 1)


def test_without_a_mail_server_the_link_is_shown_to_who_just_registered_alone(cast: Cast) -> None:
    uuid = a_gathering(cast)
    said = filled_in("aya@example.jp")
    first, again, other = sent(uuid, said), sent(uuid, said), sent(uuid, filled_in("aya@example.jp"))
    assert "/mine/" in first.headers["Location"]
    assert again.headers["Location"] == first.headers["Location"], "a resend is the same act"
    assert "/mine/" not in other.headers["Location"]
