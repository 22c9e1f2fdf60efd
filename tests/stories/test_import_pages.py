"""The pages of an import: the file goes along from the preview to the signature, and only what was shown is signed."""

import base64
import html
import io
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from flowio import create_fcs

from tests.stories import files, test_import
from tests.stories.test_import import entered
from tests.stories.test_laboratory import STEP, analyst, stands
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.evaluation.queries import sources_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.web.acts import importing

set_the_stage = test_import.set_the_stage
label = test_import.label
INSTRUMENTS = Path(__file__).parents[1] / "data" / "instruments"
PLATE_ROWS = "ABCDEFGH"


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world, analyst(world))


@pytest.fixture
def path(world: World) -> str:
    number = world.running(world.chains["hers"]).journey.number
    return f"/journeys/{number}/import/?step={STEP}"


def chosen(client: Client, path: str, name: str, content: bytes) -> Any:
    return client.post(path, {"key": "k", "file": SimpleUploadedFile(name, content)})


def hidden(answer: Any) -> dict[str, Any]:
    """What the page's form sends back by itself: hidden fields, and what is ticked."""
    page = answer.content.decode()
    names = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    ticked = re.findall(r'name="take" value="([a-z0-9_]+)" checked', page)
    return {name: html.unescape(value) for name, value in names} | {"take": ticked}


def good(world: World, label: str) -> bytes:
    return files.table(*test_import.good(world, label), encoding="cp932")


def test_a_file_is_looked_at_then_signed_as_it_went_along(
    world: World, client: Client, path: str, label: str
) -> None:
    content = good(world, label)
    with world.unchanged():
        answer = chosen(client, path, "結果.csv", content)
    assert answer.status_code == 200
    sent = hidden(answer)
    assert sent["take"] == ["viability", "mycoplasma", "endotoxin"]
    assert base64.b64decode(sent["content"]) == content
    with world.unchanged():
        left_alone = client.post(path, sent | {"take": []})
    assert (left_alone.status_code, "取り込む項目を1つ以上" in left_alone.content.decode()) == (422, True)
    assert client.post(path, sent).status_code == 302
    assert entered(world) == {"viability", "mycoplasma", "endotoxin"}
    with acting(Scope("auditor")):
        (kept,) = sources_of(world.chains["hers"])
    assert download(client, path, kept.uuid) == content


def download(client: Client, path: str, uuid: UUID) -> bytes:
    journey = path.partition("import/")[0]
    assert f"{uuid}" in client.get(journey).content.decode()
    answer = client.get(f"{journey}sources/{uuid}/")
    assert answer["Content-Disposition"].startswith("attachment")
    return bytes(answer.content)


def test_a_failed_value_is_ticked_and_not_left_out_without_a_reason(
    world: World, client: Client, path: str, label: str
) -> None:
    rows = [files.row(label, "生存率", "91.5", "%"), files.row(label, "エンドトキシン", "50", "EU/mL")]
    sent = hidden(chosen(client, path, "a.csv", files.table(*rows)))
    assert sent["take"] == ["viability", "endotoxin"]
    with world.unchanged():
        answer = client.post(path, sent | {"take": ["viability"]})
    assert (answer.status_code, "規格外の結果を取り込まない場合" in answer.content.decode()) == (422, True)
    assert hidden(answer)["take"] == ["viability"]
    assert client.post(path, sent | {"take": ["viability"], "reason": "取り違え"}).status_code == 302


def test_a_large_file_is_chosen_again_and_must_be_the_same(
    world: World, client: Client, path: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CARRIED", 10)
    content = good(world, label)
    sent = hidden(chosen(client, path, "a.csv", content))
    assert "content" not in sent
    with world.unchanged():
        assert client.post(path, sent).status_code == 422
        other = client.post(
            path, sent | {"file": SimpleUploadedFile("a.csv", content.replace(b"91.5", b"99.5"))}
        )
    assert "確認したファイルと内容が違います" in other.content.decode()
    assert client.post(path, sent | {"file": SimpleUploadedFile("a.csv", content)}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"content": "????"}, {"content": "YQ=="}, {"digest": "x" * 64}])
def test_nothing_or_nonsense_sent_is_a_sentence(
    world: World, client: Client, path: str, sent: dict[str, str]
) -> None:
    with world.unchanged():
        answer = client.post(path, {"key": "k", **sent})
    assert answer.status_code == 422
    assert 'id="refusal"' in answer.content.decode()


