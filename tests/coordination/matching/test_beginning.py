"""A consultation is begun with a proposal of the own member and with members found by words."""

from uuid import UUID

import pytest

from tests.coordination.matching.conftest import NOW, Cast, a_need, a_proposal, left
from tests.coordination.matching.test_pages import browser, text
from tsunagu.coordination.models import ChainShare, Consultation, ConsultationParty, Introduction
from tsunagu.coordination.queries.composing.proposals import seen_as
from tsunagu.coordination.services.matching.answer_consultation import ask_another
from tsunagu.coordination.services.matching.open_consultation import Asked, open_consultation
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

pytestmark = pytest.mark.django_db
NEW = "/network/consultations/new/"


def said(cast: Cast, *members: Actor, **more: object) -> dict[str, object]:
    asked = [str(one.member_uuid) for one in members]
    return {"key": "k", "subject": "件名", "text": "内容", "members": asked, **more}


def nothing_written() -> None:
    with acting(Scope("worker")):
        assert not Consultation.objects.exists()
        assert not ChainShare.objects.exists()


def test_the_address_fills_in_proposal_and_members_by_key_or_uuid(cast: Cast) -> None:
    chain = a_proposal(cast.hospital)
    page = text(
        browser(cast.hospital), f"{NEW}?chain={chain}&members=maker,{cast.other.member_uuid}&subject=仙台"
    )
    assert page.count(" checked") == 2
    assert 'value="仙台"' in page
    assert f'value="{chain}"' in page
    assert "バリューチェーン案「案」について" in page
    plain = text(browser(cast.hospital), f"{NEW}?chain=%27&members=nobody,hub,sendai")
    assert plain.count(" checked") == 0
    assert "依頼できない会員は除きました" in plain


def test_a_proposal_goes_along_as_a_copy_and_to_whom_is_asked_later(cast: Cast) -> None:
    chain = a_proposal(cast.hospital)
    for _ in range(2):
        answer = browser(cast.hospital).post(NEW, said(cast, cast.maker, chain=str(chain)))
        assert answer.status_code == 302
    with acting(Scope("worker")):
        row = Consultation.objects.get()
    with cast.acting(cast.coordinator) as actor:
        ask_another(actor, row.uuid, cast.other.member_uuid, NOW)
    for who, wanted in (
        (cast.hospital, "proposal"), (cast.coordinator, "proposal"), (cast.maker, "shared"), (cast.other, "shared"),
    ):  # fmt: skip
        with cast.acting(who):
            seen = seen_as(chain, who.member_uuid)
        assert seen is not None
        assert seen[0] == wanted
        assert f"/{seen[1]}/" in text(browser(who), f"/network/consultations/{row.uuid}/")
    with cast.acting(cast.outsider):
        assert seen_as(chain, cast.outsider.member_uuid) is None


def test_a_proposal_of_another_member_does_not_go_along(cast: Cast) -> None:
    chain = a_proposal(cast.other)
    for who in (cast.hospital, cast.coordinator):  # the coordinator reads it, and yet it isn't its own
        client = browser(who)
        assert "自分の会員が保存した案ではない" in text(client, f"{NEW}?chain={chain}&members=maker")
        for wrong in (chain, UUID(int=9)):
            answer = client.post(NEW, said(cast, cast.maker, chain=str(wrong)))
            assert answer.status_code == 422
            assert "自分の会員が保存したバリューチェーン案だけ" in answer.content.decode()
    nothing_written()


def test_a_member_that_left_is_neither_offered_nor_asked(cast: Cast) -> None:
    left(cast.maker)
    client = browser(cast.hospital)
    assert text(client, f"{NEW}?members=maker").count(" checked") == 0
    found = client.post(NEW, said(cast, find="maker", look="1")).content.decode()
    assert str(cast.maker.member_uuid) not in found
    answer = client.post(NEW, said(cast, cast.maker))
    assert answer.status_code == 422
    assert "退会した会員は選べません" in answer.content.decode()
    with cast.acting(cast.hospital) as actor, pytest.raises(BadInput, match="members"):
        open_consultation(actor, Asked("件名", "内容", [cast.maker.member_uuid]), NOW, "k")
    nothing_written()


def test_looking_for_members_sends_nothing_and_keeps_what_is_typed_and_chosen(cast: Cast) -> None:
    client = browser(cast.hospital)
    page = client.post(NEW, said(cast, cast.maker, find="other", look="1")).content.decode()
    assert f'value="{cast.maker.member_uuid}" checked' in page
    assert f'value="{cast.other.member_uuid}">' in page
    for kept in ('value="件名"', "内容</textarea>", 'name="key" value="k"'):
        assert kept in page
    for never in (cast.coordinator, cast.hospital):
        looked = client.post(NEW, said(cast, find=never.member_key, look="1")).content.decode()
        assert str(never.member_uuid) not in looked
    nothing_written()


@pytest.mark.parametrize("wrong", [[], ["nobody"], [str(UUID(int=9))]])
def test_whom_to_ask_must_be_a_member(cast: Cast, wrong: list[str]) -> None:
    answer = browser(cast.hospital).post(NEW, said(cast) | {"members": wrong})
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()
    nothing_written()


def test_members_are_found_for_a_need_and_for_one_more_party(cast: Cast) -> None:
    need, hub = a_need(cast, is_open=True), browser(cast.coordinator)
    page = text(hub, f"/network/needs/{need}/?find=outsider")
    assert f'name="invited" value="{cast.outsider.member_uuid}"' in page
    own = text(hub, f"/network/needs/{need}/?find=sendai")
    assert f'name="invited" value="{cast.hospital.member_uuid}"' not in own
    answer = hub.post(f"/network/needs/{need}/introduce/", {"note": "覚え書き"})
    assert answer.status_code == 422
    assert "覚え書き" in answer.content.decode()
    with acting(Scope("worker")):
        assert not Introduction.objects.exists()
    browser(cast.hospital).post(NEW, said(cast, cast.maker))
    with acting(Scope("worker")):
        there = f"/network/consultations/{Consultation.objects.get().uuid}/"
    client = browser(cast.hospital)
    assert f'name="member" value="{cast.other.member_uuid}"' in text(client, f"{there}?find=other")
    assert f'name="member" value="{cast.maker.member_uuid}"' not in text(client, f"{there}?find=maker")
    assert client.post(f"{there}ask/", {"key": "a", "member": str(cast.other.member_uuid)}).status_code == 302
    assert client.post(f"{there}ask/", {"key": "b"}).status_code == 422
    with acting(Scope("worker")):
        assert ConsultationParty.objects.filter(party_id=cast.other.member_id, state="asked").count() == 1
