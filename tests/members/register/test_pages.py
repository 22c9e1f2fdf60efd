"""Pages of the register and of joining: what the coordinator, a member and a passer-by see and send."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.members.conftest import Cast
from tests.members.register.lists import HEAD, as_text, book, line
from tsunagu.demonstration.network.many import invented_list
from tsunagu.foundation import clock
from tsunagu.foundation.scope import acting
from tsunagu.foundation.web.open_forms import opened_mark
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.foundation.written.sheets import as_book
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.joining.application import MOST_APPLICATIONS
from tsunagu.members.domain.register.writing import sheet
from tsunagu.members.models import Application, ApplicationAct, Member, Person, YearAnswer
from tsunagu.members.queries.membership import records, terms
from tsunagu.members.services.register_writing import enter_new

SignIn = Callable[[Actor], Client]
IMPORT, HOME, JOIN = "register:import", "register:home", "joining:form"


@pytest.fixture
def signed_in(db: None) -> SignIn:
    def sign_in(actor: Actor) -> Client:
        client = Client(headers={"accept-language": "ja"})
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def upload(client: Client, content: bytes, name: str = "会員名簿.xlsx") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, content)})


def take(client: Client, answer: Any, content: bytes, **choices: str) -> Any:
    seen = answer.context["seen"]
    said = {
        "content": base64.b64encode(content).decode(),
        "digest": seen["digest"],
        "file_name": "会員名簿.xlsx",
    }
    return client.post(reverse(IMPORT), said | choices, follow=True)


def test_a_list_is_shown_field_by_field_and_then_taken_over(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    content = book([HEAD, line("M-1", "maker（試験）", kind="大学"), line("M-2", "株式会社いちょう")])
    answer = upload(client, content)
    page = answer.content.decode()
    assert "<del>企業</del>" in page
    assert "<ins>大学</ins>" in page
    assert "一覧にない会員 2件" in page
    with acting(cast.scope(cast.coordinator)):
        assert len(records()) == 3, "nothing is written by looking"
    told = take(client, answer, content).content.decode()
    assert "取り込みました：新規1件、変更1件、変更なし0件" in told
    assert "株式会社いちょう" in told
    again = upload(client, content)
    assert "変更はありません" in again.content.decode()
    assert not again.context["seen"]["may_take"]
    assert "会員名簿.xlsx" in client.get(reverse(IMPORT)).content.decode()


def test_a_doubtful_row_must_be_decided_and_what_was_chosen_is_kept(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    content = as_text([HEAD, line("M-1", "maker（試験用）"), line("M-2", "partner（試験用）")])
    answer = upload(client, content, "a.csv")
    refused = take(client, answer, content, row_2="new")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "3行目をどう扱うか選んでください" in page
    assert '<input type="radio" name="row_2" value="new" checked>' in page
    done = take(client, answer, content, row_2="new", row_3="skip")
    assert "新規1件" in done.content.decode()


def test_a_broken_list_is_refused_with_every_place(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    answer = upload(client, book([HEAD, line("M-1", "いちょう", joined="2024/2/30", email="x")]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "（セルF2）" in page
    assert "（セルI2）" in page
    assert "2か所" in page
    assert "digest" not in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"content": "%%%", "digest": "x"},
        {"content": "QUJD", "digest": "x", "row_2": "same", "row_x": "1"},
    ],
)
def test_what_did_not_arrive_whole_is_said(cast: Cast, signed_in: SignIn, said: dict[str, str]) -> None:
    answer = signed_in(cast.coordinator).post(reverse(IMPORT), said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv", "shift-jis"])
def test_what_is_written_out_changes_nothing_when_read_back(cast: Cast, signed_in: SignIn, kind: str) -> None:
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        enter_new(one.record for one in invented_list(40))
    for language in ("ja", "en"):
        written = client.get(reverse("register:file", args=[kind]), headers={"accept-language": language})
        assert "attachment" in written["Content-Disposition"]
        seen = upload(client, written.content).context["seen"]
        assert (seen["may_take"], seen["fault_count"], len(seen["same"]), seen["missing"]) == (
            False,
            0,
            43,
            (),
        )
    assert client.get(reverse("register:file", args=["pdf"])).status_code == 404
    assert upload(client, client.get(reverse("register:template", args=[kind])).content).status_code == 200


def test_members_are_found_whatever_their_dress(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        enter_new(one.record for one in invented_list(20))
    for text, found in (
        ("（株） ＡＫＥＢＯＮＯ", "あけぼの細胞製造"),
        ("d-0003", "うみかぜ総合病院"),
        ("ｱｹﾎﾞﾉ", "あけぼの細胞製造"),
        ("ウミカゼ", "うみかぜ総合病院"),
        ("ない名前", None),
    ):
        page = client.get(reverse(HOME), {"q": text}).content.decode()
        assert (found or "この会員名・会員番号の会員はありません") in page
        assert "いちょう培地工業" not in page


def test_a_member_sees_its_own_membership_and_answers(cast: Cast, signed_in: SignIn) -> None:
    client, year = signed_in(cast.operator), terms().year_of(tokyo_date(clock.now()))
    own = client.get(reverse(HOME), follow=True)
    assert own.redirect_chain[-1][0] == reverse("register:membership", args=[cast.maker.uuid])
    assert "maker（試験）" in own.content.decode()
    address = reverse("register:answer", args=[cast.maker.uuid, year])
    wrong = client.post(address, {"answer": "leave"})
    assert wrong.status_code == 422
    assert "退会日は" in wrong.content.decode()
    told = client.post(address, {"answer": "renew", "fee_class": "small"}, follow=True).content.decode()
    assert "回答を記録しました" in told
    assert "正会員（小規模企業）" in told
    with acting(cast.scope(cast.coordinator)):
        assert YearAnswer.objects.count() == 1
    stranger = signed_in(cast.stranger)
    assert stranger.get(reverse("register:membership", args=[cast.maker.uuid])).status_code == 404
    assert stranger.post(address, {"answer": "renew", "fee_class": "small"}).status_code in (403, 404)
    with acting(cast.scope(cast.coordinator)):
        assert YearAnswer.objects.count() == 1


def test_the_coordinator_renews_those_that_are_ticked_and_writes_the_fees(
    cast: Cast, signed_in: SignIn
) -> None:
    client, year = signed_in(cast.coordinator), terms().year_of(tokyo_date(clock.now()))
    with acting(cast.scope(cast.coordinator)):
        made = enter_new(one.record for one in invented_list(6))
    address = reverse("register:year", args=[year])
    for wrong in ([], ["no uuid"]):
        assert client.post(address, {"member": wrong}).status_code == 400
    told = client.post(address, {"member": [f"{one.uuid}" for one in made[:4]]}, follow=True).content.decode()
    assert "4件の会員を更新しました" in told
    fees = client.get(reverse("register:fees", args=[year])).content.decode("utf-8-sig")
    assert fees.count("更新") == 4
    assert "D-0001,株式会社あけぼの細胞製造（デモ）,正会員（企業）,100000,更新" in fees
    assert client.get(reverse("register:year", args=[year + 5])).status_code == 404


def test_a_record_is_corrected_and_what_cannot_be_is_said_at_its_field(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        enter_new(one.record for one in invented_list(1))
    address = reverse("register:edit", args=[cast.maker.uuid])
    said = {"name_ja": "maker（試験）", "name_en": "maker", "kind": "company", "joined_on": "2024-01-01"}
    for wrong, told in (
        ({"number": "D-0001"}, "既に登録されています"),
        ({"phone": "でんわ"}, "読み取れません"), ({"kind": ""}, "入力または選択してください"),
        ({"left_on": "2023-12-31"}, "退会日が入会日より前"), ({"name_ja": "長" * 200}, "120"),
    ):  # fmt: skip
        answer = client.post(address, said | wrong)
        assert answer.status_code == 422
        assert told in answer.content.decode(), wrong
    done = client.post(
        address, said | {"phone": "０４４ー１２３ー４５６７", "website": "maker.example"}, follow=True
    )
    page = done.content.decode()
    assert "044-123-4567" in page
    assert "https://maker.example" in page


def test_growth_shows_the_register_and_the_published_figures_apart(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        enter_new(one.record for one in invented_list())
    page = client.get(reverse("register:growth")).content.decode()
    assert "RINK公表（2016年10月）" in page
    assert "169" in page
    table = client.get(reverse("register:growth_file")).content.decode("utf-8-sig").splitlines()
    assert table[1].startswith("2016-10,40,")
    assert table[-1].split(",")[1] == "172"


def applied(at: Any = None, **more: Any) -> dict[str, Any]:
    opened = opened_mark(at or clock.now() - timedelta(minutes=5))
    return {
        "key": f"{uuid4()}", "opened": opened, "name_ja": "株式会社やまぶき", "kind": "company", "fee_class": "small",
        "representative": "見本 太郎", "contact": "仮名 花子", "email": "k@yamabuki.example", "prefecture": "神奈川県",
        "address": "川崎市", "stages": ["storage"], "has_consented": "on", "has_agreed": "on",
    } | more  # fmt: skip


def test_a_passer_by_applies_and_the_coordinator_answers(cast: Cast, signed_in: SignIn) -> None:
    passer_by = Client(headers={"accept-language": "ja"})
    assert "入会のお申込み" in passer_by.get(reverse(JOIN)).content.decode()
    handed_in = passer_by.post(reverse(JOIN), applied(), follow=True)
    link = handed_in.redirect_chain[-1][0]
    assert "審査待ち" in handed_in.content.decode()
    assert "no-store" in handed_in["Cache-Control"]
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        one = Application.objects.get()
    page = reverse("register:application", args=[one.uuid])
    assert one.reference in client.get(reverse("register:applications")).content.decode()
    assert (
        "申込者への質問を入力してください"
        in client.post(page, {"verb": "asked", "note": ""}).content.decode()
    )
    client.post(page, {"verb": "asked", "note": "対象の地域は？"})
    assert "対象の地域は？" in passer_by.get(link).content.decode()
    passer_by.post(link, {"verb": "answered", "note": "関東です"})
    assert "関東です" in client.get(page).content.decode()
    accepting = {"number": "M-1", "joined_on": "2026-12-01", "fee_class": "small", "note": ""}
    told = client.post(reverse("register:accept", args=[one.uuid]), accepting, follow=True).content.decode()
    assert "準備中" in told
    assert "株式会社やまぶき" in told
    assert "承認" in passer_by.get(link).content.decode()
    assert "aoki" not in passer_by.get(link).content.decode(), "who decided stays inside"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "だれか"}, "メールアドレスを一つ"), ({"has_consented": ""}, "入力または選択してください"),
        ({"prefecture": "どこか"}, "どこか"),
        ({"homepage": "https://spam.example"}, "自動入力"), ({"opened": "made up"}, "時間がたちすぎました"),
        ({"opened": ""}, "時間がたちすぎました"), ({"key": "x"}, "まだ申し込まれていません"),
        ({"name_ja": "長" * 300}, "120文字以内で入力してください（現在300文字）"),
        ({"name_kana": "山吹"}, "フリガナは、カタカナ・ひらがな・英数字で"),
    ],
)  # fmt: skip
def test_what_cannot_be_handed_in_is_said_and_kept(cast: Cast, wrong: dict[str, str], told: str) -> None:
    answer = Client(headers={"accept-language": "ja"}).post(reverse(JOIN), applied(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "仮名 花子" in page, "what was typed is kept"
    with acting(cast.scope(cast.coordinator)):
        assert not Application.objects.exists()


def test_the_reading_goes_from_the_form_to_the_member_and_prefectures_are_said_in_english_too(
    cast: Cast, signed_in: SignIn
) -> None:
    passer_by = Client(headers={"accept-language": "en"})
    handed_in = passer_by.post(reverse(JOIN), applied(name_kana="やまぶき"), follow=True).content.decode()
    assert "ヤマブキ" in handed_in, "kept as katakana, whatever was typed"
    assert "Kanagawa" in handed_in
    assert "神奈川県" not in handed_in
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        one = Application.objects.get()
    accepting = {"number": "M-1", "joined_on": "2026-12-01", "fee_class": "small", "note": ""}
    told = client.post(reverse("register:accept", args=[one.uuid]), accepting, follow=True).content.decode()
    assert "ヤマブキ" in told


def test_cookies_thrown_away_pass_no_ceiling_and_a_form_filled_in_at_once_waits(cast: Cast) -> None:
    def sent(said: dict[str, Any]) -> Any:
        return Client(headers={"accept-language": "ja"}).post(reverse(JOIN), said)

    assert "送信が早すぎました" in sent(applied(clock.now())).content.decode()
    same = applied()
    for said in (same, same, *(applied() for _ in range(MOST_APPLICATIONS.most - 1))):
        assert sent(said).status_code == 302
    refused = sent(applied())
    assert refused.status_code == 422
    assert "事務局へお電話ください" in refused.content.decode()
    assert "仮名 花子" in refused.content.decode(), "what was typed is kept"
    with acting(cast.scope(cast.coordinator)):
        assert Application.objects.count() == ApplicationAct.objects.count() == MOST_APPLICATIONS.most
        assert Member.objects.count() == 4


def test_the_pages_ask_the_database_a_constant_number_of_times(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.coordinator)
    with acting(cast.scope(cast.coordinator)):
        enter_new(one.record for one in invented_list())
    year = terms().year_of(tokyo_date(clock.now()))
    for name, args in ((HOME, []), ("register:year", [year]), ("register:growth", []), (IMPORT, [])):
        address = reverse(name, args=args)
        client.get(address)
        with django_assert_max_num_queries(16):
            assert client.get(address).status_code == 200
    content = as_book(("名簿", sheet((one.record for one in invented_list()), "ja", terms().names)))
    with django_assert_max_num_queries(16):
        assert len(upload(client, content).context["seen"]["same"]) == 169
    assert urlsplit(reverse(JOIN)).path == "/join/"
