"""What is told in confidence stands on no page, in no file and in no search of who takes no part in it."""

from collections import Counter, deque
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.accessibility.walking import Visited, kind_of, links, patterns
from tests.coordination.matching.conftest import NOW, TODAY, Cast
from tests.coordination.matching.test_pages import browser
from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.queries.matching import consultations as queries
from tsunagu.coordination.services.matching import talk
from tsunagu.coordination.services.matching.introduce import answer, introduce
from tsunagu.coordination.services.matching.post_need import post_need, write_need
from tsunagu.foundation.text import Text

pytestmark = pytest.mark.django_db
SECRET, TYPED = "ゆきわりそう", "培地"
"""What must not be seen stands in each text beside what is looked for."""
MOST_OF_A_KIND = 3


@pytest.fixture
def told(cast: Cast) -> list[str]:
    """A confidential need led to a consultation with a note, a task, a meeting and a file; addresses of all of it."""
    content = Content(
        "need", Text(f"{SECRET}の{TYPED}", f"{SECRET} {TYPED}"), Text(f"{TYPED}{SECRET}を月2件", ""),
        Words(capability="msc_manufacturing"), False, TODAY,
    )  # fmt: skip
    with cast.acting(cast.hospital) as actor:
        need = write_need(actor, content, NOW, "need")
        post_need(actor, need, NOW)
    with cast.acting(cast.coordinator) as actor:
        found = introduce(actor, need, cast.maker.member_uuid, f"{TYPED}の実績、{SECRET}", NOW)
    with cast.acting(cast.hospital) as actor:
        answer(actor, found, says_yes=True, note=f"{SECRET}", now=NOW)
    with cast.acting(cast.maker) as actor:
        begun = answer(actor, found, says_yes=True, note=f"{SECRET}", now=NOW)
        assert begun is not None
        talk.write_note(actor, begun, f"{TYPED}と{SECRET}", NOW, "note")
        talk.give_task(actor, begun, f"{SECRET}の見積り", cast.maker.member_uuid, TODAY, NOW, "task")
        upload = talk.Upload(f"{SECRET}.txt", f"{TYPED}{SECRET}".encode())
        talk.attach_file(actor, begun, upload, NOW, "file")
        (file,) = queries.files_of(begun)
    return [
        reverse("needs:need", args=[need]), reverse("needs:edit", args=[need]),
        reverse("consultations:consultation", args=[begun]), reverse("consultations:file", args=[begun, file.uuid]),
    ]  # fmt: skip


def told_to(client: Client, first: list[str]) -> list[str]:
    """Return the addresses that tell the secret: all without parameters, searches, and what is linked from there."""
    asked = urlencode({"q": TYPED, "text": TYPED})
    plain = [reverse(name) for name, count in patterns() if count == 0]
    waiting = deque([*first, *plain, *(f"{one}?{asked}" for one in plain)])
    counted, found = Counter[str](), []
    seen = set[str]()
    while waiting:
        url = waiting.popleft()
        kind = kind_of(url)
        if url in seen or kind is None or (counted[kind] >= MOST_OF_A_KIND and url not in first):
            continue
        seen.add(url)
        counted[kind] += 1
        answer = client.get(url, follow=False)
        if is_telling(answer):
            found.append(url)
        if answer.get("Content-Type", "").startswith("text/html"):
            waiting.extend(links(Visited(url, "", answer.status_code, "text/html", answer.content)))
    assert len(seen) > len(plain)
    return found


def is_telling(answer: Any) -> bool:
    """Say whether the secret is in what came, or in how it is called."""
    body = b"".join(answer) if answer.streaming else answer.content
    return SECRET.encode() in body or SECRET in unquote(str(answer.headers))


@pytest.mark.parametrize("who", ["outsider", "other", "auditor"])
def test_nobody_else_is_told_anything_anywhere(cast: Cast, told: list[str], who: str) -> None:
    client = browser(getattr(cast, who))
    assert told_to(client, told) == []
    assert {client.get(one).status_code for one in told} <= {403, 404}


def test_a_passer_by_is_told_nothing(told: list[str]) -> None:
    assert told_to(Client(), told) == []


def test_who_takes_part_is_told_by_the_same_walk(cast: Cast, told: list[str]) -> None:
    for actor in (cast.hospital, cast.maker):
        found = told_to(browser(actor), told)
        assert {told[0], told[2], told[3], reverse("needs:list")} <= set(found)
