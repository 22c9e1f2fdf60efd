"""The pages of mendings: what is shown to whom, and what anything typed into them is answered with."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.asking.conftest import Hospital, set_the_stage
from tests.planning.mending.promising import dates_of, look, parts_of, promise
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.services.give_dates import dates_for_order
from tsunagu.planning.services.state_unfit import state_unfit

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]


def test_from_the_empty_list_to_an_answer(hospital: Hospital, other: Hospital, browser: SignIn) -> None:
    world, uuid = hospital.world, promise(hospital)
    mine, theirs = browser(hospital.actor), browser(other.actor)
    assert "立て直しが必要な日程はありません" in mine.get(reverse("planning:mendings")).content.decode()
    unfit, day = (
        reverse("planning:unfit", args=[uuid]),
        tokyo_date(dates_of(uuid).start_of("collect") or world.now),
    )
    for first, last in (
        ("", ""),
        ("NaN", "0001-01-01"),
        ("x" * 10_000, "\x00"),
        (day, day - timedelta(days=1)),
    ):
        answer = mine.post(unfit, {"first": first, "last": last, "key": "k"})
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
    assert theirs.get(unfit).status_code == 404
    with world.acting(hospital.actor):
        state_unfit(hospital.actor, uuid, day, day + timedelta(days=2), world.now)
    made = look(world.now)
    assert made is not None
    page, part = reverse("planning:mending", args=[made.uuid]), parts_of(made, "hospital")[0].uuid
    assert "承認して署名" in mine.get(page).content.decode()
    hub = browser(world.actor("rink", "coordinator")).get(page).content.decode()
    assert "承認して署名" not in hub
    assert "枠の提供者" in hub
    owner = browser(world.actor("tonomachi-cells", "supervisor")).get(page).content.decode()
    assert "新たに予約" in owner
    assert "日程相談" not in owner  # of no patient
    assert theirs.get(page).status_code == 404
    assert theirs.get(reverse("planning:mending_csv", args=[made.uuid])).status_code == 404
    file = mine.get(reverse("planning:mending_csv", args=[made.uuid])).content.decode()
    assert "変更前の開始" in file
    assert file.count("\n") > 1
    answer_badly_then_well(mine, theirs, part)
    assert parts_of(made, "hospital")[0].state == "accepted"


def test_dates_under_change_are_not_ordered_and_nobody_is_waited_for_once_it_ended(
    hospital: Hospital, browser: SignIn
) -> None:
    world, uuid = hospital.world, promise(hospital)
    day = tokyo_date(dates_of(uuid).start_of("collect") or world.now)
    with world.acting(hospital.actor):
        state_unfit(hospital.actor, uuid, day, day + timedelta(days=2), world.now)
    made = look(world.now)
    assert made is not None
    with world.acting(hospital.actor), pytest.raises(Refused, match="mending_open"):
        dates_for_order(hospital.actor, uuid, world.now)  # nobody orders by dates that can't be kept
    asked = browser(hospital.actor).get(reverse("planning:request", args=[uuid])).content.decode()
    assert "変更案を確認する" in asked
    assert "この日程で治療を依頼" not in asked
    page = reverse("planning:mending", args=[made.uuid])
    assert "回答待ち" in browser(hospital.actor).get(page).content.decode()
    world.now = made.answer_by + timedelta(minutes=1)
    look(world.now)
    ended = browser(hospital.actor).get(page).content.decode()
    assert "回答不要（終了）" in ended
    assert "回答待ち" not in ended


def answer_badly_then_well(mine: Client, theirs: Client, part: UUID) -> None:
    """Whatever is typed is answered with a sentence; only the hospital's own, confirmed answer counts."""
    accept, decline = (reverse(f"planning:{verb}", args=[part]) for verb in ("accept_part", "decline_part"))
    for address, typed, said in (
        (accept, {}, "チェックを入れて"),
        (decline, {"reason": ""}, "承認しない理由"),
        (decline, {"reason": "長" * 10_000}, "500"),
    ):
        answer = mine.post(address, typed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert theirs.post(accept, {"confirmed": "on"}).status_code == 404
    assert mine.post(accept, {"confirmed": "on"}).status_code == 302
    assert mine.post(decline, {"reason": "やはり"}).status_code == 409
