"""The pages of qualified methods: what each person sees and may do, slips said at their field."""

from datetime import timedelta

import pytest

from tests.evaluation.qualifications.typed import LABORATORY, newest, quality, sign, typed
from tests.evaluation.rounds.test_services import published
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.demonstration.engine.rounds import DUE
from tsunagu.evaluation.models import MethodQualification
from tsunagu.foundation.scope import Scope, acting

LIST = "/evaluation/methods/"


def filled(world: World, **changes: str) -> dict[str, str]:
    what = typed(world)
    return {
        "key": "k1", "site": str(what.site), "subject": "viability/automated_count", "method_version": "3",
        "valid_from": what.valid_from.isoformat(), "valid_until": what.valid_until.isoformat(),
        "basis_kind": "round", "basis": "TR26-00001 z=0.4（合成データ）", **changes,
    }  # fmt: skip


def count() -> int:
    with acting(Scope("auditor")):
        return MethodQualification.objects.count()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_quality_unit_signs_and_everyone_reads_it(world: World, language: str) -> None:
    client = signed_in(world, quality(world), **{"accept-language": language})
    assert client.get(f"{LIST}qualify/").status_code == 200
    assert client.post(f"{LIST}qualify/", filled(world)).status_code == 302
    assert client.post(f"{LIST}qualify/", filled(world)).status_code == 302  # the same request again
    assert count() == 1
    shown = client.get(LIST).content.decode()
    assert ("有効" if language == "ja" else "Valid") in shown
    assert newest(world).number in shown
    other = signed_in(world, world.actor("sendai-rapid", "quality"))
    assert newest(world).number not in other.get(LIST).content.decode()
    wide = other.get(f"{LIST}?of=network").content.decode()
    assert newest(world).number in wide
    assert "withdraw/" not in wide


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_until", "2020-01-01"), ("valid_until", "0001-01-01"), ("valid_until", "NaN"), ("basis", " "),
        ("basis", "x" * 10_000), ("method_version", "\x00"), ("subject", "luck/dice"), ("site", "nowhere"),
        ("basis_kind", "gut feeling"),
    ],
)  # fmt: skip
def test_a_slip_is_said_at_its_field_and_nothing_is_written(world: World, field: str, value: str) -> None:
    client = signed_in(world, quality(world))
    answer = client.post(f"{LIST}qualify/", filled(world, **{field: value}))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "errorlist" in shown
    if field != "basis":
        assert "TR26-00001 z=0.4" in shown  # what was typed is kept
    assert count() == 0


def test_others_neither_see_the_form_nor_sign(world: World) -> None:
    client = signed_in(world, world.actor(LABORATORY, "qc"))
    assert client.get(f"{LIST}qualify/").status_code == 403
    assert client.post(f"{LIST}qualify/", filled(world)).status_code == 403
    sign(world, typed(world))
    number = newest(world).number
    assert client.get(f"{LIST}{number}/withdraw/").status_code == 403
    stranger = signed_in(world, quality(world, "sendai-rapid"))
    assert stranger.get(f"{LIST}{number}/withdraw/").status_code == 404
    assert stranger.post(f"{LIST}{number}/withdraw/", {"key": "k", "reason": "x"}).status_code == 404
    assert newest(world).withdrawn_at is None


def test_a_withdrawal_says_why_and_a_renewal_is_filled_in_beforehand(world: World) -> None:
    sign(world, typed(world, valid_until=world.now.date() + timedelta(days=20)))
    number = newest(world).number
    client = signed_in(world, quality(world))
    assert "まもなく期限" in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{number}/withdraw/", {"key": "w", "reason": " "}).status_code == 422
    assert client.post(f"{LIST}{number}/withdraw/", {"key": "w", "reason": "装置の更新"}).status_code == 302
    shown = client.get(LIST).content.decode()
    assert "取消" in shown
    assert "装置の更新" in shown
    address = shown.split(f'href="{LIST}qualify/?')[1].split('"')[0].replace("&amp;", "&")
    form = client.get(f"{LIST}qualify/?{address}").content.decode()
    assert 'value="viability/automated_count" selected' in form
    again = client.post(f"{LIST}{number}/withdraw/", {"key": "v", "reason": "もう一度"})
    assert again.status_code == 409


def test_an_empty_list_says_what_to_do(world: World) -> None:
    assert "適格性の記録はまだありません" in signed_in(world, quality(world)).get(LIST).content.decode()


def test_a_published_round_leads_the_quality_unit_to_the_form_with_its_own_score(world: World) -> None:
    found, members = published(world)
    world.now += DUE + timedelta(days=2)
    who = world.actor(members[0], "quality")
    client = signed_in(world, who)
    shown = client.get(f"/evaluation/rounds/{found.number}/").content.decode()
    address = shown.split('href="/evaluation/methods/qualify/?')[1].split('"')[0].replace("&amp;", "&")
    form = client.get(f"{LIST}qualify/?{address}").content.decode()
    assert f"試験所間比較 {found.number}" in form
    assert "z′ = " in form
    analyst = signed_in(world, world.actor(members[0], "qc"))
    assert "methods/qualify" not in analyst.get(f"/evaluation/rounds/{found.number}/").content.decode()
