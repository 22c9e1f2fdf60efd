"""The pictures of the README are taken here, and can't go stale: pages that changed must be taken again.

``make pictures`` takes them. Otherwise each page is opened and compared with what was recorded beside its picture:
title, headings, and its looks as a small grey raster.
"""

import hashlib
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from tests.support.application import Served, session_cookie
from tsunagu.custody.models import Item
from tsunagu.custody.queries.chains import open_mine
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Journey
from tsunagu.journeys.services.next_action import next_action
from tsunagu.members.models import Person
from tsunagu.members.queries.actors import actor_of, scope_for
from tsunagu.project.configuration import CHECKOUT

pytestmark = [pytest.mark.story, pytest.mark.slow]

FOLDER = CHECKOUT / "docs" / "pictures"
RECORD = FOLDER / "pictures.json"
IS_TAKING = os.environ.get("TSUNAGU_PICTURES") == "1"
HEAVIEST = 200_000
RASTER = (28, 20)
FARTHEST = 12.0
"""Mean difference of grey (of 255) that fonts and a moved line explain; another page is farther away."""
DAYS_UNDER_WAY = 7.6
"""The journey that is shown: a fresh CAR-T that grows."""
OPERATOR = "ono@tonomachi-cells.example"
ACTS = ("perform", "check", "start")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the README: whose screen, which page, how large."""

    name: str
    email: str
    address: Callable[[Journey], str]
    width: int = 1400
    height: int = 1000
    is_phone: bool = False


def _journey(journey: Journey) -> str:
    return reverse("journeys:journey", args=[journey.number])


def _trace(journey: Journey) -> str:
    """The lot of marrow cells from which most patients got a dose."""
    with acting(Scope("worker")):
        lot = Journey.objects.filter(route="allo-bm-msc-gvhd-production").earliest("started_at")
    return f"{reverse('custody:trace')}?q={lot.number}"


def _scan(journey: Journey) -> str:
    """A thing that its holder may do something with now."""
    person = Person.objects.get(email=OPERATOR)
    actor = actor_of(person, clock.now().date())
    assert actor is not None
    with acting(scope_for(actor)):
        open_mine()
        held = (
            Item.objects.filter(holder=actor.member_uuid, state="in_use")
            .exclude(kind="sample")
            .order_by("epc")
        )
        found = (item.uuid for item in held if next_action(actor, item.uuid, clock.now()).act.kind in ACTS)
        return reverse("scan:item", args=[next(found)])


PICTURES = (
    Picture("tower", "aoki@rink-coordination.example", lambda journey: reverse("portal:tower")),
    Picture("journey", "takahashi@haneda-care.example", _journey),
    Picture("scan", OPERATOR, _scan, 390, 780, is_phone=True),
    Picture("trace", "nishimura@audit-centre.example", _trace),
)


@pytest.fixture(scope="module")
def journey(demonstration: Served) -> Journey:
    """The journey that the pictures are about."""
    with acting(Scope("worker")):
        began = clock.now() - timedelta(days=DAYS_UNDER_WAY)
        found = Journey.objects.filter(route="auto-car-t-fresh-trial", state="under_way")
        return min(found, key=lambda one: abs(one.started_at - began))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_shows_the_page_as_it_is(
    demonstration: Served, journey: Journey, new_context: Callable[..., Any], picture: Picture
) -> None:
    page = _opened(demonstration, journey, new_context, picture)
    shot = page.screenshot()
    seen = {"title": _without_figures(page.title()), "headings": _headings(page)}
    if IS_TAKING:
        _keep(picture, seen, shot)
    recorded = json.loads(RECORD.read_text())[picture.name]
    file = FOLDER / f"{picture.name}.webp"
    told = "take the pictures again: make pictures"
    assert recorded["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest(), told
    assert seen == {"title": recorded["title"], "headings": recorded["headings"]}, told
    assert _distance(_raster(shot), recorded["raster"]) <= FARTHEST, told
    assert file.stat().st_size <= HEAVIEST


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_readmes_show_every_picture_and_no_other(name: str) -> None:
    shown = re.findall(r"\]\((docs/pictures/[^)]+)\)", (CHECKOUT / name).read_text())
    assert sorted(shown) == sorted(f"docs/pictures/{picture.name}.webp" for picture in PICTURES)
    assert sorted(file.name for file in FOLDER.glob("*.webp")) == sorted(
        f"{one.name}.webp" for one in PICTURES
    )


def _opened(served: Served, journey: Journey, new_context: Callable[..., Any], picture: Picture) -> Any:
    context = new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2 if picture.is_phone else 1,
        has_touch=picture.is_phone,
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_cookies([session_cookie(served, Person.objects.get(email=picture.email))])
    page = context.new_page()
    answer = page.goto(served / picture.address(journey), wait_until="load")
    assert answer.status == 200
    page.evaluate("document.fonts.ready")
    return page


def _headings(page: Any) -> list[str]:
    """Return the headings of the page, without figures."""
    found = page.eval_on_selector_all("main h1, main h2", "all => all.map(one => one.innerText)")
    return [_without_figures(text) for text in found]


def _without_figures(text: str) -> str:
    """Return a line with its numbers and serials, which differ from run to run, as one sign each."""
    return re.sub(r"\b[0-9A-Z]{9,}\b|[0-9]+", "#", " ".join(text.split()))


def _raster(shot: bytes) -> list[int]:
    return list(Image.open(io.BytesIO(shot)).convert("L").resize(RASTER, Image.Resampling.BOX).tobytes())


def _distance(one: list[int], other: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def _keep(picture: Picture, seen: dict[str, Any], shot: bytes) -> None:
    """Write the picture and what was seen on the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{picture.name}.webp"
    Image.open(io.BytesIO(shot)).convert("RGB").save(file, "WEBP", quality=82, method=6)
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    record[picture.name] = seen | {"sha256": digest, "raster": _raster(shot)}
    RECORD.write_text(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")
