"""What a hospital, the coordinator, a courier and others see and do on the composer's pages."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.test import Client

from tests.coordination.composing.conftest import ADDRESS, asked
from tests.support.pages import text_of
from tests.support.world import World
from tsunagu.coordination.domain.composing.record import chain_from
from tsunagu.coordination.models import ChainProposal, ChainShare
from tsunagu.demonstration.engine.chains import keep_chains
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Lane
from tsunagu.members.queries.lanes import all_lanes
from tsunagu.members.services import end_lane

Browser = Callable[[Actor], Client]


def test_a_hospital_in_sendai_sees_chains_with_reasons(browser: Browser, hospital: Actor) -> None:
    answer = browser(hospital).get(asked())
    page = text_of(answer)
    assert answer.status_code == 200
    composed = answer.context["composed"]
    assert len(composed.proposals) > 3
    assert composed.front.is_complete
    assert "郡山細胞培養 郡山製造所" in page
    assert "この重みでの最良を証明済み" in page
    assert "月1件まで（必要 月2件）" in page, "what keeps Shinanomachi from it"
    assert "閲覧できるのは自組織の契約だけです" in page


def test_the_coordinator_sees_all_agreements(browser: Browser, hub: Actor, hospital: Actor) -> None:
    seen, own = (browser(who).get(asked()).context["rows_first"][0] for who in (hub, hospital))
    assert seen["unknown"] == 0
    assert own["unknown"] > 0
    assert seen["papers"] == own["papers"]


def test_in_sapporo_what_is_missing_is_said_with_hours_and_number(browser: Browser, hub: Actor) -> None:
    answer = browser(hub).get(asked("sapporo-hospital-main"))
    page = text_of(answer)
    assert not answer.context["composed"].proposals
    assert "札幌から36時間以内に届く「迅速無菌試験」の担い手（北海道）" in page
    assert "9通りがつながります" in page
    assert "これより少なくては成り立たないことを証明済み" in page


def test_a_published_route_is_composed_too_and_unnamed_sites_take_longer(
    browser: Browser, hub: Actor
) -> None:
    page = text_of(browser(hub).get(asked(therapy="route:auto-adipose-msc-knee", cell_type="")))
    assert "承認・計画に記載がなく、変更手続きに約60日" in page


def test_steps_of_a_sketch_are_shown_and_changed(browser: Browser, hub: Actor) -> None:
    client = browser(hub)
    shown = client.get(asked(look="1"))
    assert "composed" not in shown.context
    assert 'name="w_tissue_sterility"' in text_of(shown)
    without = client.get(asked("sapporo-hospital-main", off=["tissue_sterility"]))
    assert without.context["composed"].proposals, "Sapporo has no gap without this test"
    tight = client.get(asked(w_isolate=1))
    assert not tight.context["composed"].proposals
    assert not tight.context["composed"].missing
    assert "時間制限が短く" in text_of(tight)


def test_bad_input_is_kept_and_answered_at_its_field(browser: Browser, hospital: Actor) -> None:
    client = browser(hospital)
    for more, sentence in (
        ({"start": "いつか"}, "2027-04 のように入力してください"),
        ({"start": "2026-13"}, "2027-04 のように入力してください"),
        ({"start": "2020-01"}, "過ぎた月です"),
        ({"start": "2099-01"}, "5年以内の月"),
        ({"patients": "0"}, "1 以上"),
        ({"cell_type": "keratinocyte"}, "このひな形は次の細胞用です"),
        ({"where": f"site:{UUID(int=5)}"}, ""),
        ({"therapy": "route:no-such"}, ""),
        ({"wish": "luck"}, ""),
    ):
        answer = client.get(asked(**more))
        page = text_of(answer)
        assert answer.status_code == 422, more
        assert sentence in page
        assert "composed" not in answer.context
    assert client.get(asked(show="99")).status_code == 200
    assert client.get(asked(h_culture="-5", w_isolate="９９", b_transport_in="nowhere")).status_code == 200


def test_leaving_out_every_step_is_refused_in_words(browser: Browser, hospital: Actor) -> None:
    steps = [
        "collect", "tissue_sterility", "isolate", "culture", "release_test", "fill", "provision", "administer",
    ]  # fmt: skip
    answer = browser(hospital).get(asked(off=steps))
    assert answer.status_code == 422
    assert "工程の並びが正しくありません" in text_of(answer)


def keep(client: Client, title: str = "仙台の案", key: str = "k1") -> str:
    """Keep what Sendai asks for; return where it stands."""
    answer = client.post(asked().replace(ADDRESS, f"{ADDRESS}keep/"), {"title": title, "key": key})
    assert answer.status_code == 302, text_of(answer)[:500]
    return str(answer["Location"])


def test_a_proposal_is_kept_once_and_seen_by_its_member_and_the_coordinator(
    world: World, browser: Browser, hospital: Actor, hub: Actor
) -> None:
    client = browser(hospital)
    place = keep(client)
    assert keep(client) == place, "sent twice, it is one act"
    page = text_of(client.get(place))
    assert "今も成り立つ" in page
    assert "仙台の案" in text_of(client.get(ADDRESS))
    assert browser(hub).get(place).status_code == 200
    assert "仙台の案" in text_of(browser(hub).get(ADDRESS))
    outsider = world.actor("niigata-hospital", "physician")
    assert browser(outsider).get(place).status_code == 404
    assert "仙台の案" not in text_of(browser(outsider).get(ADDRESS))


def test_a_kept_proposal_says_when_a_lane_has_ended(world: World, browser: Browser, hospital: Actor) -> None:
    place = keep(browser(hospital))
    with acting(Scope("worker")):
        for lane in all_lanes(world.member("tohoku-delivery")):
            end_lane(lane.uuid, tokyo_date(world.now))
    page = text_of(browser(hospital).get(place))
    assert "成り立たなくなった" in page
    assert "へ運ぶ輸送路が、開始日にありません" in page


def test_one_press_keeps_it_and_begins_a_consultation_with_the_members_of_that_chain(
    browser: Browser, hospital: Actor
) -> None:
    client = browser(hospital)
    sent = {"title": "仙台の案", "key": "k", "talk": "2"}
    answer = client.post(asked().replace(ADDRESS, f"{ADDRESS}keep/"), sent, follow=True)
    with acting(Scope("worker")):
        row = ChainProposal.objects.get()
    chain, _figures = chain_from(row.answer["chains"][1])
    members = {row.answer["names"][str(one)]["member"] for one in chain.sites.values()}
    picker = answer.context["picker"]
    assert members - {str(hospital.member_uuid)} <= {str(one.uuid) for one in picker.chosen}
    assert str(hospital.member_uuid) not in {str(one.uuid) for one in picker.chosen}
    assert len(picker.chosen) > len(members) - 1, "the couriers too"
    assert "仙台の案　案 2" in answer.content.decode()
    assert (
        client.get(f"{ADDRESS}{row.uuid}/")
        .context["rows"][1]["talk"]
        .endswith(answer.request["QUERY_STRING"])
    )


def test_three_proposals_stand_on_the_page_and_what_each_is_best_in(browser: Browser, hub: Actor) -> None:
    context = browser(hub).get(asked()).context
    assert len(context["rows_first"]) == 3
    rows = [*context["rows_first"], *context["rows_more"]]
    assert len(rows) == len(context["composed"].proposals)
    (quickest,) = [row for row in rows if "最も早い" in row["best"].ja]
    assert all(quickest["criteria"].hours < row["criteria"].hours for row in rows if row is not quickest)


def test_who_only_reads_keeps_nothing(world: World, browser: Browser) -> None:
    reader = world.actor("kansa", "auditor")
    answer = browser(reader).post(asked().replace(ADDRESS, f"{ADDRESS}keep/"), {"title": "x", "key": "k"})
    assert answer.status_code == 403
    with acting(Scope("worker")):
        assert not ChainProposal.objects.exists()


def test_a_proposal_without_a_name_is_not_kept(browser: Browser, hospital: Actor) -> None:
    answer = browser(hospital).post(asked().replace(ADDRESS, f"{ADDRESS}keep/"), {"title": " ", "key": "k"})
    assert answer.status_code == 422
    with acting(Scope("worker")):
        assert not ChainProposal.objects.exists()


def test_a_proposal_is_shown_to_one_member_as_a_copy(world: World, browser: Browser, hospital: Actor) -> None:
    client, maker = browser(hospital), world.actor("koriyama-cells", "supervisor")
    place = keep(client)
    sent = {"reader": str(maker.member_uuid), "note": "ご相談したく"}
    for _ in range(2):
        assert client.post(f"{place}show/", sent).status_code == 302
    with acting(Scope("worker")):
        (share,) = ChainShare.objects.all()
    seen = browser(maker).get(f"{ADDRESS}shared/{share.uuid}/")
    assert seen.status_code == 200
    assert "ご相談したく" in text_of(seen)
    assert browser(maker).get(place).status_code == 404, "the copy, not the original"
    outsider = world.actor("niigata-hospital", "physician")
    assert browser(outsider).get(f"{ADDRESS}shared/{share.uuid}/").status_code == 404


def test_only_its_own_member_shows_a_proposal(
    world: World, browser: Browser, hospital: Actor, hub: Actor
) -> None:
    place = keep(browser(hospital))
    maker = world.actor("koriyama-cells", "supervisor")
    for who in (hub, world.actor("niigata-hospital", "physician")):
        sent = {"reader": str(maker.member_uuid), "note": ""}
        assert browser(who).post(f"{place}show/", sent).status_code == 404
    for reader, status in (
        (str(UUID(int=9)), 404),
        ("", 422),
        (str(hospital.member_uuid), 422),
        (str(hub.member_uuid), 422),
    ):
        assert browser(hospital).post(f"{place}show/", {"reader": reader, "note": ""}).status_code == status
    with acting(Scope("worker")):
        assert not ChainShare.objects.exists()


def test_a_courier_states_a_lane_that_closes_the_gap_of_sapporo(
    world: World, browser: Browser, hub: Actor
) -> None:
    courier = world.actor("kitanihon-air", "courier")
    today = tokyo_date(world.now)
    lane = {
        "origin": "area:hokkaido", "target": f"site:{stable_uuid('site', 'sendai-rapid-lab')}", "band": "cold",
        "hours": "9", "weekdays": list("01234"), "price_thousand_yen": "120", "valid_from": f"{today}",
        "both_ways": "on",
    }  # fmt: skip
    before = count_lanes()
    client = browser(courier)
    for wrong, sentence in (
        ({"hours": "0"}, "1 以上"),
        ({"weekdays": []}, "必須"),
        ({"origin": "area:mars"}, ""),
    ):
        answer = client.post(f"{ADDRESS}lanes/new/", {**lane, **wrong})
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    early = {"valid_until": f"{today - timedelta(days=2)}"}
    assert "より前です" in text_of(client.post(f"{ADDRESS}lanes/new/", {**lane, **early}))
    assert count_lanes() == before
    assert client.post(f"{ADDRESS}lanes/new/", lane).status_code == 302
    assert client.post(f"{ADDRESS}lanes/new/", lane).status_code == 302
    assert count_lanes() == before + 2, "both ways, and sent twice is once"
    assert browser(hub).get(asked("sapporo-hospital-main")).context["composed"].proposals


def test_others_neither_add_nor_end_lanes(world: World, browser: Browser, hospital: Actor) -> None:
    with acting(Scope("worker")):
        lane = all_lanes(world.member("minato-logistics"))[0]
    assert browser(hospital).post(f"{ADDRESS}lanes/{lane.uuid}/end/").status_code == 404
    rival = world.actor("kitanihon-air", "courier")
    assert browser(rival).post(f"{ADDRESS}lanes/{lane.uuid}/end/").status_code == 404
    assert "輸送の機能が登録されていません" in text_of(browser(hospital).get(f"{ADDRESS}lanes/new/"))
    own = world.actor("minato-logistics", "courier")
    assert browser(own).post(f"{ADDRESS}lanes/{lane.uuid}/end/").status_code == 302
    with acting(Scope("worker")):
        assert Lane.objects.get(uuid=lane.uuid).valid_until == tokyo_date(world.now)


def test_lanes_are_found_by_place_band_and_courier(browser: Browser, hospital: Actor) -> None:
    client = browser(hospital)
    everything = client.get(f"{ADDRESS}lanes/").context
    found = client.get(f"{ADDRESS}lanes/?q=東北　2").context
    assert 0 < found["fitting"] < everything["fitting"] == everything["count"]
    for courier in found["couriers"]:
        for line in courier["lanes"]:
            assert "東北" in line["from"].ja + line["to"].ja + line["band"].ja + courier["name"].ja
    none = client.get(f"{ADDRESS}lanes/?q=火星")
    assert none.context["fitting"] == 0
    assert "該当する輸送路がありません" in text_of(none)


def count_lanes() -> int:
    with acting(Scope("worker")):
        return Lane.objects.count()


def test_the_demonstration_keeps_chains_and_a_gap_and_shows_one(
    world: World, browser: Browser, hub: Actor
) -> None:
    for _ in range(2):
        keep_chains(world.now)
    with acting(Scope("worker")):
        haneda, sendai, sapporo = ChainProposal.objects.order_by("pk")
        (share,) = ChainShare.objects.all()
    assert haneda.answer["chains"]
    assert sendai.answer["chains"]
    assert sapporo.answer["missing"]
    client = browser(hub)
    page = text_of(client.get(f"{ADDRESS}{sapporo.uuid}/"))
    assert "足りなかったもの" in page
    assert client.get(f"{ADDRESS}?{haneda.question['asked']['query']}").context["composed"].proposals
    maker = world.actor("shonan-bio", "quality")
    assert browser(maker).get(f"{ADDRESS}shared/{share.uuid}/").status_code == 200
