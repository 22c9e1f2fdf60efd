"""Members' own pages on screen: forms, proposals, the difference, history, and what passers-by read."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.members.conftest import SINCE, Cast, a_site, person
from tests.members.profile.conftest import CONTACT, PDF, capability, kept, licence, sent
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import gln_check_digit
from tsunagu.members.models import Capability, Licence, Member, PageChange
from tsunagu.members.queries.profile.values import current_values
from tsunagu.members.web.profile import reading

THE_CLOCK = 1
"""It is read anew every two seconds: on a busy machine once more than the first time."""
As = Callable[[Actor | None], Client]


def typed(**values: Any) -> dict[str, Any]:
    """What a browser sends: nothing for what is empty."""
    return {key: value for key, value in values.items() if value is not None} | {"request_key": str(uuid4())}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def newest() -> PageChange:
    with acting(Scope("auditor")):
        return PageChange.objects.order_by("-made_at", "-pk")[0]


def edit(cast: Cast, *rest: object) -> str:
    return f"/members/{cast.maker.uuid}/edit/" + "".join(f"{one}/" for one in rest)


def test_a_member_sends_a_capability_and_the_coordinator_approves_it(cast: Cast, as_person: As) -> None:
    member, coordinator = as_person(cast.operator), as_person(cast.coordinator)
    assert "調整担当に申請する" in text(member.get(edit(cast, "capability")))
    answer = member.post(edit(cast, "capability"), typed(**capability(cast.site)))
    change = newest()
    assert answer["Location"] == f"/members/proposals/{change.uuid}/"
    assert "承認待ち" in text(member.get(f"/members/{cast.maker.uuid}/"))
    queue = text(coordinator.get("/members/proposals/"))
    assert "maker（試験）　機能：CAR-T細胞の製造（製造所）" in queue
    assert '<span class="count">1' in queue
    assert '<span class="count">1' not in text(member.get("/members/proposals/"))
    shown = text(coordinator.get(f"/members/proposals/{change.uuid}/"))
    assert "ウイルスベクター導入" in shown
    assert "4 件" in shown
    assert coordinator.post(f"/members/proposals/{change.uuid}/approve/").status_code == 302
    page = text(as_person(cast.stranger).get(f"/members/{cast.maker.uuid}/"))
    assert "CAR-T細胞の製造" in page
    assert "契約から60日" in page
    history = text(member.get(f"/members/{cast.maker.uuid}/history/"))
    assert "第1版" in history
    assert f"承認：{cast.coordinator.person_name.ja}" in history


@pytest.mark.parametrize(
    ("typed_in", "field", "why"),
    [
        ({"suspended_on": "2026-11-20"}, "suspended_reason", "停止の理由を入力してください"),
        ({"suspended_reason": "査察の指摘"}, "suspended_on", "停止日"),
        ({"suspended_on": "2026-03-31", "suspended_reason": "査察の指摘"}, "suspended_on", "停止日が"),
    ],
)
def test_a_suspension_needs_its_day_and_its_reason(
    cast: Cast, as_person: As, typed_in: dict[str, str], field: str, why: str
) -> None:
    sent(cast, cast.coordinator, "licence", licence(cast.site), file=PDF, reason="登録")
    with acting(Scope("auditor")):
        known = Licence.objects.get(number="14AZ000001")
    client, at = as_person(cast.operator), edit(cast, "licence", known.uuid)
    shown = typed(**licence(cast.site, **typed_in))
    seen = text(client.get(at)).partition('name="seen" value="')[2].partition('"')[0]
    answer = client.post(at, shown | {"seen": seen})
    assert answer.status_code == 422
    told = text(answer)
    assert why in told[told.index(f'id="id_{field}') :]
    with acting(Scope("auditor")):
        assert Licence.objects.get(pk=known.pk).suspended_on is None


def test_it_is_returned_with_a_reason_mended_and_sent_again(cast: Cast, as_person: As) -> None:
    member, coordinator = as_person(cast.operator), as_person(cast.coordinator)
    member.post(edit(cast, "capability"), typed(**capability(cast.site)))
    first = newest()
    at = f"/members/proposals/{first.uuid}/"
    refused = coordinator.post(f"{at}return/", {"note": ""})
    assert refused.status_code == 422
    assert "errorlist" in text(refused)
    coordinator.post(f"{at}return/", {"note": "温度帯も書いてください。"})
    shown = text(member.get(at))
    assert "温度帯も書いてください。" in shown
    mending = f"{edit(cast, 'capability')}?from={first.uuid}"
    assert mending.replace("&", "&amp;") in shown
    form = text(member.get(mending))
    assert 'value="60"' in form
    assert "温度帯も書いてください。" in form
    again = typed(**capability(cast.site), follows=str(first.uuid)) | {"band": "vapour"}
    assert member.post(mending, again).status_code == 302
    second = newest()
    assert second.follows_id == first.pk
    assert second.subject == first.subject
    assert coordinator.post(f"/members/proposals/{second.uuid}/approve/").status_code == 302


def test_what_changed_meanwhile_is_shown_beside_what_was_typed(cast: Cast, as_person: As) -> None:
    member = as_person(cast.operator)
    address = edit(cast, "profile")
    seen = text(member.get(address)).partition('name="seen" value="')[2].partition('"')[0]
    sent(cast, cast.quality, "profile", {"seeks_ja": "培地の供給元"})
    said = typed(seeks_ja="共同研究", description_shown_to="members", website_shown_to="members",
                 languages_shown_to="members", seeks_shown_to="public", seen=seen)  # fmt: skip
    answer = member.post(address, said)
    assert answer.status_code == 422
    page = text(answer)
    assert "この間に掲載内容が変わりました" in page
    assert "培地の供給元" in page
    assert ">共同研究</textarea>" in page.replace("\n", "")
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert member.post(address, said | {"seen": seen, "request_key": "again"}).status_code == 302
    with acting(Scope("auditor")):
        assert (current_values("profile", cast.maker.uuid) or {})["seeks_ja"] == "共同研究"


def test_an_out_of_date_proposal_says_so_and_is_not_approved(cast: Cast, as_person: As) -> None:
    coordinator = as_person(cast.coordinator)
    first = sent(cast, cast.operator, "basics", {"name_ja": "一つ目の名前"})
    second = sent(cast, cast.quality, "basics", {"name_ja": "二つ目の名前"})
    at = f"/members/proposals/{second.uuid}/"
    assert "に人onoさんが" in text(as_person(cast.quality).get(edit(cast, "basics")))
    coordinator.post(f"/members/proposals/{first.uuid}/approve/")
    page = text(coordinator.get(at))
    assert "申請のあとに掲載内容が変わりました" in page
    assert "一つ目の名前" in page
    assert "approve/" not in page
    answer = coordinator.post(f"{at}approve/")
    assert answer.status_code == 412
    assert "この間に掲載内容が変わりました" in text(answer)
    with acting(Scope("auditor")):
        assert (current_values("basics", cast.maker.uuid) or {})["name_ja"] == "一つ目の名前"
    form = text(as_person(cast.quality).get(f"{edit(cast, 'basics')}?from={second.uuid}"))
    assert 'value="二つ目の名前"' in form, "nothing of it is lost"


@pytest.mark.parametrize(
    ("part", "values", "sentence"),
    [
        ("profile", {"website_ja": "javascript:alert(1)"}, "https:// で始まるアドレス"),
        ("site", {"name_ja": "x", "gln": "9524000000011"}, "errorlist"),
        ("capability", {"valid_from": "2026-02-30"}, "errorlist"),
        ("contact", CONTACT | {"email": "", "phone": ""}, "メールか電話のどちらか"),
        ("basics", {"name_ja": ""}, "errorlist"),
    ],
)
def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(
    cast: Cast, as_person: As, part: str, values: dict[str, Any], sentence: str
) -> None:
    audience = {f"{one}_shown_to": "members" for one in ("description", "website", "languages", "seeks")}
    before = kept()
    answer = as_person(cast.operator).post(edit(cast, part), typed(**(audience | values)))
    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page
    assert all(f'value="{one}"' in page for one in values.values() if one)
    assert kept() == before


def test_a_file_too_large_or_of_another_kind_is_refused(cast: Cast, as_person: As) -> None:
    client, before = as_person(cast.operator), kept()
    for content, words in (
        (b"%PDF-" + b"x" * (6 * 2**20), "5 MB"),
        (b"<html>%PDF-1.7 %%EOF", "中身で確かめ"),
    ):
        file = SimpleUploadedFile("証明書.pdf", content, "application/pdf")
        answer = client.post(edit(cast, "licence"), typed(**licence(cast.site)) | {"evidence": file})
        assert answer.status_code == 422
        assert words in text(answer)
    assert kept() == before


def test_evidence_is_sent_to_be_kept_and_never_opened(cast: Cast, as_person: As) -> None:
    client = as_person(cast.operator)
    file = SimpleUploadedFile("../../evil\r\n.html", PDF, "text/html")
    assert (
        client.post(edit(cast, "licence"), typed(**licence(cast.site)) | {"evidence": file}).status_code
        == 302
    )
    address = f"/members/evidence/{newest().after['evidence']}/"
    answer = client.get(address)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Disposition"].rstrip('"').endswith(".pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_person(cast.stranger).get(address).status_code == 404
    assert as_person(None).get(address).status_code == 302


def test_strangers_reach_no_form_and_no_proposal(cast: Cast, as_person: As) -> None:
    change = sent(cast, cast.operator, "basics", {"name_ja": "新しい名前"})
    client, before = as_person(cast.stranger), kept()
    for address in (
        edit(cast),
        edit(cast, "profile"),
        edit(cast, "site", cast.site),
        f"/members/{cast.maker.uuid}/history/",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(name_ja="x")).status_code in (403, 405)
    at = f"/members/proposals/{change.uuid}/"
    assert client.get(at).status_code == 404
    for verb in ("approve", "return", "withdraw"):
        assert client.post(f"{at}{verb}/", {"note": "x"}).status_code in (403, 404)
    assert "新しい名前" not in text(client.get("/members/proposals/"))
    assert kept() == before
    page = text(client.get(f"/members/{cast.maker.uuid}/"))
    assert "掲載内容の変更" not in page
    assert "このページの状態" not in page


def test_a_form_without_its_hidden_fields_says_so(cast: Cast, as_person: As) -> None:
    client, before = as_person(cast.operator), kept()
    answer = client.post(edit(cast, "contact"), CONTACT | {"follows": "x" * 50})
    assert answer.status_code == 422
    assert "もう一度開いて" in text(answer)
    file = SimpleUploadedFile("a.pdf", PDF)
    assert client.post(edit(cast, "contact"), typed(name_ja="x") | {"evidence": file}).status_code == 422
    assert client.post(edit(cast, "contact"), typed(**CONTACT) | {"follows": "no uuid"}).status_code == 302
    assert kept() == (before[0] + 1, before[1])


def test_an_auditor_reads_changes_and_history_and_is_offered_no_form(cast: Cast, as_person: As) -> None:
    with acting(Scope("worker")):
        auditor = person(cast.outsider, "kansa", "auditor")
    change = sent(cast, cast.operator, "basics", {"name_ja": "新しい名前"})
    sent(cast, cast.operator, "profile", {"seeks_ja": "培地"})
    client, before = as_person(auditor), kept()
    pages = {
        "/members/proposals/": "承認待ち",
        f"/members/proposals/{change.uuid}/": "新しい名前",
        f"/members/{cast.maker.uuid}/": "このページの状態",
        f"/members/{cast.maker.uuid}/history/": "培地",
    }
    for address, words in pages.items():
        page = text(client.get(address))
        assert words in page
        assert not any(one in page for one in ("/edit/", "approve/", "return/", "withdraw/"))
    assert client.post(f"/members/proposals/{change.uuid}/withdraw/").status_code == 403
    assert client.post(edit(cast, "profile"), typed(seeks_ja="x")).status_code == 403
    assert kept() == before


@pytest.mark.parametrize("rest", [("nothing",), ("contact", UUID(int=1)), ("profile", UUID(int=1))])
def test_a_part_that_is_not_there(cast: Cast, as_person: As, rest: tuple[object, ...]) -> None:
    assert as_person(cast.operator).get(edit(cast, *rest)).status_code == 404


def test_a_passer_by_reads_the_public_part_and_no_more(cast: Cast, as_person: As) -> None:
    sent(cast, cast.coordinator, "capability", capability(cast.site), member=cast.maker.uuid, reason="登録")
    sent(cast, cast.coordinator, "licence", licence(cast.site), file=PDF, reason="登録")
    told = {
        "description_ja": "皆さまへの紹介",
        "description_shown_to": "public",
        "seeks_ja": "会員だけへの相談",
    }
    sent(cast, cast.operator, "profile", told)
    sent(cast, cast.operator, "contact", CONTACT)
    sent(
        cast,
        cast.operator,
        "contact",
        CONTACT | {"name_ja": "公開 太郎", "shown_to": "public", "email": "open@maker.example"},
    )
    passer_by, address = as_person(None), f"/members/public/{cast.maker.uuid}/"
    listed = text(passer_by.get("/members/public/"))
    assert "maker（試験）" in listed
    assert "CAR-T細胞の製造" in listed
    for client in (passer_by, as_person(cast.stranger), as_person(cast.operator)):
        page = text(client.get(address))
        for words in ("皆さまへの紹介", "公開 太郎", "open@maker.example", "CAR-T細胞の製造", "14AZ000001"):
            assert words in page
        for words in ("会員だけへの相談", "試験 花子", "hanako@", "/evidence/", "人ono", "品質保証担当"):
            assert words not in page.partition("</header>")[2]
    assert passer_by.get(f"/members/public/{uuid4()}/").status_code == 404
    passer_by.cookies["django_language"] = "en"
    assert "CAR-T manufacturing" in text(passer_by.get(address))


def test_a_contact_is_withdrawn_on_screen(cast: Cast, as_person: As) -> None:
    made = sent(cast, cast.operator, "contact", CONTACT)
    client, address = as_person(cast.quality), edit(cast, "contact", made.subject, "end")
    asked = text(client.get(address))
    assert "試験 花子" in asked
    seen = asked.partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(address, {"seen": "of yesterday", "request_key": "k"}).status_code == 412
    for _ in range(2):
        assert client.post(address, {"seen": seen, "request_key": "k"}).status_code == 302, "twice is once"
    assert "試験 花子" not in text(as_person(cast.stranger).get(f"/members/{cast.maker.uuid}/"))
    assert "個人情報のため履歴に残しません" in text(client.get(f"/members/{cast.maker.uuid}/history/"))


def test_the_coordinator_says_why_it_takes_something_off(cast: Cast, as_person: As) -> None:
    made = sent(cast, cast.operator, "contact", CONTACT)
    client, address = as_person(cast.coordinator), edit(cast, "contact", made.subject, "end")
    seen = text(client.get(address)).partition('name="seen" value="')[2].partition('"')[0]
    before = kept()
    answer = client.post(address, {"seen": seen, "request_key": "k", "reason": " "})
    assert answer.status_code == 400
    assert "変更する理由" in text(answer)
    assert kept() == before
    sent_now = client.post(
        address, {"seen": seen, "request_key": "k", "reason": "本人から電話で撤回の申し出"}
    )
    assert sent_now.status_code == 302
    assert "本人から電話で" in text(as_person(cast.operator).get(f"/members/{cast.maker.uuid}/history/"))


def many_sites(cast: Cast, number: int) -> None:
    with acting(Scope("worker")):
        for one in range(number):
            digits = f"9524000001{one:02d}"
            site = a_site(cast.maker, f"works-{one}", digits + gln_check_digit(digits))
            services.add_capability(site, "cryostorage", valid_from=SINCE)
            services.add_licence(site, "storage", f"S-{one}", valid_from=SINCE)


def test_the_page_of_twelve_sites_asks_no_more_than_that_of_one(
    cast: Cast, as_person: As, django_assert_max_num_queries: Any
) -> None:
    client, address = as_person(cast.stranger), f"/members/{cast.maker.uuid}/"
    assert "site-list" not in text(client.get(address))
    with django_assert_max_num_queries(24) as few:
        client.get(address)
    many_sites(cast, 12)
    with django_assert_max_num_queries(len(few) + THE_CLOCK):
        page = text(client.get(address))
    assert page.count('href="#site-') == 13
    with acting(Scope("auditor")):
        assert Capability.objects.count() == 12


def test_the_queue_asks_no_more_for_many(
    cast: Cast, as_person: As, django_assert_max_num_queries: Any
) -> None:
    client = as_person(cast.coordinator)
    for one in range(3):
        sent(cast, cast.operator, "capability", capability(cast.site, lead_time_days=one))
        sent(cast, cast.operator, "licence", licence(cast.site, number=f"N{one}"))
    client.get("/members/proposals/")
    with django_assert_max_num_queries(30) as few:
        client.get("/members/proposals/")
    for one in range(5):
        sent(cast, cast.operator, "capability", capability(cast.site, lead_time_days=50 + one))
    with django_assert_max_num_queries(len(few) + THE_CLOCK):
        assert text(client.get("/members/proposals/")).count("/members/proposals/") > 10


def test_who_has_not_joined_yet_is_not_in_the_directory_for_everybody(cast: Cast, as_person: As) -> None:
    name = cast.maker.name.ja
    assert name in text(as_person(None).get("/members/public/"))
    with acting(Scope("worker")):
        Member.objects.filter(uuid=cast.maker.uuid).update(joined_on=date(2199, 1, 1))
    assert name not in text(as_person(None).get("/members/public/"))


def test_a_long_directory_for_everybody_comes_in_pages(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PUBLIC_PER_PAGE", 2)
    first, last = (text(as_person(None).get(f"/members/public/?page={page}")) for page in ("1", "999"))
    assert first.count('class="card" href="/members/public/') == 2
    assert "page=2" in first
    assert 'rel="next"' not in last
    assert as_person(None).get("/members/public/?page=first").status_code == 200
