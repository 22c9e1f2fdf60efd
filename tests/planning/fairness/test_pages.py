"""Pages of fair allocation in both languages: what is typed is checked and kept, who may read what, files."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.fairness.conftest import (
    ASKED,
    HANEDA,
    YOKOHAMA,
    browser,
    coordinator,
    period,
    set_the_stage,
)
from tests.planning.fairness.rounds import of, opened
from tests.support.pages import text_of
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.models import AllocationOverride, AllocationPolicy, AllocationRound

__all__ = ["browser", "set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]
TERMS: dict[str, Any] = {
    "key": "k", "title": "標準", "policy_key": "standard", "in_force_from": "2026-10-01", "weight_waited": 40,
    "weight_urgency": 40, "weight_benefit": 20, "weight_equity": 0, "full_weeks": 26, "shape": "even", "urgency_1": 0,
    "urgency_2": 50, "urgency_4": 100, "grades": "* | 大きい | 100", "full_deficit": 30, "floor": 1, "guard_weeks": "",
    "tie": "lot", "method": "order", "consultation": "9月の連絡会議で全会員に諮った。",
}  # fmt: skip


def address(name: str, *of_what: object) -> str:
    return reverse(f"planning:{name}", args=of_what)


def test_a_policy_is_declared_read_by_all_and_followed_by_its_next_version(
    world: World, browser: SignIn
) -> None:
    hub, new = browser(coordinator(world)), address("new_allocation_policy")
    assert "方針はまだありません" in text_of(hub.get(address("allocation")))
    first = hub.post(new, TERMS)
    assert first.status_code == 302
    shown = text_of(browser(world.actor(HANEDA, "physician")).get(first["Location"]))
    assert "26週で満点" in shown
    assert "少なくとも 1 枠" in shown
    assert "公表した種による抽選" in shown
    again = hub.get(f"{new}?from={first['Location'].split('/')[-2]}")
    assert 'value="standard"' in text_of(again)
    second = hub.post(new, TERMS | {"floor": 2})
    assert "第2版" in text_of(hub.get(second["Location"]))
    assert browser(world.actor(HANEDA, "physician")).post(new, TERMS).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight_waited": 0, "weight_urgency": 0, "weight_benefit": 0}, {"weight_waited": "NaN"},
        {"weight_waited": "9" * 400}, {"grades": "大きい"}, {"grades": ""}, {"grades": "x" * 10_000},
        {"in_force_from": "0001-01-01"}, {"consultation": "協議済"}, {"consultation": "x" * 10_000},
        {"title": "\0" * 9}, {"policy_key": "日本語"}, {"guard_weeks": -1},
        {"urgency_4": 10}, {"tie": "payer"}, {"full_weeks": ""},
    ],
)  # fmt: skip
def test_a_bad_policy_is_told_at_its_field_and_nothing_is_kept(
    world: World, browser: SignIn, wrong: dict[str, Any]
) -> None:
    answer = browser(coordinator(world)).post(address("new_allocation_policy"), TERMS | wrong)
    assert answer.status_code == 422
    assert "errorlist" in text_of(answer)
    with acting(Scope("auditor")):
        assert not AllocationPolicy.objects.exists()


def test_a_round_is_opened_once_and_its_faults_are_told(world: World, browser: SignIn) -> None:
    hub = browser(coordinator(world))
    assert "公表してください" in text_of(hub.get(address("new_allocation_round")))
    policy = hub.post(address("new_allocation_policy"), TERMS)["Location"].split("/")[-2]
    days = period(world)
    form = {"key": "k", "title": "混み合う月", "policy": policy, "first": days.first, "last": days.last}
    for wrong in (
        {"first": "1999-01-01"},
        {"last": "9999-12-31"},
        {"policy": "x"},
        {"first": date(2027, 12, 1)},
    ):
        assert hub.post(address("new_allocation_round"), form | wrong).status_code == 422
    made = hub.post(address("new_allocation_round"), form)
    assert hub.post(address("new_allocation_round"), form)["Location"] == made["Location"]
    shown = text_of(hub.get(made["Location"]))
    assert shown.count("/plan/fairness/claims/") == sum(ASKED.values())
    assert "未記入" in shown
    with acting(Scope("auditor")):
        assert AllocationRound.objects.count() == 1


def test_a_hospital_states_asks_for_an_override_and_is_told_what_is_wrong(
    world: World, browser: SignIn
) -> None:
    uuid = opened(world)
    physician, (claim, *_) = of(world, uuid, HANEDA)
    client, where = browser(physician), address("allocation_claim", claim.uuid)
    good = {"waiting_since": "2026-08-01", "urgency": "4", "benefit": "大きい"}
    for wrong in (
        {"waiting_since": "2026-12-31"},
        {"urgency": "9"},
        {"benefit": "x" * 10_000},
        {"waiting_since": "\0"},
    ):
        answer = client.post(address("allocation_inputs", claim.uuid), good | wrong)
        assert answer.status_code == 422
    assert "記録しました" in text_of(client.post(address("allocation_inputs", claim.uuid), good, follow=True))
    assert physician.person_name.ja in text_of(client.get(where))
    ask = {
        "override-kind": "first",
        "override-reason": "ほかの治療の予定が変わったため。",
        "override-until": "2026-11-20",
    }
    for wrong in ({"override-reason": "急"}, {"override-until": "2028-01-01"}, {"override-kind": "x"}):
        assert client.post(address("allocation_override", claim.uuid), ask | wrong).status_code == 422
    shown = text_of(client.post(address("allocation_override", claim.uuid), ask, follow=True))
    assert "二人目の同意待ち" in shown
    with acting(Scope("auditor")):
        made = AllocationOverride.objects.get().uuid
    agree = address("allocation_override_act", claim.uuid, made, "agree")
    assert client.post(agree).status_code == 403  # by the one who asked
    assert "有効" in text_of(browser(coordinator(world)).post(agree, follow=True))
    log = text_of(browser(coordinator(world)).get(address("allocation_overrides", uuid)))
    assert physician.person_name.ja in log
    assert "ほかの治療の予定" not in text_of(
        browser(world.actor(YOKOHAMA, "physician")).get(address("allocation_overrides", uuid))
    )


def test_acts_that_cannot_be_are_refused_on_the_page(world: World, browser: SignIn) -> None:
    uuid = opened(world)
    hub = browser(coordinator(world))
    refused = hub.post(address("allocation_act", uuid, "publish"))
    assert refused.status_code == 409
    assert "入力受付中" in text_of(refused)
    assert hub.post(address("allocation_act", uuid, "delete")).status_code == 404
    assert (
        browser(world.actor(HANEDA, "physician")).post(address("allocation_act", uuid, "compute")).status_code
        == 403
    )
    hidden = browser(world.actor(YOKOHAMA, "physician"))
    claim: UUID = of(world, uuid, HANEDA)[1][0].uuid
    for name, *more in (("allocation_inputs",), ("allocation_override",), ("allocation_answer", "accept")):
        assert hidden.post(address(name, claim, *more)).status_code == 404
    assert hub.post(address("allocation_act", uuid, "withdraw"), follow=True).status_code == 200
    with acting(Scope("auditor")):
        assert AllocationRound.objects.get(uuid=uuid).state == "withdrawn"
