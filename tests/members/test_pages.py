"""The directory and the page of a member, as signed-in people see them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.members.conftest import SINCE, TODAY, Cast
from tsunagu.foundation.scope import acting
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

DIRECTORY = "members:directory"


@pytest.fixture
def as_person(client: Client) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


@pytest.fixture
def able(cast: Cast) -> Cast:
    with acting(cast.scope(cast.coordinator)):
        services.add_capability(
            cast.site, "car_t_manufacturing", cell_type="t_cell", setting="trial", valid_from=SINCE
        )
        services.add_licence(cast.site, "manufacturing", "14AZ", valid_from=SINCE, valid_until=SINCE)
        services.add_agreement("quality", [cast.maker.uuid, cast.partner.uuid], valid_from=SINCE)
        services.add_agreement("quality", [cast.maker.uuid, cast.outsider.uuid], valid_from=TODAY)
    return cast


def test_nobody_reads_it_without_signing_in(client: Client, able: Cast) -> None:
    for address in (reverse(DIRECTORY), reverse("members:member", args=[able.maker.uuid])):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_the_directory_lists_members_and_stages(able: Cast, as_person: Callable[[Actor], Client]) -> None:
    page = as_person(able.stranger).get(reverse(DIRECTORY)).content.decode()
    assert "maker（試験）" in page
    assert "CAR-T細胞の製造" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"stage": "manufacturing"}, True),
        ({"stage": "clinical"}, False),
        ({"area": "tonomachi"}, True),
        ({"area": "hokkaido"}, False),
        ({"q": "CAR-T"}, True),
        ({"q": "殿町 製造"}, True),
        ({"q": "殿町 病院"}, False),
        ({"q": "%_'\"<script>"}, False),
        ({"stage": "no such stage"}, True),
        ({"q": "長" * 10_000}, True),
    ],
)
def test_filters(
    able: Cast, as_person: Callable[[Actor], Client], query: dict[str, str], found: bool
) -> None:
    answer = as_person(able.operator).get(reverse(DIRECTORY), query)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert (str(able.maker.uuid) in page) == found
    assert ("条件に合う会員はありません" in page) == (not found)
    assert '<script>"' not in page


def test_a_part_of_the_page_is_answered_for_live_search(
    able: Cast, as_person: Callable[[Actor], Client]
) -> None:
    page = as_person(able.operator).get(reverse(DIRECTORY), {"q": "maker"}, headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith('<div id="results"')


def test_a_member_shows_sites_licences_and_people(able: Cast, as_person: Callable[[Actor], Client]) -> None:
    page = as_person(able.stranger).get(reverse("members:member", args=[able.maker.uuid])).content.decode()
    for words in (
        "CAR-T細胞の製造",
        "T細胞",
        "治験",
        "期限切れ",
        "9524000000019",
        "品質保証担当",
        "品質契約",
    ):
        assert words in page
    assert page.count("品質契約") == 1, "only the reader's own agreement is shown"


def test_ones_own_page_and_the_english_one(able: Cast, as_person: Callable[[Actor], Client]) -> None:
    client = as_person(able.operator)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("members:member", args=[able.maker.uuid])).content.decode()
    assert "Expired" in page
    assert "CAR-T manufacturing" in page
    assert "Agreements with your member" not in page


def test_a_member_that_is_not_there(able: Cast, as_person: Callable[[Actor], Client]) -> None:
    answer = as_person(able.operator).get(reverse("members:member", args=[uuid4()]))
    assert answer.status_code == 404


def test_the_directory_needs_few_queries(
    able: Cast, as_person: Callable[[Actor], Client], django_assert_max_num_queries: Any
) -> None:
    client = as_person(able.operator)
    client.get(reverse(DIRECTORY))
    with django_assert_max_num_queries(20):
        client.get(reverse(DIRECTORY))
