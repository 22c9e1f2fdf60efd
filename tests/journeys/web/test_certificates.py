"""Certificates on screen and on paper: for the parties the results, for whoever holds the paper that it is valid."""

import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.stories import certifying
from tests.stories.certifying import (
    CLINIC,
    LABORATORY,
    MAKER,
    analyst,
    certificates,
    correct,
    issue,
    other,
    outsider,
    verify_all,
)
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.evaluation.domain.certificate_code import DRAWN, code_of, grouped_code, read_code
from tsunagu.foundation.documents import pdf, symbols
from tsunagu.journeys.queries.certificates import content_of
from tsunagu.journeys.web.certificate_paper import certificate_data, certificate_pdf

PAGE = "/evaluation/certificates/"
ADDRESS = f"https://tsunagu.example{PAGE}"


def set_the_stage(world: World) -> None:
    """A certificate is issued."""
    certifying.set_the_stage(world)
    verify_all(world)
    issue(world)


@pytest.fixture
def code(world: World) -> str:
    return certificates(world)[0].code


def number(world: World) -> str:
    return world.running(world.chains["hers"]).journey.number


def by(world: World, member: str, *roles: str, **headers: str) -> Client:
    return signed_in(world, world.actor(member, *roles), **headers)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("member", [LABORATORY, MAKER, CLINIC])
def test_each_party_gets_the_paper_and_its_twin(world: World, code: str, member: str) -> None:
    client = by(world, member)
    for lang in ("ja", "en", "xx", ""):
        answer = client.get(f"{PAGE}{code}.pdf?lang={lang}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")
    twin = client.get(f"{PAGE}{grouped_code(code)}.json")
    assert hashlib.sha256(twin.content).hexdigest() == certificates(world)[0].content_hash
    assert json.loads(twin.content)["subject"]["number"] == number(world)


