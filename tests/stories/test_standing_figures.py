"""What a journey that was carried out leaves for the figures: which collection, which release, which promise."""

from dataclasses import replace
from datetime import timedelta

from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries import rows
from tsunagu.journeys.queries.board import Board, build_board
from tsunagu.journeys.queries.standing_of import kept_of

TRIAL = "auto-car-t-fresh-trial"


def board(world: World) -> Board:
    chain = world.chains["hers"]
    with acting(Scope("worker")):
        return build_board(rows.journeys_of([chain], ("under_way", "completed")))


def test_a_case_counts_by_its_first_release_and_by_the_collection_before_its_treatment(world: World) -> None:
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], "follow_up")
    seen = board(world)
    (course,) = seen.courses
    first = course.releases[0]
    # released once more after a second attempt, in another month
    course.releases.append(replace(first, released_at=first.released_at + timedelta(days=40)))
    collected = course.rows["collect"]
    assert collected.ended_at is not None
    given = course.rows["administer"].started_at
    assert given is not None
    # collected once more after the treatment, as for a second dose
    again = replace(collected, attempt=2, ended_at=given + timedelta(days=3))
    course.every_step.append(again)
    standing = kept_of(seen, course, [], world.now).standing
    assert standing.judged_at == first.released_at
    assert standing.collected_at == collected.ended_at
    assert standing.given_at == given
    assert standing.first_promised_at == standing.promised_at is not None
