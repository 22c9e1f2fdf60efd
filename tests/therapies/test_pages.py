"""The pages of therapies: list, route, writing; bad input gets one sentence and writes nothing."""

import json
import re
from collections.abc import Callable

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.therapies.conftest import NOW, Cast, small_route
from tests.therapies.domain.building import sound
from tests.therapies.domain.test_archetypes import ROUTES
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.svg.primitives import length
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain import as_data, load_route
from tsunagu.therapies.models import RouteVersion
from tsunagu.therapies.services.publish_route import publish_route
from tsunagu.therapies.web.drawing import draw_route

SignIn = Callable[[Actor], Client]
WRITE = "therapies:write"


def as_yaml() -> str:
    return yaml.safe_dump(json.loads(json.dumps(sound())), allow_unicode=True, sort_keys=False)


def count() -> int:
    with acting(Scope("worker")):
        return RouteVersion.objects.count()


@pytest.fixture
def published(cast: Cast) -> Cast:
    with acting(Scope("worker")):
        for key in ("auto-car-t-fresh-trial", "auto-oral-epithelium-amnion", "allo-msc-comparability"):
            publish_route(None, ROUTES[key], NOW)
    return cast


@pytest.mark.parametrize("name", ["therapies:list", WRITE])
def test_nobody_reads_it_without_signing_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_list_shows_routes_by_setting(published: Cast, as_person: SignIn) -> None:
    client = as_person(published.courier)
    page = client.get(reverse("therapies:list")).content.decode()
    assert "自家CAR-T（新鮮・治験）" in page
    assert "同等性が示されるまで出荷不可" in page
    trial = client.get(reverse("therapies:list"), {"setting": "trial"}).content.decode()
    assert "自家CAR-T（新鮮・治験）" in trial
    assert "同等性" not in trial
    assert client.get(reverse("therapies:list"), {"setting": "<x>"}).status_code == 200


def test_an_empty_list_says_what_will_appear(cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.courier).get(reverse("therapies:list")).content.decode()
    assert "工程フローはまだありません" in page


def test_a_route_is_drawn_and_explained(published: Cast, as_person: SignIn) -> None:
    client = as_person(published.courier)
    page = client.get(reverse("therapies:route", args=["auto-car-t-fresh-trial"])).content.decode()
    for word in (
        "アフェレーシス",
        "新鮮アフェレーシス 48 時間以内",
        "EU/mL",
        "公開情報",
        "想定",
        "第1版",
        "無菌（14日）",
    ):
        assert word in page, word
    english = client.get(
        reverse("therapies:version", args=["auto-car-t-fresh-trial", 1]), headers={"accept-language": "en"}
    ).content.decode()
    assert "Apheresis" in english
    assert not re.search(
        "[ぁ-んァ-ヶ一-龠]", re.sub(r"<header.*?</header>|<footer.*?</footer>", "", english, flags=re.S)
    )
    assert len(page.encode()) < 300_000


@pytest.mark.parametrize(
    "path", ["nothing/", "auto-car-t-fresh-trial/9/", f"auto-car-t-fresh-trial/{10**30}/"]
)
def test_what_is_not_there_is_not_found(published: Cast, as_person: SignIn, path: str) -> None:
    assert as_person(published.courier).get(reverse("therapies:list") + path).status_code == 404


def test_the_file_of_a_version_reads_back(published: Cast, as_person: SignIn) -> None:
    answer = as_person(published.courier).get(
        reverse("therapies:file", args=["auto-oral-epithelium-amnion", 1])
    )
    assert load_route(answer.content.decode()) == ROUTES["auto-oral-epithelium-amnion"]


def test_checking_shows_the_drawing_and_stores_nothing(cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.supervisor).post(reverse(WRITE), {"text": as_yaml(), "act": "check"})
    assert answer.status_code == 200
    assert "誤りなし" in answer.content.decode()
    assert count() == 0


def test_publishing(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.supervisor)
    for _ in range(2):
        answer = client.post(reverse(WRITE), {"text": as_yaml(), "act": "publish"})
        assert answer.status_code == 302
        assert answer["Location"] == reverse("therapies:version", args=["small-route", 1])
    assert count() == 1
    changed = as_yaml().replace("A small route", "Another")
    answer = client.post(reverse(WRITE), {"text": changed, "act": "publish"})
    assert answer.status_code == 409
    assert "公開済み" in answer.content.decode()
    again = client.get(reverse(WRITE), {"from": "small-route"}).content.decode()
    assert "version: 2" in again


def test_who_may_not_publish_may_check(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.courier)
    page = client.post(reverse(WRITE), {"text": as_yaml(), "act": "check"}).content.decode()
    assert 'value="publish"' not in page
    assert client.post(reverse(WRITE), {"text": as_yaml(), "act": "publish"}).status_code == 403
    assert count() == 0


