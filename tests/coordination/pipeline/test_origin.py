"""A product and the need it came from show each other, as far as each reader may know of both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.coordination.pipeline.conftest import NOW, Cast, card
from tests.coordination.pipeline.test_pages import entered
from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.models import Product
from tsunagu.coordination.services.matching.post_need import post_need, write_need
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

AsPerson = Callable[[Actor], Client]
IDEA = Text("歯髄由来細胞による骨再生", "")


def a_need(cast: Cast, *, is_open: bool = True) -> UUID:
    words = Words(cell_type="ips")
    content = Content("idea", IDEA, Text("骨欠損への応用", ""), words, is_open, date(2026, 11, 1), None)
    with acting(cast.scope(cast.lead)):
        uuid = write_need(cast.lead, content, NOW, str(uuid4()))
        post_need(cast.lead, uuid, NOW)
    return uuid


def from_need(cast: Cast, need: UUID, *, is_open: bool = False) -> UUID:
    said = replace(card(IDEA, is_open=is_open), need=need)
    with acting(cast.scope(cast.lead)):
        return enter_product(
            cast.lead, cast.lead.member_uuid, said, Reached("base", "seed", date(2026, 11, 1)), Evidence(),
            request_key=str(uuid4()), now=NOW,
        )  # fmt: skip


def shown(client: Client, name: str, uuid: UUID) -> str:
    answer = client.get(reverse(name, args=[uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_need_fills_the_form_and_both_show_each_other(cast: Cast, as_person: AsPerson) -> None:
    need, client = a_need(cast), as_person(cast.lead)
    assert f"?from={need}" in shown(client, "needs:need", need)
    form = client.get(reverse("pipeline:new"), {"from": str(need)}).content.decode()
    for said in (str(need), IDEA.ja, "骨欠損への応用", '<option value="ips" selected>'):
        assert said in form
    answer = client.post(reverse("pipeline:new"), entered(need=str(need)))
    assert answer.status_code == 302
    with acting(Scope("auditor")):
        product = Product.objects.get()
    assert product.need == need
    assert IDEA.ja in shown(client, "pipeline:product", product.uuid)
    assert "自家軟骨シート" in shown(client, "needs:need", need)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_product_that_is_not_open_is_not_told_of_by_an_open_need(
    cast: Cast, as_person: AsPerson, is_open: bool
) -> None:
    need = a_need(cast)
    uuid = from_need(cast, need, is_open=is_open)
    others = shown(as_person(cast.outsider), "needs:need", need)
    assert (str(uuid) in others) is is_open
    assert (f"?from={need}") not in others


def test_a_confidential_need_is_not_told_of_by_an_open_product(cast: Cast, as_person: AsPerson) -> None:
    need = a_need(cast, is_open=False)
    uuid = from_need(cast, need, is_open=True)
    page = shown(as_person(cast.outsider), "pipeline:product", uuid)
    assert str(need) not in page
    assert "元になったニーズ・シーズ" not in page
    assert "元になったニーズ・シーズ" in shown(as_person(cast.lead), "pipeline:product", uuid)


def test_nothing_is_entered_from_a_need_that_one_cannot_read(cast: Cast, as_person: AsPerson) -> None:
    need, client = a_need(cast, is_open=False), as_person(cast.outsider)
    for asked in (str(need), str(uuid4()), "no uuid"):
        answer = client.get(reverse("pipeline:new"), {"from": asked})
        assert answer.status_code == 200
        assert IDEA.ja not in answer.content.decode()
    assert client.post(reverse("pipeline:new"), entered(need=str(need))).status_code == 422
    with acting(cast.scope(cast.outsider)), pytest.raises(BadInput, match="can't read"):
        enter_product(
            cast.outsider, cast.outsider.member_uuid, replace(card(IDEA), need=need),
            Reached("base", "seed", date(2026, 11, 1)), Evidence(), request_key="x", now=NOW,
        )  # fmt: skip
    with acting(Scope("auditor")):
        assert Product.objects.count() == 0
