"""Pages of shared use: the week and what it tells, booking from it, the terms typed in, the month as files."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.coordination.sharing.support import HOUR, NOW, TUESDAY, an_offer, booked, counts, terms
from tests.members.conftest import Cast
from tsunagu.coordination.domain.sharing.week import Taken, grid
from tsunagu.coordination.models import SharedOffer
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import TOKYO
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

pytestmark = pytest.mark.django_db
AsPerson = Callable[[Actor], Client]
WEEK_OF = "?week=2026-11-24"


@pytest.fixture(autouse=True)
def on_that_day() -> None:
    clock.set_clock(NOW, 1.0)


@pytest.fixture
def as_person() -> AsPerson:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def cells(page: str) -> list[str]:
    """The states of the week's cells, row by row."""
    return re.findall(r'<td class="(\w+)"', page)


def test_the_week_shows_what_is_free_taken_and_ones_own(cast: Cast, as_person: AsPerson) -> None:
    offer = an_offer(cast, buffer_minutes=30)
    booked(cast, cast.stranger, offer, purpose="秘密の試料")
    address = reverse("sharing:offer", args=[offer]) + WEEK_OF
    other, own = (as_person(one).get(address).content.decode() for one in (cast.coordinator, cast.stranger))
    ten, twelve = 7 * 1 + 1, 7 * 3 + 1
    assert [cells(other)[at] for at in (ten - 7, ten, ten + 7, twelve, twelve + 7)] == [
        "taken", "taken", "taken", "taken", "free",
    ], "9:00 too: its cleaning would run into the booking"  # fmt: skip
    assert [cells(own)[at] for at in (ten, ten + 7)] == ["own", "own"]
    assert "秘密" not in other
    assert cells(other)[0] == "closed", "Monday is a holiday"
    assert "勤労感謝の日" in other


def test_the_grid_counts_what_is_left_of_several() -> None:
    held = [Taken(TUESDAY, TUESDAY + HOUR, 1, False)]
    rows = dict(grid(terms(capacity=2), [TUESDAY.date()], held, NOW, TOKYO, set()))
    assert [(rows[hour * 60][0].state, rows[hour * 60][0].left) for hour in (9, 10)] == [
        ("free", 2),
        ("free", 1),
    ]


def test_a_free_time_leads_to_a_booking_and_back_to_its_page(cast: Cast, as_person: AsPerson) -> None:
    offer, client = an_offer(cast), as_person(cast.stranger)
    page = client.get(reverse("sharing:offer", args=[offer]) + WEEK_OF).content.decode()
    found = re.search(rf'href="({reverse("sharing:book", args=[offer])}\?start=2026-11-24T10:00)"', page)
    assert found
    form = client.get(found[1]).content.decode()
    assert 'value="2026-11-24T10:00"' in form
    sent = {"key": "k", "starts_at": "2026-11-24T10:00", "units": "2", "purpose": "検討"}
    answer = client.post(reverse("sharing:book", args=[offer]), sent)
    assert answer.status_code == 302
    assert "検討" in client.get(answer["Location"]).content.decode()
    assert as_person(cast.operator).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_at": "2026-11-24T08:00"}, "利用時間の外"),
        ({"starts_at": "昨日"}, "日時"),
        ({"starts_at": "1899-01-01T10:00"}, "1900年"),
        ({"units": "99"}, "99"),
        ({"purpose": "長" * 201}, "200"),
    ],
)
def test_a_booking_typed_wrongly_is_refused_and_kept(
    cast: Cast, as_person: AsPerson, changes: dict[str, str], said: str
) -> None:
    offer = an_offer(cast)
    sent = {"key": "k", "starts_at": "2026-11-24T10:00", "units": "2", "purpose": "検討"} | changes
    answer = as_person(cast.stranger).post(reverse("sharing:book", args=[offer]), sent)
    assert answer.status_code == 422
    assert said in "".join(re.findall(r'class="errorlist.*?</ul>', answer.content.decode(), re.S))
    assert counts() == (0, 0)


@pytest.mark.parametrize("query", ["?start=0001-01-01T00:00", "?start=x", "?start=9999-12-31T23:59"])
def test_a_start_that_cannot_be_leaves_the_field_empty(cast: Cast, as_person: AsPerson, query: str) -> None:
    address = reverse("sharing:book", args=[an_offer(cast)])
    assert as_person(cast.stranger).get(address + query).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?week=0001-01-01",
        "?week=9999-12-31",
        "?week=x",
        "?day=0001-01-01",
        "?month=0001-01",
        "?month=9999-12",
    ],
)
def test_days_that_cannot_be_show_these(cast: Cast, as_person: AsPerson, query: str) -> None:
    client = as_person(cast.operator)
    for address in (
        reverse("sharing:offer", args=[an_offer(cast)]), reverse("sharing:desk"), reverse("sharing:charges"),
    ):  # fmt: skip
        assert client.get(address + query).status_code == 200


def typed_terms(at: object, **changes: str) -> dict[str, str]:
    return {
        "key": "k", "site": f"{at}", "kind": "room", "name_ja": "会議室", "day0": "9:00-18:00", "unit_minutes": "60",
        "least_units": "1", "most_units": "4", "capacity": "1", "buffer_minutes": "0", "notice_hours": "0",
        "horizon_days": "60", "cancel_hours": "24", "who": "members", "member_yen": "500", "guest_yen": "900",
        "tax_percent": "10",
    } | changes  # fmt: skip


