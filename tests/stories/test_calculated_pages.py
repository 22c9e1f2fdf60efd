"""The pages of a calculation: typed or from a file, looked at, signed as shown, shown again as frozen."""

import html
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.stories import test_laboratory
from tests.stories.posts_laboratory import COUNTS
from tests.stories.test_calculated import BENT, KEY, kept
from tests.stories.test_laboratory import STEP, analyst, other, stands
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.evaluation.queries import sources_of
from tsunagu.foundation.scope import Scope, acting

set_the_stage = test_laboratory.set_the_stage
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world, analyst(world))


@pytest.fixture
def path(world: World, chain: UUID) -> str:
    return f"/journeys/{world.running(chain).journey.number}/calculate/?step={STEP}&subject={KEY}"


def typed(readings: str = COUNTS, **changes: str) -> dict[str, str]:
    return {
        "how": "dilution_count:proportional", "readings": readings, "factor": "180", "r_squared_low": "0.95",
        "step": STEP, "subject": KEY, "key": "one-tap", **changes,
    }  # fmt: skip


def looked_at(client: Client, path: str, data: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    answer = client.post(path, data | {"look": "1"})
    return answer, {name: html.unescape(value) for name, value in HIDDEN.findall(answer.content.decode())}


def test_it_is_looked_at_then_signed_and_shown_again(
    world: World, chain: UUID, client: Client, path: str
) -> None:
    assert client.get(path).status_code == 200
    with world.unchanged():
        answer, hidden = looked_at(client, path, typed())
    assert answer.status_code == 200
    assert "<svg" in answer.content.decode()
    with world.unchanged():
        changed = client.post(path, typed(factor="200", shown=hidden["shown"]))
    assert (changed.status_code, "もう一度計算" in changed.content.decode()) == (422, True)
    assert client.post(path, typed(shown=hidden["shown"], keep_as="希釈系列")).status_code == 302
    (made,) = kept(chain)
    assert made.result == stands(world, KEY).uuid
    result = client.get(f"/journeys/{world.running(chain).journey.number}/results/{made.result}/")
    assert f"/calculations/{made.uuid}/" in result.content.decode()
    page = f"/journeys/{world.running(chain).journey.number}/calculations/{made.uuid}"
    shown = client.get(f"{page}/").content.decode()
    assert made.content_hash in shown
    assert "<svg" in shown
    table = client.get(f"{page}.csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == 1 + len(made.data["readings"])
    assert client.get(f"{page}.json").content.decode() == made.content
    assert page in client.get(f"/journeys/{world.running(chain).journey.number}/").content.decode()
    second = signed_in(world, other(world))
    assert page in second.get(path.replace("calculate", "verify")).content.decode()


def test_a_failed_run_is_signed_as_one_with_its_reason(
    world: World, chain: UUID, client: Client, path: str
) -> None:
    answer, hidden = looked_at(client, path, typed(BENT))
    assert "結果を出せません" in answer.content.decode()
    for data in (typed(BENT, shown=hidden["shown"]), typed(BENT, shown=hidden["shown"], invalid="1")):
        with world.unchanged():
            assert client.post(path, data).status_code == 422
    signed = typed(BENT, shown=hidden["shown"], invalid="1", reason="希釈の誤り")
    assert client.post(path, signed).status_code == 302
    assert [(one.result, one.reason) for one in kept(chain)] == [(None, "希釈の誤り")]


def test_a_file_fills_in_the_readings_and_is_kept_while_they_are_its_own(
    world: World, chain: UUID, client: Client, path: str
) -> None:
    content = ("希釈率,検体,1,2,3\n" + COUNTS.replace(" ", ",")).encode("cp932")
    file = {"file": SimpleUploadedFile("計数.csv", content)}
    answer, hidden = looked_at(client, path, typed("") | file)
    assert answer.status_code == 200
    readings = html.unescape(
        re.findall(r'<textarea name="readings"[^>]*>\r?\n?([^<]*)<', answer.content.decode())[0]
    )
    sent = typed(readings, shown=hidden["shown"], content=hidden["content"], file_name=hidden["file_name"])
    assert client.post(path, sent).status_code == 302
    with acting(Scope("auditor")):
        (source,) = sources_of(chain)
    assert (source.name, source.size) == ("計数.csv", len(content))
    assert kept(chain)[0].data["typed"]["sha256"] == source.sha256


@pytest.mark.parametrize(
    "changes",
    [
        {"readings": ""}, {"readings": "NaN"}, {"readings": "\x00"}, {"readings": "x" * 10_000}, {"how": "magic"},
        {"factor": "-1"}, {"factor": "1" * 10_000}, {"r_squared_low": ""}, {"excluded": "1-1"}, {"content": "%%"},
        {"readings": "0.5 A 1 2 3\n" * 10_000},
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered_in_one_sentence_and_kept(
    world: World, client: Client, path: str, changes: dict[str, str]
) -> None:
    with world.unchanged():
        looked, _hidden = looked_at(client, path, typed() | changes)
        signed = client.post(path, typed(shown="0" * 64) | changes)
    assert (looked.status_code, signed.status_code) == (422, 422)
    assert 'id="refusal"' in looked.content.decode()


def test_words_are_chosen_and_typed_ones_still_understood(world: World, client: Client, path: str) -> None:
    form = path.replace("calculate", "result").replace(KEY, "mycoplasma")
    shown = client.get(form).content.decode()
    assert re.findall(r'type="radio" name="readings" value="([a-z_]+)"', shown) == [
        "negative", "not_detected", "positive", "detected", "indeterminate", "running",
    ]  # fmt: skip
    with world.unchanged():
        assert client.post(form, {"key": "a", "readings": "たぶん陰性"}).status_code == 422
    data = {"key": "b", "readings": "not_detected", "limit_of_detection": "10 CFU/mL", "examined": "1000000"}
    assert client.post(form, data).status_code == 302
    assert stands(world, "mycoplasma").text == "不検出"
    typed_word = {"key": "c", "readings": "適合"}
    assert client.post(form.replace("mycoplasma", "visual"), typed_word).status_code == 302
    assert stands(world, "visual").state == "passed"
