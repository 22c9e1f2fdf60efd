"""Applications to join and changes of pages are told: who, once, in which language, and until when."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.members.conftest import NOW, Cast
from tests.members.profile.conftest import capability, sent, still  # noqa: F401 - the fixture
from tests.members.register.test_joining import APPLIED, accept, reply
from tests.notices.mailing import ADDRESS, WORKER, post, server, subject  # noqa: F401 - the fixture
from tests.support.mail_server import MailServer
from tsunagu.coordination.services.membership.tell_of_applications import tell_of_applications
from tsunagu.coordination.services.membership.tell_of_pages import tell_of_pages
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.members.services.apply_to_join import HandedIn, answer_question, hand_in
from tsunagu.members.services.profile import approve_change, return_change
from tsunagu.notices.queries import waiting_for

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=2)


def applied(language: str = "ja") -> HandedIn:
    with acting(Scope("public")):
        return hand_in(APPLIED, uuid4(), NOW, language)


def told(*, times: int = 2) -> None:
    """The worker looks, more than once."""
    for _ in range(times):
        with acting(WORKER):
            tell_of_applications(LATER)
            tell_of_pages(LATER)


def inbox(cast: Cast, actor: Actor) -> list[tuple[str, str, str]]:
    with acting(cast.scope(actor)):
        return [(one.kind, one.text.ja, one.link) for one in waiting_for(actor)]


def test_an_application_waits_in_the_coordinators_inbox_until_it_is_decided(cast: Cast) -> None:
    applied()
    told()
    ((kind, text, link),) = inbox(cast, cast.coordinator)
    assert kind == "application_waits"
    assert text.startswith("株式会社やまぶきから入会の申込み（J26-")
    client = Client()
    client.force_login(Person.objects.get(pk=cast.coordinator.person_id))
    assert "株式会社やまぶき" in client.get(link).content.decode()
    assert inbox(cast, cast.operator) == inbox(cast, cast.stranger) == []
    reply(cast, "declined", "条件が合いません。")
    told()
    assert inbox(cast, cast.coordinator) == []


def test_an_answer_to_a_question_waits_anew(cast: Cast) -> None:
    secret = applied().secret
    told()
    reply(cast, "asked", "所在地はどこですか。")
    told()
    assert inbox(cast, cast.coordinator) == []
    with acting(Scope("public")):
        answer_question(secret, "answered", "川崎です。", NOW)
    told()
    ((_, text, _),) = inbox(cast, cast.coordinator)
    assert "質問への回答" in text


def test_the_applicant_gets_each_letter_once_with_the_link_that_opens_the_own_page(
    cast: Cast, server: MailServer, client: Client  # noqa: F811
) -> None:  # fmt: skip
    secret = applied().secret
    told()
    post(LATER)
    accept(cast)
    told()
    post(LATER)
    told()
    post(LATER)
    receipt, accepted = server.to("kamei@yamabuki.example")
    assert "を受け付けました" in subject(receipt)
    assert "が承認されました" in subject(accepted)
    assert "株式会社やまぶき 仮名 花子 様" in receipt.get_content()
    for letter in (receipt, accepted):
        (address,) = [line for line in letter.get_content().splitlines() if line.startswith(ADDRESS)]
        assert address == f"{ADDRESS}/join/{secret}/"
    assert client.get(f"/join/{secret}/").status_code == 200


def test_the_decision_is_told_in_the_applicants_language_without_its_reason(
    cast: Cast, server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    applied("en")
    reply(cast, "declined", "理由は画面で")
    told()
    post(LATER)
    texts = [one.get_content() for one in server.letters]
    assert any("was declined" in text for text in texts)
    assert not any("理由は画面で" in text for text in texts), "what was written is read on the own page"


def test_what_happened_long_ago_is_not_mailed(cast: Cast, server: MailServer) -> None:  # noqa: F811
    applied()
    with acting(WORKER):
        tell_of_applications(NOW + timedelta(days=3))
    post(NOW + timedelta(days=3))
    assert server.to("kamei@yamabuki.example") == []


def test_a_proposal_waits_for_the_coordinator_and_its_proposer_is_told_of_the_end(cast: Cast) -> None:
    made = sent(cast, cast.operator, "capability", capability(cast.site))
    told()
    ((kind, text, link),) = inbox(cast, cast.coordinator)
    assert (kind, link) == ("page_proposed", f"/members/proposals/{made.uuid}/")
    assert cast.maker.name.ja in text
    assert inbox(cast, cast.operator) == []
    with acting(cast.scope(cast.coordinator)):
        return_change(cast.coordinator, made.uuid, "許可証を添えてください。", LATER)
    told()
    assert inbox(cast, cast.coordinator) == []
    ((kind, text, link),) = inbox(cast, cast.operator)
    assert (kind, link) == ("page_decided", f"/members/proposals/{made.uuid}/")
    assert "差し戻されました。理由：許可証を添えてください。" in text
    assert inbox(cast, cast.quality) == inbox(cast, cast.stranger) == []


def test_what_was_approved_is_told_and_what_applied_at_once_is_not(cast: Cast) -> None:
    made = sent(cast, cast.operator, "capability", capability(cast.site))
    with acting(cast.scope(cast.coordinator)):
        approve_change(cast.coordinator, made.uuid, LATER)
    sent(cast, cast.operator, "profile", {"about_ja": "細胞を作ります。"})
    told()
    ((kind, text, _),) = inbox(cast, cast.operator)
    assert kind == "page_decided"
    assert "承認され、掲載されました" in text
