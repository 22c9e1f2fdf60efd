"""The coordinator notifies and never decides, and an auditor reads: neither writes by any form of a journey."""

from collections.abc import Callable

import pytest

from tests.stories import posts
from tests.stories.posts import ACT_POSTS, Post
from tests.support.pages import signed_in
from tests.support.world import World

set_the_stage = posts.set_the_stage
EVERY = {verb: prepare for verb, prepare in ACT_POSTS.items() if verb != "notify"}
"""All but the coordinator's own act, which writes no row."""


@pytest.mark.parametrize("prepare", EVERY.values(), ids=EVERY.keys())
def test_no_form_of_a_journey_is_for_them(world: World, prepare: Callable[[World], Post]) -> None:
    post = prepare(world)
    for member, role in (("rink", "coordinator"), ("kansa", "auditor")):
        post.who = world.actor(member, role)
        with world.unchanged():
            answer = signed_in(world, post.who).post(post.path, post.data)
        assert answer.status_code in (403, 404, 409, 422), (member, answer.status_code)
