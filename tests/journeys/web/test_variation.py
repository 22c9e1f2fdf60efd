"""The page of what varies: who sees whose results, codes for people of others, the CSV, and a thousand results."""

import csv
import io
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.evaluation.trends.test_services import control_of
from tests.evaluation.trends.test_services import measure as measure_control
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.custody.models import ChainParty
from tsunagu.demonstration.engine.spread import drawn
from tsunagu.evaluation.models import Result
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.sites import sites_of

TRIAL, PAGE = "auto-car-t-fresh-trial", "/evaluation/variation/"
LABORATORY, OTHER = "kawasaki-evaluation", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """Four cases of one trial, with nothing tested yet."""
    for place in range(4):
        world.order(TRIAL, name=f"case {place}")


def analysts(world: World) -> list[tuple[Actor, UUID]]:
    """Two people of each of two laboratories, with their site."""
    found = []
    for key in (LABORATORY, OTHER):
        with acting(Scope("worker")):
            site = sites_of(world.member(key), world.now.date())[0].uuid
        first = world.actor(key, "qc")
        besides = frozenset({first.person_uuid})
        found += [(first, site), (world.actor(key, "qc", "supervisor", "quality", besides=besides), site)]
    return found


def measure(world: World, count: int, **changes: Any) -> None:
    """Verified results of the cases, with the demonstration's components about a viability of 85."""
    chains, people = list(world.chains.values()), analysts(world)
    rows = []
    for place in range(count):
        who, site = people[place % len(people)]
        chain, lot = chains[place // 3 % len(chains)], f"R26-{place % 5}"
        levels = {
            "donor": str(chain),
            "site": str(site),
            "operator": str(who.person_uuid),
            "reagent_lot": lot,
        }
        numbers = [85 + 10 * share for share in drawn(levels, "page", str(place), 3)]
        fields: dict[str, Any] = {
            "chain": chain, "uuid": uuid4(), "journey": chain, "step": "release_test", "attempt": 1,
            "panel": "release", "panel_version": 4, "characteristic": "viability", "method": "automated_count",
            "weight": "release", "text": f"{sum(numbers) / 3:.2f} %", "number": sum(numbers) / 3, "unit": "%",
            "state": "passed", "member": who.member_uuid, "site": site, "tested_by": who.person_uuid,
            "tested_at": world.now - timedelta(hours=place), "replicates": [f"{one:.2f} %" for one in numbers],
            "instrument": f"C-{place % 2}", "reagent_lots": [lot], "method_version": "3",
        }  # fmt: skip
        rows.append(Result(**(fields | changes)))
    with acting(Scope("worker")):
        Result.objects.bulk_create(rows)


def seen(world: World, who: Actor, query: str = "", **headers: str) -> str:
    answer = signed_in(world, who, **headers).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize(
    ("language", "heading"), [("ja", "何がばらつきを生むか"), ("en", "Where the spread comes from")]
)
def test_a_laboratory_sees_the_split_its_levels_and_its_figures(
    world: World, language: str, heading: str
) -> None:
    measure(world, 60)
    shown = seen(world, world.actor(LABORATORY, "qc"), **{"accept-language": language})
    assert heading in shown
    assert shown.count("<svg") >= 5 * 3  # shares, donor, site, operator, lot: each for three widths
    assert (
        "結果60件、測定値180個、工程進行4件" if language == "ja" else "60 results, 180 readings, 4 journeys"
    ) in shown
    assert "nan" not in shown.lower().replace("finance", "")
    assert world.actor(LABORATORY, "qc").person_name.in_language(language) in shown


def test_people_of_others_are_shown_by_a_code_in_page_and_csv(world: World) -> None:
    measure(world, 60)
    names = {who.member_key: set[str]() for who, _ in analysts(world)}
    for who, _ in analysts(world):
        names[who.member_key].add(who.person_name.ja)
    for own, other in ((LABORATORY, OTHER), (OTHER, LABORATORY)):
        client = signed_in(world, world.actor(own, "qc"))
        for address in (PAGE, f"{PAGE}variation.csv"):
            shown = client.get(address).content.decode()
            assert all(name in shown for name in names[own])
            assert not any(name in shown for name in names[other])
            assert "作業者 " in shown


def test_who_takes_no_part_sees_nothing_and_is_told_what_is_needed(world: World) -> None:
    measure(world, 60)
    for who in (world.actor("sendai-rapid", "qc"), world.actor("tsukuba-analysis", "quality")):
        shown = seen(world, who)
        assert "比較できる結果がまだありません" in shown
        assert "生存率" not in shown
        answer = signed_in(world, who).get(f"{PAGE}variation.csv?subject=viability/automated_count")
        assert answer.content.decode("utf-8-sig") == ""


def test_the_coordinator_sees_only_the_chains_that_he_takes_part_in_and_no_names(world: World) -> None:
    measure(world, 60)
    with acting(Scope("worker")):
        hub = coordinator()
        assert hub is not None
        left = world.chains["case 0"]
        assert "結果60件" in seen(world, world.actor(hub.uuid, "coordinator"))
        assert ChainParty.objects.filter(chain=left, member=hub.uuid).update(left_at=world.now) == 1
    shown = seen(world, world.actor(hub.uuid, "coordinator"))
    assert "結果45件" in shown
    assert world.running(left).journey.number not in shown
    assert not any(who.person_name.ja in shown for who, _ in analysts(world))


@pytest.mark.parametrize(
    "changes",
    [
        {"replaced_by": UUID(int=1)}, {"awaits_verification": True}, {"awaits_quality": True}, {"state": "pending"},
        {"number": None},
    ],
)  # fmt: skip
def test_results_that_do_not_count_are_left_out(world: World, changes: dict[str, Any]) -> None:
    measure(world, 6, **changes)
    assert "比較できる結果がまだありません" in seen(world, world.actor(LABORATORY, "qc"))
    measure(world, 30)
    assert "結果30件" in seen(world, world.actor(LABORATORY, "qc"))


def test_results_below_a_limit_are_left_out_and_counted(world: World) -> None:
    measure(world, 30)
    measure(world, 2, text="<0.05 %", replicates=[])
    shown = seen(world, world.actor(LABORATORY, "qc"))
    assert "不等号付きの結果2件" in shown
    assert "結果30件" in shown


def test_one_level_only_says_how_many_more_are_needed(world: World) -> None:
    site = analysts(world)[0][1]
    measure(world, 3, site=site, reagent_lots=[], instrument="")
    shown = seen(world, world.actor(LABORATORY, "qc"))
    assert "あと1水準以上必要です" in shown
    assert "記録がありません" in shown


def test_the_csv_holds_components_and_levels_unrounded(world: World) -> None:
    measure(world, 60)
    answer = signed_in(world, world.actor(LABORATORY, "qc")).get(f"{PAGE}variation.csv")
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][0] == "要因"
    spread = [line for line in lines if line[1] == "SD" and len(line) > 8]
    assert sum(float(line[8]) for line in spread) == pytest.approx(1, abs=0.05)
    for line in lines[1:]:
        assert float(line[5]) <= float(line[4]) <= float(line[6])