def test_an_offer_is_typed_in_once_and_changed(cast: Cast, as_person: AsPerson) -> None:
    client = as_person(cast.operator)
    for _ in range(2):
        answer = client.post(reverse("sharing:new"), typed_terms(cast.site))
        assert answer.status_code == 302
    with acting(Scope("auditor")):
        offer = SharedOffer.objects.get()
    form = client.get(reverse("sharing:edit", args=[offer.uuid])).content.decode()
    assert 'value="09:00-18:00"' in form
    client.post(reverse("sharing:edit", args=[offer.uuid]), typed_terms(cast.site, name_ja="大会議室"))
    with acting(Scope("auditor")):
        assert SharedOffer.objects.get().name_ja == "大会議室"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day0": "9-18"}, "09:00-18:00 の形"),
        ({"day0": ""}, "少なくとも1つの曜日"),
        ({"subject": "x"}, "受ける方法"),
        ({"site": "00000000-0000-0000-0000-000000000001"}, "選択"),
        ({"member_yen": "-5"}, "0"),
        ({"who": "named"}, "指定してください"),
    ],
)
def test_terms_typed_wrongly_are_refused_at_their_field(
    cast: Cast, as_person: AsPerson, changes: dict[str, str], said: str
) -> None:
    answer = as_person(cast.operator).post(reverse("sharing:new"), typed_terms(cast.site, **changes))
    assert answer.status_code == 422
    assert said in "".join(re.findall(r'class="errorlist.*?</ul>', answer.content.decode(), re.S))
    with acting(Scope("auditor")):
        assert not SharedOffer.objects.exists()


def test_anothers_site_is_no_choice_and_anothers_offer_is_not_changed(
    cast: Cast, as_person: AsPerson
) -> None:
    offer, client = an_offer(cast), as_person(cast.stranger)
    assert client.post(reverse("sharing:new"), typed_terms(cast.site)).status_code == 422
    for name in ("edit", "withdraw"):
        address = reverse(f"sharing:{name}", args=[offer])
        assert client.post(address, typed_terms(cast.site)).status_code == 403
    with acting(Scope("auditor")):
        assert SharedOffer.objects.get().withdrawn_at is None


def test_past_the_limit_the_page_says_whom_to_ask(cast: Cast, as_person: AsPerson) -> None:
    """The limit is two days here, and the booking is for the day after next."""
    soon = NOW + timedelta(days=1, hours=22)
    made = booked(
        cast, cast.stranger, an_offer(cast, cancel_hours=48, on_holidays=True, week=((0, 1440),) * 7), soon
    )
    address, back = reverse("sharing:booking", args=[made]), reverse("sharing:cancel", args=[made])
    page = as_person(cast.stranger).get(address).content.decode()
    assert "提供者に直接ご連絡ください" in page
    assert back not in page
    assert as_person(cast.stranger).post(back, {"note": ""}).status_code == 422
    assert back in as_person(cast.operator).get(address).content.decode()
    assert counts() == (1, 1)


def test_a_booking_is_not_there_for_others(cast: Cast, as_person: AsPerson) -> None:
    made = booked(cast, cast.coordinator, an_offer(cast))
    client = as_person(cast.stranger)
    assert client.get(reverse("sharing:booking", args=[made])).status_code == 404
    for name in ("answer", "cancel", "use"):
        sent = {"key": "k", "note": "x", "used_from": "2026-11-19T10:00", "used_until": "2026-11-19T11:00"}
        page = client.post(reverse(f"sharing:{name}", args=[made]), sent)
        assert page.status_code in (404, 422)
    assert counts() == (1, 1)


def test_the_month_is_a_table_a_csv_and_a_book_that_agree(cast: Cast, as_person: AsPerson) -> None:
    offer = an_offer(cast, capacity=2)
    booked(cast, cast.stranger, offer)
    booked(cast, cast.stranger, offer, units=1)
    clock.set_clock(TUESDAY + timedelta(days=1), 1.0)
    client = as_person(cast.operator)
    page = client.get(reverse("sharing:charges") + "?month=2026-11").content.decode()
    assert "3,015" in page
    assert "3,316" in page
    text = client.get(reverse("sharing:charges_csv") + "?month=2026-11").content.decode("utf-8-sig")
    assert [line.split(",")[5:8] for line in text.splitlines()[1:]] == [
        ["2", "1005", "2010"],
        ["1", "1005", "1005"],
    ]
    book = load_workbook(io.BytesIO(client.get(reverse("sharing:charges_book") + "?month=2026-11").content))
    assert [cell.value for cell in book["合計"][2]] == ["outsider（試験）", 10, 3015, 301, 3316]
    assert book["明細"].max_row == 3
    assert (
        "3,015"
        not in as_person(cast.stranger).get(reverse("sharing:charges") + "?month=2026-11").content.decode()
    )


def test_lists_ask_the_database_as_often_for_many_as_for_one(cast: Cast, as_person: AsPerson) -> None:
    client = as_person(cast.operator)
    addresses = [
        reverse("sharing:list"),
        reverse("sharing:desk") + "?day=2026-11-24",
        reverse("sharing:bookings"),
    ]

    def asked() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    booked(cast, cast.operator, an_offer(cast))
    for_one = asked()
    for _ in range(3):
        booked(cast, cast.operator, an_offer(cast))
    assert asked() == for_one
