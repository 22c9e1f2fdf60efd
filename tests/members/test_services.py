"""Verbs of members, as the application's role: who may, what is refused, that nothing is written then."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.members.conftest import NOW, SINCE, TODAY, Cast, a_site, enter
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import NoScope, Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.models import Agreement, Appointment, Capability, Member, Person, Site
from tsunagu.members.queries.directory import standing_members
from tsunagu.members.queries.sites import all_sites


def test_a_member_enters_its_own_site_and_what_it_can_do(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        services.add_capability(cast.site, "car_t_manufacturing", setting="trial", valid_from=SINCE)
        services.add_licence(cast.site, "manufacturing", "14AZ", valid_from=SINCE, valid_until=TODAY)
        services.add_equipment(cast.site, key="tank-1", name=Text("タンク", "Tank"), kind="tank")
        facts = queries.site_facts(cast.site, TODAY)
        assert facts.offers("car_t_manufacturing", "trial")
        assert not facts.offers("car_t_manufacturing", "approved")
        assert facts.has_licence
        assert not queries.site_facts(cast.site, TODAY + timedelta(days=1)).has_licence
        found = queries.sites_with("car_t_manufacturing", TODAY, "trial")
        assert [site.uuid for site in found] == [cast.site]
        assert queries.sites_with("car_t_manufacturing", TODAY, "approved") == []
        assert queries.sites_with("car_t_manufacturing", SINCE - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("joined", "left", "is_there"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (SINCE, TODAY, True),
        (SINCE, TODAY - timedelta(days=1), False),
    ],
)
def test_a_member_counts_from_joining_until_leaving(
    cast: Cast, joined: date, left: date | None, is_there: bool
) -> None:
    with acting(Scope("worker")):
        Member.objects.filter(uuid=cast.maker.uuid).update(joined_on=joined, left_on=left)
        services.add_capability(cast.site, "car_t_manufacturing", setting="trial", valid_from=SINCE)
        there = {site.uuid for site in all_sites(TODAY)}, {one.uuid for one in standing_members(TODAY)}
        assert (cast.site in there[0], cast.maker.uuid in there[1]) == (is_there, is_there)
        assert bool(queries.sites_with("car_t_manufacturing", TODAY)) is is_there


def test_another_member_changes_nothing_of_it(cast: Cast) -> None:
    with acting(cast.scope(cast.stranger)):
        with pytest.raises(NotAllowed):
            services.add_capability(cast.site, "apheresis", valid_from=SINCE)
        with pytest.raises(NotAllowed):
            a_site(cast.maker, "other", "9524000000026")
        with pytest.raises(NotAllowed):
            services.appoint(cast.stranger.person_uuid, cast.maker.uuid, "quality", valid_from=SINCE)
        assert not Capability.objects.exists()
        assert Site.objects.count() == 1


def test_the_database_refuses_too(cast: Cast) -> None:
    with acting(cast.scope(cast.stranger)):
        assert Member.objects.filter(pk=cast.maker.id).update(phone="0") == 0
        assert Site.objects.filter(uuid=cast.site).delete()[0] == 0
    with acting(cast.scope(cast.operator)):
        assert Member.objects.filter(pk=cast.maker.id).update(phone="044-000-0000") == 1


def test_only_the_coordinator_enters_members(cast: Cast) -> None:
    with acting(cast.scope(cast.operator)), pytest.raises(NotAllowed):
        enter("late")
    with acting(cast.scope(cast.coordinator)):
        assert enter("late").key == "late"
        with pytest.raises(Refused):
            enter("late")
        with pytest.raises(Refused) as second:
            enter("second-hub", is_coordinator=True)
    assert second.value.code == "one_coordinator"


def test_nobody_writes_without_a_scope(cast: Cast) -> None:
    with pytest.raises(NoScope):
        enter("nobody")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "Not a key"}, "key"),
        ({"kind": "bakery"}, "kind"),
        ({"name": Text("", "x")}, "name_ja"),
        ({"name": Text("長" * 10_000, "long")}, "name_ja"),
    ],
)
def test_bad_input_is_refused_with_its_field(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {"key": "good", "name": Text("良", "good"), "kind": "company", "joined_on": SINCE}
    with acting(cast.scope(cast.coordinator)):
        with pytest.raises(BadInput) as refused:
            services.add_member(**(good | wrong))
        assert refused.value.field == field
        assert Member.objects.count() == 4


def test_a_period_runs_forward_and_words_are_known(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        with pytest.raises(BadInput):
            services.add_capability(cast.site, "apheresis", valid_from=TODAY, valid_until=SINCE)
        with pytest.raises(BadInput):
            services.add_capability(cast.site, "apheresis", valid_from=SINCE, setting="holiday")
        with pytest.raises(BadInput):
            services.add_capability(cast.site, "own_word", valid_from=SINCE)
        services.add_capability(cast.site, "own_word", stage="supply", valid_from=SINCE)
        with pytest.raises(Refused):
            services.add_capability(cast.site, "own_word", stage="supply", valid_from=SINCE)


def test_an_address_is_given_once_whatever_its_letters(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        for email in ("ONO@maker.example", "no address"):
            with pytest.raises(Refused):
                services.add_person(cast.maker.uuid, email=email, name=Text("人", "p"), now=NOW)
        assert Person.objects.get_by_natural_key("ONO@Maker.example").uuid == cast.operator.person_uuid


def test_quality_is_independent_of_manufacturing(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        with pytest.raises(Refused) as refused:
            services.appoint(cast.quality.person_uuid, cast.maker.uuid, "operator", valid_from=TODAY)
        assert refused.value.code == "independence"
        services.end_appointment(
            cast.quality.person_uuid, cast.maker.uuid, "quality", last_day=TODAY - timedelta(days=1)
        )
        services.appoint(cast.quality.person_uuid, cast.maker.uuid, "operator", valid_from=TODAY)
        person = Person.objects.get(uuid=cast.quality.person_uuid)
        now, before = queries.actor_of(person, TODAY), queries.actor_of(person, SINCE)
    assert now is not None
    assert now.roles == {"operator"}
    assert before is not None
    assert before.roles == {"quality"}


def test_coordinators_belong_to_the_coordinator(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)), pytest.raises(Refused) as refused:
        services.appoint(cast.operator.person_uuid, cast.maker.uuid, "coordinator", valid_from=SINCE)
    assert refused.value.code == "coordinator_only"
    assert Appointment.objects.filter(role="coordinator").count() == 1


def test_an_appointment_ends_and_the_person_acts_no_more(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        services.end_appointment(cast.operator.person_uuid, cast.maker.uuid, "operator", last_day=TODAY)
        with pytest.raises(NotFound):
            services.end_appointment(cast.operator.person_uuid, cast.maker.uuid, "qc", last_day=TODAY)
    person = Person.objects.get(uuid=cast.operator.person_uuid)
    assert queries.actor_of(person, TODAY) is not None
    assert queries.actor_of(person, TODAY + timedelta(days=1)) is None


def test_the_actor_takes_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    person = Person.objects.get(uuid=cast.coordinator.person_uuid)
    with django_assert_num_queries(1):
        actor = queries.actor_of(person, TODAY)
    assert actor is not None
    assert actor.is_coordinator
    assert actor.member_uuid == cast.hub.uuid
    assert services.scope_of_person(person) is not None


def test_training_is_read_by_the_member_alone(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        services.record_training(
            cast.operator.person_uuid, cast.maker.uuid, "apheresis", valid_from=SINCE, valid_until=TODAY
        )
        own = (cast.operator.person_uuid, cast.maker.uuid)
        assert queries.trained_subjects(*own, TODAY) == {"apheresis"}
        assert queries.trained_subjects(*own, TODAY + timedelta(days=1)) == frozenset()
    with acting(cast.scope(cast.stranger)):
        assert queries.trained_subjects(*own, TODAY) == frozenset()
    with acting(Scope(name="gate")):
        assert queries.trained_subjects(*own, TODAY) == {"apheresis"}


def test_an_agreement_is_read_by_those_it_binds(cast: Cast) -> None:
    with acting(cast.scope(cast.coordinator)):
        services.add_agreement("quality", [cast.maker.uuid, cast.partner.uuid], valid_from=SINCE)
    asked = (cast.maker.uuid, cast.partner.uuid, "quality", TODAY)
    with acting(cast.scope(cast.operator)):
        assert queries.has_agreement(*asked)
        assert not queries.has_agreement(cast.maker.uuid, cast.partner.uuid, "data", TODAY)
    with acting(cast.scope(cast.stranger)):
        assert not queries.has_agreement(*asked)
    with acting(Scope(name="gate")):
        assert queries.has_agreement(*asked)


def test_the_coordinator_sees_cases_only_under_agreement(cast: Cast) -> None:
    everyone = [cast.maker.uuid, cast.partner.uuid, cast.outsider.uuid]
    with acting(cast.scope(cast.coordinator)):
        for member, view in ((cast.maker, True), (cast.partner, False)):
            services.add_agreement(
                "coordination",
                [cast.hub.uuid, member.uuid],
                valid_from=SINCE,
                valid_until=TODAY,
                grants_coordinator_view=view,
            )
        assert queries.members_granting_view(everyone, TODAY) == {cast.maker.uuid}
        assert queries.members_granting_view(everyone, TODAY + timedelta(days=1)) == frozenset()
    with acting(
        cast.scope(cast.operator)
    ):  # who opens a case reads its own lines only, and must find the same
        assert queries.members_granting_view([cast.maker.uuid], TODAY) == {cast.maker.uuid}


@pytest.mark.parametrize("kind", ["quality", "coordination"])
def test_the_view_is_granted_to_the_coordinator_only(cast: Cast, kind: str) -> None:
    with acting(cast.scope(cast.coordinator)):
        with pytest.raises(Refused) as refused:
            services.add_agreement(
                kind, [cast.maker.uuid, cast.partner.uuid], valid_from=SINCE, grants_coordinator_view=True
            )
        assert refused.value.code == "view_without_coordinator"
        with pytest.raises(BadInput):
            services.add_agreement("data", [cast.maker.uuid], valid_from=SINCE)
        assert not Agreement.objects.exists()


def test_who_may_enter_for_a_member_without_account(cast: Cast) -> None:
    with acting(cast.scope(cast.coordinator)):
        paper = enter("paper", has_account=False)
        services.add_agreement("quality", [cast.maker.uuid, paper.uuid], valid_from=SINCE)
    with acting(cast.scope(cast.operator)):
        represented = queries.representation_of(paper.uuid, TODAY)
    assert represented.agreed_members == {cast.maker.uuid}
    assert not represented.has_account


def test_suppliers_are_approved_per_material(cast: Cast) -> None:
    with acting(cast.scope(cast.quality)):
        services.approve_supplier(cast.maker.uuid, cast.outsider.uuid, "culture_medium", valid_from=SINCE)
        approved = queries.approved_suppliers(cast.maker.uuid, "culture_medium", TODAY)
        assert approved == {cast.outsider.uuid}
        assert not queries.approved_suppliers(cast.maker.uuid, "enzyme", TODAY)