@pytest.mark.parametrize(
    "query",
    [
        "?subject=" + "x" * 9000, "?subject=a/b", "?since=0001-01-01&until=9999-12-31", "?since=NaN&scale=sin",
        "?therapy=none&source=nothing", "?scale=log", "?until=2000-01-01",
    ],
)  # fmt: skip
def test_any_address_is_answered(world: World, query: str) -> None:
    measure(world, 12)
    seen(world, world.actor(LABORATORY, "qc"), query)


def test_a_period_and_a_therapy_choose_the_results(world: World) -> None:
    measure(world, 48)
    who = world.actor(LABORATORY, "qc")
    day = (world.now - timedelta(hours=10)).astimezone().date()
    shown = seen(world, who, f"?since={day.isoformat()}")
    assert "結果48件" not in shown
    assert "結果48件" in seen(world, who, f"?therapy={TRIAL}")


def test_a_thousand_results_are_split_quickly(world: World) -> None:
    measure(world, 1000)
    client = signed_in(world, world.actor(LABORATORY, "qc"))
    began = time.process_time()
    answer = client.get(PAGE)
    assert "結果1000件" in answer.content.decode()
    assert len(answer.content) < 900_000
    assert time.process_time() - began < 4


def test_the_quality_unit_is_led_to_the_form_with_these_figures(world: World) -> None:
    measure(world, 60)
    who = world.actor(LABORATORY, "quality")
    shown = seen(world, who)
    address = shown.split('href="/evaluation/methods/qualify/?')[1].split('"')[0].replace("&amp;", "&")
    form = signed_in(world, who).get(f"/evaluation/methods/qualify/?{address}").content.decode()
    assert "分散の内訳と95%区間" in form
    assert "拠点 " in form
    assert "/evaluation/methods/qualify/" not in seen(world, world.actor(LABORATORY, "qc"))


def test_a_character_that_nobody_types_is_refused_clearly(world: World) -> None:
    answer = signed_in(world, world.actor(LABORATORY, "qc")).get(f"{PAGE}?subject=%00")
    assert answer.status_code == 400


def test_the_laboratorys_own_controls_are_a_source_of_their_own(world: World) -> None:
    control = control_of(world, readings=2)
    first = world.actor(LABORATORY, "qc")
    second = world.actor(LABORATORY, "qc", besides=frozenset({first.person_uuid}))
    for place in range(12):
        world.later(days=1)
        who, high = (first, 2.0) if place % 2 else (second, 0.0)
        typed = [f"{86 + high + 0.1 * place:.1f}", f"{86.4 + high - 0.1 * place:.1f}"]
        measure_control(world, control, *typed, who=who, instrument=f"{place % 3}号機")
    shown = seen(world, first, "?source=controls")
    assert "測定12件、測定値24個" in shown
    assert first.person_name.ja in shown
    assert "提供者" not in shown.partition("<main")[2].partition("何がばらつきを生むか")[2]
    assert "測定12件" not in seen(world, world.actor(OTHER, "qc"), "?source=controls")