def test_the_same_contents_make_the_same_paper_whatever_was_corrected_since(world: World, code: str) -> None:
    client = by(world, MAKER)
    before = client.get(f"{PAGE}{code}.pdf?lang=ja").content
    correct(world, "viability", "71")
    client = by(world, MAKER)
    assert client.get(f"{PAGE}{code}.pdf?lang=ja").content == before
    assert client.get(f"{PAGE}{code}.pdf?lang=en").content != before


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_symbol_on_the_paper_holds_the_address_with_the_code(
    world: World, code: str, language: str
) -> None:
    content, asked = content_of(certificates(world)[0]), f"{ADDRESS}?code={grouped_code(code)}"
    data = certificate_data(content, "0" * 64, asked, language, True)
    (page,) = pdf.render_png("certificate", data, 200)
    (found,) = symbols.read_image(page)
    assert found == asked
    assert read_code(found) == code
    assert parse_qs(urlsplit(found).query)["code"] == [grouped_code(code)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_stands_on_the_paper_in_its_language(world: World, code: str, language: str) -> None:
    content = content_of(certificates(world)[0])
    data = certificate_data(content, "0" * 64, ADDRESS, language, True)
    said = json.dumps(data, ensure_ascii=False)
    words = {
        "ja": (
            "試験成績書",
            "CD3陽性率",
            "自動細胞計数",
            "適合",
            "すべての項目が規格に適合",
            "デモ環境",
            "信頼区間",
        ),
        "en": (
            "Certificate of Analysis",
            "CD3-positive cells",
            "Automated cell count",
            "Passed",
            "95 % interval",
        ),
    }
    for word in words[language]:
        assert word in said
    assert ["91.43", "%"] in [line["value"] for line in data["lines"]]
    if language == "en":
        assert not [one for one in said if "\u3040" <= one <= "\u30ff" or "\u4e00" <= one <= "\u9fff"]


def test_what_failed_or_still_runs_is_said_in_words(world: World, code: str) -> None:
    content = content_of(certificates(world)[0])
    nobody = dict.fromkeys(("value", "tested_at", "tested_by", "verified_at", "verified_by"))
    content["results"][0] |= {"judgement": "pending", **nobody}
    content["results"][1] |= {"judgement": "failed"}
    content["results"][2] |= {"judgement": "missing", "result": None, **nobody}
    content["conclusion"] = "failed"
    data = certificate_data(content, "0" * 64, ADDRESS, "ja", False)
    assert [line["judgement"] for line in data["lines"][:3]] == ["試験中", "不適合", "結果なし"]
    assert [line["value"] for line in data["lines"][:3]] == [["―", ""], ["91.43", "%"], ["―", ""]]
    assert data["conclusion"] == {"mark": "stop", "text": "規格に適合しない項目があります。"}
    assert [note.partition("：")[2] for note in data["notes"]] == ["生細胞数", "CD3陽性率"]
    assert len(pdf.render_png("certificate", data, 40)) == 1


def test_only_the_demonstration_is_marked_as_one(world: World, code: str) -> None:
    content = content_of(certificates(world)[0])
    assert certificate_data(content, "0" * 64, ADDRESS, "ja", False)["demonstration"] == ""
    assert certificate_pdf(content, "0" * 64, ADDRESS, "ja", False) != certificate_pdf(
        content, "0" * 64, ADDRESS, "ja", True
    )


def test_for_an_outsider_there_is_no_paper_but_the_code_is_confirmed(world: World, code: str) -> None:
    client = signed_in(world, outsider(world))
    for kind in ("pdf", "json"):
        assert "該当する試験成績書がありません" in text(client, f"{PAGE}{code}.{kind}", 404)
    page = text(client, f"{PAGE}?code={grouped_code(code)}")
    assert "有効" in page
    assert "川崎評価研究所" in page
    assert certificates(world)[0].content_hash in page
    assert f"…{number(world)[-4:]}" in page
    assert number(world) not in page
    for hidden in (".pdf", ".json", "91.43", "生存率", *other(world).person_name.as_dict().values()):
        assert hidden not in page


def test_a_party_is_led_to_the_paper_and_the_journey(world: World, code: str) -> None:
    page = text(by(world, MAKER), f"{PAGE}?code={code.lower()}")
    assert f"{PAGE}{code}.pdf?lang=en" in page
    assert f"/journeys/{number(world)}/#certificates" in page


def test_what_was_corrected_or_superseded_is_said(world: World, code: str) -> None:
    correct(world, "viability", "93.5")
    assert "結果の訂正あり" in text(signed_in(world, outsider(world)), f"{PAGE}?code={code}")
    verify_all(world)
    issue(world)
    newer = certificates(world)[0].code
    page = text(signed_in(world, outsider(world)), f"{PAGE}?code={code}")
    assert "差替え済み" in page
    assert grouped_code(newer) not in page
    assert grouped_code(newer) in text(by(world, MAKER), f"{PAGE}?code={code}")


def wrong(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_wrong_check_character_is_one_sentence(world: World, code: str) -> None:
    page = text(by(world, MAKER), f"{PAGE}?code={wrong(code)}", 422)
    assert "検査文字が合いません" in page
    assert text(by(world, MAKER), f"{PAGE}{wrong(code)}.pdf", 404)


@pytest.mark.parametrize(
    "typed", ["9" * 10_000, "あ" * 10_000, "%00", "<script>alert(1)</script>", "' OR 1=1 --", "U" * 16]
)
def test_whatever_is_typed_is_answered_with_a_sentence(world: World, typed: str) -> None:
    client = by(world, MAKER)
    answer = client.get(PAGE, {"code": typed})
    assert answer.status_code == 422
    assert "確認コードは英数字16文字です" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_code_that_nobody_issued_is_unknown(world: World) -> None:
    page = text(by(world, MAKER), f"{PAGE}?code={code_of(bytes(DRAWN))}")
    assert "この確認コードの試験成績書はありません" in page


def test_the_page_speaks_english(world: World, code: str) -> None:
    client = by(world, MAKER, **{"accept-language": "en"})
    page = text(client, f"{PAGE}?code={code}")
    assert "This certificate is valid." in page
    assert "its check character doesn&#x27;t agree" in text(client, f"{PAGE}?code={wrong(code)}", 422)


def test_the_journey_lists_it_and_offers_the_next_one_after_a_correction(world: World, code: str) -> None:
    path = f"/journeys/{number(world)}/"
    offer = f"/journeys/{number(world)}/certificate/?step=release_test"
    page = text(by(world, LABORATORY, "quality", "supervisor"), path)
    assert grouped_code(code) in page
    assert f"{PAGE}{code}.pdf?lang=ja" in page
    assert offer not in page
    correct(world, "viability", "93.5")
    verify_all(world)
    assert offer in text(signed_in(world, other(world)), path)
    assert offer not in text(by(world, MAKER, "quality"), path)
    assert offer not in text(by(world, CLINIC, "physician"), path)


def test_the_form_shows_what_will_stand_on_it_or_why_it_can_not_be_issued(world: World, code: str) -> None:
    path = f"/journeys/{number(world)}/certificate/?step=release_test"
    assert "同じ結果の試験成績書がすでに発行されています" in text(signed_in(world, other(world)), path)
    correct(world, "viability", "93.5")
    page = text(signed_in(world, other(world)), path)
    assert "結果がまだ確認されていません" in page
    assert "署名して発行" not in page
    verify_all(world)
    page = text(signed_in(world, other(world)), path)
    assert "93.5 %" in page
    assert "署名して発行" in page
    assert "試験をした人とは別の人" in text(signed_in(world, analyst(world)), path)