def plate(label: str) -> bytes:
    wells = {"A1": "1.20", "A2": "1.40", "B1": "0.20", "B2": "0.10"}
    names = {"A1": label, "A2": label, "B1": "BLK", "B2": "BLK", "C1": "SYN-9"}
    head = "," + ",".join(f"{at}" for at in range(1, 13))

    def grid(said: dict[str, str], empty: str) -> list[str]:
        return [
            f"{row}," + ",".join(said.get(f"{row}{at}", empty) for at in range(1, 13)) for row in PLATE_ROWS
        ]

    return "\n".join(["Plate 1", head, *grid(wells, "0.5"), "", "Layout", head, *grid(names, "")]).encode()


def test_a_plate_is_read_as_the_person_says_and_signed_only_as_it_was_shown(
    world: World, client: Client, path: str, label: str
) -> None:
    first = chosen(client, path, "plate.csv", plate(label))
    assert hidden(first)["take"] == []
    assert "SYN-9" not in re.findall(r'<option value="([^"]+)"', first.content.decode())
    choice = {"well_sample": label, "characteristic": "vector_copy_number"}
    seen = client.post(path, hidden(first) | choice | {"look": "1"})
    assert "1.300 コピー/細胞" in seen.content.decode()
    sent = hidden(seen) | choice
    with world.unchanged():
        changed = client.post(path, sent | {"blank": "on"})
    assert (changed.status_code, "表示した内容から値が変わりました" in changed.content.decode()) == (
        422,
        True,
    )
    assert "1.150000 コピー/細胞" in changed.content.decode()
    assert client.post(path, sent).status_code == 302
    assert stands(world, "vector_copy_number").text == "1.300 コピー/細胞"


def test_a_cytometers_events_are_counted_in_gates(world: World, client: Client, path: str) -> None:
    first = chosen(client, path, "cytometer.fcs", (INSTRUMENTS / "cytometer.fcs").read_bytes())
    assert first.status_code == 200
    assert "500" in first.content.decode()
    for gates, status in (("FSC-A", 422), ("無い, 1, 2", 422), ("", 422), ("FSC-A, 2, 1", 422)):
        with world.unchanged():
            seen = client.post(
                path, hidden(first) | {"gates": gates, "characteristic": "cd3_positive", "look": "1"}
            )
        assert seen.status_code == status, gates


def cytometer(label: str) -> bytes:
    """Of 2,000 events, 1,799 lie at 100 on the channel CD3-A: 89.95 %."""
    written = io.BytesIO()
    events = [float(value) for at in range(2000) for value in (100 if at < 1799 else 1, 5)]
    create_fcs(written, events, ["CD3-A", "FSC-A"], metadata_dict={"smno": label})
    return written.getvalue()


def test_a_share_is_judged_and_signed_and_another_samples_file_is_not(
    world: World, client: Client, path: str, label: str
) -> None:
    choice = {"gates": "CD3-A, 50,", "characteristic": "cd3_positive"}
    for sample, ticked in (("SYN-501", []), (label, ["cd3_positive"])):
        first = chosen(client, path, "a.fcs", cytometer(sample))
        seen = client.post(path, hidden(first) | choice | {"look": "1"})
        assert hidden(seen)["take"] == ticked
    assert "1,799 / 2,000" in seen.content.decode()
    assert client.post(path, hidden(seen) | choice).status_code == 302
    assert (stands(world, "cd3_positive").text, stands(world, "cd3_positive").state) == ("89.95 %", "failed")


def test_the_worklist_leads_there(client: Client, path: str) -> None:
    assert path in client.get("/evaluation/").content.decode()
    assert client.get(path).status_code == 200


def test_columns_named_by_hand_are_kept_for_the_next_file_of_that_shape(
    world: World, client: Client, path: str, label: str
) -> None:
    content = f"Key,A,B\n{label},91.5,0.05\n".encode()
    with world.unchanged():
        answer = chosen(client, path, "odd.csv", content)
    assert (answer.status_code, 'name="column_2"' in answer.content.decode()) == (422, True)
    named = {"column_0": "sample", "column_1": "is:viability", "column_2": "ignore", "by_hand": "1"}
    with world.unchanged():
        seen = client.post(path, hidden(answer) | named | {"look": "1"})
    assert hidden(seen)["take"] == ["viability"]
    assert client.post(path, hidden(seen) | named).status_code == 302
    assert entered(world) == {"viability"}
    again = chosen(client, path, "odd.csv", f"Key,A,B\n{label},88.0,0.06\n".encode())
    assert (again.status_code, "88.0" in again.content.decode()) == (200, True)
    stranger = signed_in(world, world.actor("tonomachi-cells", "quality"))
    assert "88.0" not in chosen(stranger, path, "odd.csv", content).content.decode()
