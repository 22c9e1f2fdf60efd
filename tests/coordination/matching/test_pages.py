"""The pages of needs, consultations and letters: what each person sees, and what is said to bad input."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.coordination.matching.conftest import NOW, Cast, a_need
from tests.coordination.matching.test_consultations import by_introduction
from tsunagu.coordination.models import ConsultationFile, Introduction, Need
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

pytestmark = pytest.mark.django_db
TITLE = "MSCの製造を頼める会員を探しています"
FORM = {
    "key": "one", "kind": "need", "title_ja": "題名", "text_ja": "内容", "title_en": "", "text_en": "",
    "visibility": "open", "lasts_from": "2026-11-24", "post": "yes",
}  # fmt: skip


def browser(actor: Actor, language: str = "ja") -> Client:
    clock.forget()
    with acting(Scope("worker")):
        clock.set_clock(max(NOW + timedelta(days=3), clock.now()), 1e-6)
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_need_is_posted_once_and_listed_for_all(cast: Cast) -> None:
    client = browser(cast.hospital)
    addresses = {client.post("/network/needs/new/", FORM)["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert "題名" in text(browser(cast.outsider), "/network/needs/")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title_ja": ""}, "題名を日本語か英語のどちらかで"),
        ({"lasts_until": "2026-11-01"}, "終了日が開始日より前"),
        ({"lasts_until": "2026-02-30"}, "日付"),
        ({"stage": "clinical", "capability": "msc_manufacturing"}, "工程区分「製造」の機能"),
        ({"title_ja": "あ" * 121}, "120"),
        ({"capability": "' OR 1=1"}, "選択"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    cast: Cast, changed: dict[str, str], said: str
) -> None:
    answer = browser(cast.hospital).post("/network/needs/new/", FORM | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "内容" in page
    with acting(Scope("worker")):
        assert not Need.objects.exists()


def test_an_outsider_gets_nothing_of_what_is_confidential(cast: Cast) -> None:
    need, talk = a_need(cast), by_introduction_of_another(cast)
    client = browser(cast.outsider)
    for address in (
        f"/network/needs/{need}/", f"/network/needs/{need}/edit/", f"/network/consultations/{talk}/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404
        assert TITLE not in answer.content.decode()
    for address in ("/network/needs/", "/network/consultations/", "/network/needs/figures/"):
        assert TITLE not in text(client, address)
    for act in ("post", "close", "introduce"):
        assert client.post(f"/network/needs/{need}/{act}/", {"offer": "yes"}).status_code == 404
    with acting(Scope("worker")):
        assert Introduction.objects.filter(need__uuid=need).count() == 0


def by_introduction_of_another(cast: Cast) -> UUID:
    return by_introduction(cast, key="other")


def test_only_the_coordinator_and_the_poster_see_who_could_answer(cast: Cast) -> None:
    need = a_need(cast, is_open=True)
    for actor, sees in ((cast.coordinator, True), (cast.hospital, True), (cast.outsider, False)):
        assert ("紹介先の候補" in text(browser(actor), f"/network/needs/{need}/")) is sees
    assert "応じたいと申し出る" in text(browser(cast.outsider), f"/network/needs/{need}/")
    assert (
        browser(cast.outsider).post(f"/network/needs/{need}/introduce/", {"offer": "yes"}).status_code == 302
    )


def test_acts_say_at_their_form_what_is_wrong(cast: Cast) -> None:
    uuid = by_introduction(cast)
    client, there = browser(cast.hospital), f"/network/consultations/{uuid}"
    for act, said, why in (
        ("note", {"text": ""}, "必須"),
        ("task", {"text": "x", "doer": str(cast.outsider.member_uuid)}, "選択"),
        ("meeting", {"meets_at": "2020-01-01T10:00"}, "これからの日時"),
        ("outcome", {"ending": "agreed", "outcome": "", "seen": "accepted"}, "何で合意したか"),
        ("outcome", {"ending": "not_agreed", "note": "", "seen": "accepted"}, "理由を入力"),
    ):
        answer = client.post(f"{there}/{act}/", {"key": "k"} | said)
        assert answer.status_code in (409, 422), act
        assert why in answer.content.decode(), act
    assert client.post(f"{there}/no-such-act/").status_code == 404
    page = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "text/html")
    answer = client.post(f"{there}/file/", {"key": "f", "file": page})
    assert "この種類のファイル" in answer.content.decode()
    with acting(Scope("worker")):
        assert not ConsultationFile.objects.exists()


def test_a_file_comes_as_an_attachment_and_to_parties_only(cast: Cast) -> None:
    uuid = by_introduction(cast)
    client, there = browser(cast.maker), f"/network/consultations/{uuid}"
    sent = SimpleUploadedFile("計画.pdf", b"%PDF-1.7", "application/pdf")
    assert client.post(f"{there}/file/", {"key": "f", "file": sent}).status_code == 302
    with acting(Scope("worker")):
        file = ConsultationFile.objects.get().uuid
    answer = client.get(f"{there}/files/{file}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == b"%PDF-1.7"
    assert browser(cast.outsider).get(f"{there}/files/{file}/").status_code == 404


def test_a_person_chooses_what_is_mailed_and_only_the_coordinator_sees_troubles(cast: Cast) -> None:
    client = browser(cast.maker, "en")
    said = {"language": "ja", **{f"urgency_{number}": "never" for number in range(4)}}
    assert client.post("/notices/mail/", said).status_code == 302
    assert client.post("/notices/mail/", said | {"urgency_3": "loudly"}).status_code == 422
    assert Person.objects.get(pk=cast.maker.person_id).language == "ja"
    assert client.get("/notices/mail/troubles/").status_code == 403
    assert browser(cast.coordinator).get("/notices/mail/troubles/").status_code == 200
