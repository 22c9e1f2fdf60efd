"""The pages of rounds in both languages: what each person sees before and after publication, and the CSV."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils.html import escape

from tests.evaluation.rounds.test_services import READINGS, begun, published
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.demonstration.engine.rounds import (
    DUE,
    OPENS,
    members_that_test,
    organiser,
    receive_material,
    report,
)
from tsunagu.evaluation.models import Round
from tsunagu.evaluation.queries.rounds import RoundView, own_part, round_by_number
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

LIST = "/evaluation/rounds/"


def address(found: RoundView, more: str = "") -> str:
    return f"{LIST}{found.number}/{more}"


def ready(world: World, laboratories: int = 3) -> tuple[RoundView, list[UUID]]:
    found, members = begun(world, laboratories)
    for member in members:
        receive_material(found, member, world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    return found, members


def qc(world: World, member: UUID) -> Actor:
    return world.actor(member, "qc")


def code_of(world: World, found: RoundView, member: UUID) -> str:
    with world.acting(qc(world, member)):
        part = own_part(found.uuid, member)
        assert part is not None
        return part.code


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_laboratory_is_asked_to_report_and_sees_its_own_code(world: World, language: str) -> None:
    found, members = ready(world)
    client = signed_in(world, qc(world, members[0]), **{"accept-language": language})
    listed, shown = text_of(client.get(LIST)), text_of(client.get(address(found)))
    code = code_of(world, found, members[0])
    assert (f"自施設は {code}" if language == "ja" else f"you are {code}") in listed
    assert ("測定値を報告してください" if language == "ja" else "Report your readings") in shown
    others = {code_of(world, found, member) for member in members[1:]}
    assert not any(f">{other}<" in shown or f"{other}（" in shown for other in others)


def test_no_form_is_offered_before_the_material_is_received(world: World) -> None:
    found, members = begun(world, 3)
    world.now += OPENS + timedelta(hours=1)
    shown = text_of(signed_in(world, qc(world, members[0])).get(address(found)))
    assert 'name="readings"' not in shown
    assert "/scan/" in shown


def test_a_report_is_made_on_screen_and_a_slip_is_said_at_its_field(world: World) -> None:
    found, members = ready(world)
    client = signed_in(world, qc(world, members[0]))
    form = {"key": "k1", "readings": "85.2\r\n86,1\r\n84.9", "tested_at": "2026-11-05T09:30"}
    slip = client.post(address(found, "report/"), form)
    assert slip.status_code == 422
    assert escape("「86,1」") in text_of(slip)
    done = client.post(address(found, "report/"), form | {"readings": "85.2\r\n86.1\r\n84.9"})
    assert done.status_code == 302
    shown = text_of(client.get(address(found)))
    assert "85.2、86.1、84.9" in shown
    assert "報告は記録済みです" in shown


def test_the_organiser_sees_counts_only_while_the_round_is_blind(world: World) -> None:
    found, members = ready(world)
    report(found, members[0], ("11.11", "22.22", "33.33"), world.now)
    client = signed_in(world, organiser(world.now))
    shown = text_of(client.get(address(found)))
    assert "1 / 3" in shown
    assert "11.11" not in shown
    assert client.get(address(found, "results.csv")).status_code == 404
    assert client.post(address(found, "analyse/"), {"key": "a"}).status_code == 409


def test_the_organiser_carries_a_round_through_on_screen(world: World) -> None:
    who, members = organiser(world.now), members_that_test(3)
    client = signed_in(world, who)
    plan = {
        "key": "p1", "name_ja": "生存率", "name_en": "Viability", "unit": "%", "method": "AO/DAPI", "material": "MSC",
        "replicates": "3", "opens_at": "2026-11-03T09:00", "reports_due": "2026-11-12T09:00",
        "laboratories": [str(one) for one in members], "assigned_kind": "given", "assigned": "85",
        "uncertainty": "0.2", "sigma_kind": "purpose", "sigma": "3", "is_synthetic": "on",
    }  # fmt: skip
    wrong = client.post(LIST + "plan/", plan | {"unit": "parrots"})
    assert wrong.status_code == 422
    assert client.post(LIST + "plan/", plan).status_code == 302
    with acting(Scope("auditor")):
        number = Round.objects.get().number
    assert client.post(f"{LIST}{number}/send/", {"key": "s"}).status_code == 302
    assert client.post(f"{LIST}{number}/send/", {"key": "s"}).status_code == 302  # the same request again
    found = _view(number)
    for place, member in enumerate(members):
        receive_material(found, member, world.now + timedelta(hours=20))
        report(found, member, (f"8{place}.1", f"8{place}.4", f"8{place}.9"), world.now + timedelta(days=3))
    world.now += timedelta(days=4)
    client = signed_in(world, who)
    assert client.post(f"{LIST}{number}/analyse/", {"key": "a"}).status_code == 302
    assert "全会員に公表する" in text_of(client.get(f"{LIST}{number}/"))
    assert client.post(f"{LIST}{number}/publish/", {"key": "b"}).status_code == 302
    assert "公表済み" in text_of(client.get(f"{LIST}{number}/"))


def _view(number: str) -> RoundView:
    with acting(Scope("auditor")):
        return round_by_number(number)


@pytest.mark.parametrize(
    ("language", "heading"), [("ja", "どの試験所が高く"), ("en", "Which laboratory reads high")]
)
def test_a_published_round_shows_figures_plots_and_table_with_ones_own_marked(
    world: World, language: str, heading: str
) -> None:
    found, members = published(world)
    world.now += DUE + timedelta(days=2)
    client = signed_in(world, qc(world, members[2]), **{"accept-language": language})
    shown = text_of(client.get(address(found)))
    code = code_of(world, found, members[2])
    assert heading in shown
    assert shown.count("<svg") >= 12  # four plots, each for three widths
    assert f"{code}（自施設）" in shown or f"{code} (ours)" in shown
    assert 'class="chosen"' in shown
    told = found.performance["cautions"]
    assert told
    assert all(escape(caution[language]) in shown for caution in told)
    assert ">nan" not in shown.lower()


def test_the_csv_holds_what_was_reported_and_found(world: World) -> None:
    found, members = published(world)
    world.now += DUE + timedelta(days=2)
    answer = signed_in(world, qc(world, members[0])).get(address(found, "results.csv"))
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][0] == "試験所"
    assert [line[0] for line in lines[1:]] == [f"L{place}" for place in range(1, 9)]
    for line in lines[1:]:
        readings = [float(one) for one in line[1:4]]
        assert float(line[4]) == pytest.approx(sum(readings) / 3)


def test_other_members_see_the_methods_performance_and_no_laboratory(world: World) -> None:
    found, _ = published(world)
    world.now += DUE + timedelta(days=2)
    client = signed_in(world, qc(world, members_that_test(9)[-1]))
    shown = text_of(client.get(address(found)))
    assert "室間再現精度" in shown
    assert "L3" not in shown
    assert client.get(address(found, "results.csv")).status_code == 404
    typed = {"key": "x", "readings": "\n".join(READINGS), "tested_at": "2026-11-05T09:30"}
    assert client.post(address(found, "report/"), typed).status_code == 404


def test_the_page_names_no_laboratory_to_another_one(world: World) -> None:
    found, members = published(world)
    world.now += DUE + timedelta(days=2)
    shown = text_of(signed_in(world, qc(world, members[0])).get(address(found)))
    for member in members[1:]:
        assert qc(world, member).member_name.ja not in shown


@pytest.mark.parametrize(("language", "title"), [("ja", "試験所間比較"), ("en", "comparison between")])
def test_the_report_on_paper_is_for_who_may_see_the_analysis(world: World, language: str, title: str) -> None:
    found, members = published(world)
    world.now += DUE + timedelta(days=2)
    client = signed_in(world, qc(world, members[0]), **{"accept-language": language})
    answer = client.get(address(found, "report.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get(address(found, "report.pdf")).content == answer.content
    stranger = signed_in(world, qc(world, members_that_test(9)[-1]))
    assert stranger.get(address(found, "report.pdf")).status_code == 404
