"""Who could answer, and why: declared points, each with its reason, the same whatever the order."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

import pytest

from tests.coordination.matching.conftest import TODAY, Cast, a_need
from tsunagu.coordination.domain.matching.needs import Words
from tsunagu.coordination.domain.matching.scoring import (
    WEIGHTS,
    Past,
    Proposal,
    Wanted,
    distance_km,
    proposals,
)
from tsunagu.coordination.queries.matching.needs import need_by_uuid
from tsunagu.coordination.queries.matching.proposing import proposals_for
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import CapabilityFacts, LicenceFacts, MemberFacts, SiteFacts, Terms
from tsunagu.members.domain.validity import Validity

ON, ALWAYS = date(2026, 11, 24), Validity(date(2020, 1, 1))
SPACE = UUID(int=1)
POSTER = uuid5(SPACE, "poster")
WORDS = Words(capability="msc_manufacturing", cell_type="bm_msc", setting="trial", area="tohoku")


def able(key: str = "msc_manufacturing", **limits: str) -> CapabilityFacts:
    return CapabilityFacts(
        "manufacturing", key, limits.get("cell_type", ""), limits.get("setting", ""), limits.get("band", ""),
        ALWAYS, Terms(capacity_per_month=3),
    )  # fmt: skip


def site(key: str, *capabilities: CapabilityFacts, area: str = "tohoku", **more: object) -> SiteFacts:
    member = MemberFacts(1, uuid5(SPACE, key), key, Text(key, key), "company", True, False, "")
    made = SiteFacts(
        1, uuid5(SPACE, f"site-{key}"), key, Text(key, key), Text(key, key), "", area, 38.0, 140.0, "", member, ON,
        (LicenceFacts("manufacturing", "1", ALWAYS),), capabilities or (able(),),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def ranked(*sites: SiteFacts, words: Words = WORDS, past: dict[UUID, Past] | None = None) -> list[Proposal]:
    return proposals(Wanted(POSTER, words, (38.1, 140.1)), sites, past or {}, ON)


def reasons(found: Proposal) -> dict[str, bool]:
    return {one.key: one.is_met for one in found.reasons}


def test_the_score_is_the_sum_of_the_declared_points() -> None:
    (found,) = ranked(site("a"), past={uuid5(SPACE, "a"): Past(agreed=1, ended=2, offers=1)})
    assert found.score == sum(WEIGHTS[one.key] for one in found.met)
    assert {one.key for one in found.met} == set(WEIGHTS) - {"stage", "band"}
    assert all(one.said.ja and one.said.en for one in found.reasons)
    assert "2件のうち1件が成立" in next(one.said.ja for one in found.met if one.key == "past")


def test_what_is_missing_stands_beside_it_without_points() -> None:
    lapsed = LicenceFacts("manufacturing", "1", Validity(date(2020, 1, 1), ON - timedelta(days=1)))
    other = replace(able(cell_type="ips", setting="practice"), terms=Terms())
    (found,) = ranked(site("a", other, area="tokyo", licences=(lapsed,)))
    assert {key for key, met in reasons(found).items() if not met} == {
        "cell_type", "setting", "licence", "capacity", "area",
    }  # fmt: skip
    assert all(one.points == 0 for one in found.missing)
    (bare,) = ranked(site("b", licences=()))
    assert reasons(bare)["licence"] is False


def test_the_better_fit_comes_first_and_the_order_of_rows_does_not_matter() -> None:
    sites = [
        site("far", area="tokyo", latitude=35.0),
        site("near"),
        site("other", able(cell_type="ips")),
        site("same"),
    ]
    first = [one.member.key for one in ranked(*sites)]
    assert first == ["near", "same", "other", "far"] or first[:2] == ["near", "same"]
    for seed in range(5):
        Random(seed).shuffle(sites)
        assert [one.member.key for one in ranked(*sites)] == first


def test_neither_the_poster_nor_the_coordinator_nor_who_left_nor_who_can_not() -> None:
    left = site("left")
    left = replace(left, member=replace(left.member, left_on=ON - timedelta(days=1)))
    hub = site("hub")
    hub = replace(hub, member=replace(hub.member, is_coordinator=True))
    own = site("own")
    own = replace(own, member=replace(own.member, uuid=POSTER))
    over = replace(able(), validity=Validity(date(2020, 1, 1), ON - timedelta(days=1)))
    others = (
        site("cart", able("car_t_manufacturing")),
        site("over", over),
        site("none", able("cryostorage")),
    )
    assert ranked(left, hub, own, *others) == []
    assert [one.member.key for one in ranked(replace(left, member=replace(left.member, left_on=ON)))] == [
        "left"
    ]


def test_a_stage_alone_or_a_cell_type_alone_finds_members_and_nothing_finds_none() -> None:
    assert reasons(ranked(site("a"), words=Words(stage="manufacturing"))[0])["stage"]
    assert ranked(site("a"), words=Words(stage="clinical")) == []
    assert len(ranked(site("a", able(cell_type="ips")), words=Words(cell_type="ips"))) == 1
    assert ranked(site("a"), words=Words(area="tohoku")) == []


def test_the_best_of_a_members_sites_stands_for_it() -> None:
    plain, best = site("a", able(cell_type="ips")), site("a")
    (found,) = ranked(plain, replace(best, key="a2"))
    assert reasons(found)["cell_type"]


def test_distance_agrees_with_a_known_one() -> None:
    assert distance_km((35.5405, 139.7560), (38.2682, 140.8694)) == pytest.approx(319, abs=2)


@pytest.mark.django_db
def test_the_coordinator_sees_the_directorys_members_with_reasons(cast: Cast) -> None:
    uuid = a_need(cast, area="tohoku")
    with cast.acting(cast.coordinator) as actor:
        found = proposals_for(need_by_uuid(actor, uuid), TODAY, with_past=True)
    assert [one.member.key for one in found] == ["other", "maker"]
    assert reasons(found[0]) == {
        "capability": True,
        "licence": True,
        "capacity": True,
        "area": True,
        "near": True,
    }