def test_faults_are_shown_with_line_and_place(cast: Cast, as_person: SignIn) -> None:
    text = as_yaml().replace("stage: manufacturing", "stage: kitchen").replace("band: cold", "band: hot", 1)
    client = as_person(cast.supervisor)
    answer = client.post(reverse(WRITE), {"text": text, "act": "publish"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "誤り 2 件" in page
    assert "steps[3].stage" in page
    line = text.splitlines().index("  stage: kitchen") + 1
    assert f">{line}</td>" in page
    english = client.post(reverse(WRITE), {"text": text}, headers={"accept-language": "en"}).content.decode()
    assert "isn&#x27;t known here" in english
    assert count() == 0


def test_what_the_catalogue_does_not_know_is_shown_with_its_line(cast: Cast, as_person: SignIn) -> None:
    text = as_yaml().replace("key: viability", "key: vibrancy")
    answer = as_person(cast.supervisor).post(reverse(WRITE), {"text": text, "act": "check"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "特性「vibrancy」は試験カタログにありません" in page
    line = next(at for at, found in enumerate(text.splitlines(), 1) if "vibrancy" in found)
    assert f">{line}</td>" in page
    assert count() == 0


RUBBISH: list[bytes] = [
    b"",
    b"\xff\xfe",
    b"[" * 5000,
    b"a" * 300_000,
    b"key: \x00",
    b"<script>",
    b'{"a": NaN}',
    b"&a [*a]",
]


@pytest.mark.parametrize("content", RUBBISH)
def test_a_rubbish_file_gets_a_sentence(cast: Cast, as_person: SignIn, content: bytes) -> None:
    client = as_person(cast.supervisor)
    file = SimpleUploadedFile("route.yaml", content)
    answer = client.post(reverse(WRITE), {"file": file, "text": "", "act": "publish"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    text = content.decode("utf-8", "replace")
    assert client.post(reverse(WRITE), {"text": text, "act": "publish"}).status_code == 400
    assert count() == 0


def test_an_uploaded_file_is_taken_before_the_text(cast: Cast, as_person: SignIn) -> None:
    file = SimpleUploadedFile("route.json", json.dumps(sound()).encode())
    answer = as_person(cast.supervisor).post(reverse(WRITE), {"file": file, "text": "x", "act": "publish"})
    assert answer.status_code == 302
    assert count() == 1


@pytest.mark.parametrize("key", ROUTES)
def test_every_archetype_is_drawn(key: str) -> None:
    drawing = draw_route(ROUTES[key])
    assert "<title" in drawing
    assert "<desc" in drawing
    assert "nan" not in drawing.lower()
    assert len(drawing) < 60_000


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", sorted(ROUTES))
def test_the_words_of_windows_do_not_cover_each_other(key: str, language: str) -> None:
    with translation.override(language):
        drawing = draw_route(ROUTES[key])
    found = re.findall(r'<text([^>]*class="t-warn"[^>]*)>([^<]+)</text>', drawing)
    assert len(found) == sum(len(step.windows) for step in ROUTES[key].steps)
    rows: dict[str, list[tuple[float, float]]] = {}
    for attributes, content in found:
        at = dict(re.findall(r'(x|y)="([^"]+)"', attributes))
        half = length(content, 12.5) / 2
        for begin, end in rows.setdefault(at["y"], []):
            assert float(at["x"]) + half <= begin or end <= float(at["x"]) - half, content
        rows[at["y"]].append((float(at["x"]) - half, float(at["x"]) + half))


def test_a_drawing_escapes_what_was_written() -> None:
    route = small_route(name={"ja": "<b>&", "en": "<b>&"})
    assert "<b>" not in draw_route(route)


def test_a_culture_shows_its_growth_and_the_days_that_follow(cast: Cast, as_person: SignIn) -> None:
    with acting(Scope("worker")):
        for key in ("auto-adipose-msc-knee", "auto-cartilage"):
            publish_route(None, ROUTES[key], NOW)
    client = as_person(cast.courier)
    page = client.get(reverse("therapies:route", args=["auto-adipose-msc-knee"])).content.decode()
    table = page.split('id="growth-title"')[1].split("</table>")[0]
    shown = ["拡大培養", "36–44", "1.9×10⁸", "9.9–10.9", "上限 15", "18.4–22.3", "中央値 20.2"]
    assert [one for one in shown if one not in table] == []
    assert "増殖開始までの時間" in page.split('id="assumed-title"')[1]
    assert (
        'id="growth-title"'
        not in client.get(reverse("therapies:route", args=["auto-cartilage"])).content.decode()
    )


def test_an_expansion_that_makes_no_sense_is_told_and_nothing_is_published(
    cast: Cast, as_person: SignIn
) -> None:
    before = count()
    data = as_data(ROUTES["auto-adipose-msc-knee"])
    culture = next(one for one in data["steps"] if one["key"] == "culture")
    culture["expansion"]["target_cells"] = 1000
    text = yaml.safe_dump(data, allow_unicode=True)
    answer = as_person(cast.supervisor).post(reverse(WRITE), {"text": text, "act": "publish"})
    assert answer.status_code == 400
    assert "目標細胞数は、播種細胞数の上限より多くしてください。" in answer.content.decode()
    assert count() == before
