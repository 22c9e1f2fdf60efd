"""Two people, one last place: whoever comes at the same moment, one gets it and one waits."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.coordination.gatherings.support import PUBLIC, a_gathering, comes, row, states
from tests.members.conftest import NOW, Cast
from tests.members.conftest import cast as entered
from tests.support.at_once import at_once
from tsunagu.coordination.services.gatherings.give_back import give_back_by_link
from tsunagu.foundation.scope import acting


@pytest.fixture
def real_cast(fresh_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast on a database of the test's own."""
    with django_db_blocker.unblock():
        yield entered.__wrapped__(None)  # type: ignore[attr-defined]


def test_the_last_place_is_given_once(real_cast: Cast) -> None:
    uuid = a_gathering(real_cast, limit=3)
    names = [f"guest{number}" for number in range(6)]
    at_once(*(lambda name=name: comes(uuid, name) for name in names))
    found = list(states(uuid).values())
    assert (found.count("registered"), found.count("waiting")) == (3, 3)
    assert (row(uuid).taken, row(uuid).waiting) == (3, 3)


def test_one_address_sent_by_two_browsers_is_one_registration(real_cast: Cast) -> None:
    uuid = a_gathering(real_cast)
    at_once(*(lambda key=key: comes(uuid, "aya", key=key) for key in ("one", "two", "three")))
    assert states(uuid) == {"aya": "registered"}


def test_places_given_back_together_move_up_as_many(real_cast: Cast) -> None:
    uuid = a_gathering(real_cast, limit=2)
    links = [comes(uuid, name).link for name in ("aya", "ben", "chie", "dai", "emi")]

    def give_back(link: str) -> None:
        with acting(PUBLIC):
            give_back_by_link(link, NOW)

    at_once(lambda: give_back(links[0]), lambda: give_back(links[1]), lambda: comes(uuid, "fumi"))
    found = states(uuid)
    assert [found[name] for name in ("aya", "ben")] == ["cancelled", "cancelled"]
    assert [found[name] for name in ("chie", "dai")] == ["registered", "registered"]
    assert (found["emi"], found["fumi"]) == ("waiting", "waiting")
