"""Whatever is typed into any field of any form: a sentence or a page, never an error, and every page still opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.stories import posts
from tests.stories.posts import ACT_POSTS, OTHER_POSTS, Post
from tests.support.pages import signed_in
from tests.support.world import World

set_the_stage = posts.set_the_stage
TIMES = ("0001-01-01T00:00", "1800-01-01T00:00", "9999-12-31T23:59", "2199-12-30T00:00")
DAYS = ("0001-01-01", "9999-12-31")
NUMBERS = ("-1", "0", "NaN", "Infinity", "1e400", "9" * 40)
TEXTS = ("\x00", "あ" * 10_000, "00000000-0000-0000-0000-000000000000")
MOMENTS = {
    "start": ("happened_at",), "complete": ("happened_at",), "hold": ("deadline",), "weight": ("weighed_at",),
    "donor-test": ("sampled_at",),
}  # fmt: skip
"""Fields for times that may stay empty, and so don't stand in the posts."""
READERS = ((posts.CLINIC, "physician"), (posts.MAKER, "operator"), ("rink", "coordinator"))
FINE = {200, 302, 400, 403, 404, 409, 422}


def values(name: str, normal: Any) -> Iterator[str]:
    """Yield what somebody may type instead: like what belongs there, and unlike it."""
    yield from TEXTS
    text = str(normal)
    if name.endswith("_at") or "T" in text[10:11] or name in ("deadline", "happened_at"):
        yield from TIMES
    elif text[4:5] == "-" and text[7:8] == "-":
        yield from DAYS
    elif text.replace(".", "").isdigit():
        yield from NUMBERS


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("prepare", (ACT_POSTS | OTHER_POSTS).values(), ids=(ACT_POSTS | OTHER_POSTS).keys())
def test_every_field_takes_anything(world: World, prepare: Callable[[World], Post]) -> None:
    post = prepare(world)
    verb = post.path.rstrip("/").rpartition("/")[2]
    normal = dict.fromkeys(MOMENTS.get(verb, ()), "") | post.data
    client = post.browser(world)
    readers = [signed_in(world, world.actor(*one)) for one in READERS]
    for name, usual in normal.items():
        for typed in values(name, usual):
            with undone():
                post.data = normal | {name: [typed] if isinstance(usual, list) else typed}
                answer = post.send(client)
                assert answer.status_code in FINE, (name, typed[:40], answer.status_code)
                if answer.status_code == 302:
                    every_page_opens(readers, post, (name, typed[:40]))


def every_page_opens(readers: list[Client], post: Post, about: object) -> None:
    of_journey = [post.path.rsplit("/", 2)[0] + "/"] if post.path.count("/") == 4 else []
    for reader in readers:
        for path in ("/", "/inbox/", "/journeys/", *of_journey):
            assert reader.get(path).status_code < 500, (about, path)
