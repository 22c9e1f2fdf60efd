"""Confirmed dates go to a case: its steps are planned as promised, at the sites promised."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys.web.test_orders import typed
from tests.planning.asking.conftest import FROZEN, Hospital, set_the_stage
from tests.planning.asking.test_requests import hold, told
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.domain.planning import Dates
from tsunagu.journeys.models import Journey, JourneyStep
from tsunagu.journeys.services.plan_steps import plan_steps
from tsunagu.journeys.services.sealed_dates import seal, unseal
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.models import Booking
from tsunagu.planning.queries.requests import RequestView, request_of
from tsunagu.planning.services.give_dates import dates_for_order, take_order
from tsunagu.planning.services.reserve import confirm, give_back, withdraw_request

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]


def confirmed(hospital: Hospital) -> UUID:
    uuid = hospital.ask()
    hold(hospital, uuid)
    with hospital.world.acting(hospital.actor):
        confirm(hospital.actor, uuid, hospital.world.now)
    return uuid


def dates_of(hospital: Hospital, uuid: UUID) -> Dates:
    with hospital.world.acting(hospital.actor):
        return dates_for_order(hospital.actor, uuid, hospital.world.now)


def ordered(hospital: Hospital, uuid: UUID, number: int = 1) -> UUID:
    """Order with the dates of a request, as the demonstration does; the worker binds the case."""
    dates = dates_of(hospital, uuid)
    with acting(Scope("worker")):
        chain = begin(Planned(dates.route, number), hospital.world.now, dates)
    bind(hospital, chain)
    return chain


def bind(hospital: Hospital, chain: UUID) -> None:
    """Do what the worker does once an order is placed."""
    with acting(Scope("worker")):
        row = LedgerRow.objects.filter(chain=chain, name="order_placed").get()
        take_order(chain, row.uuid, hospital.world.now)


def seen(hospital: Hospital, uuid: UUID) -> RequestView:
    with hospital.world.acting(hospital.actor):
        return request_of(uuid)


def rows_of(chain: UUID) -> dict[str, JourneyStep]:
    with acting(Scope("auditor")):
        return {row.key: row for row in JourneyStep.objects.filter(chain=chain)}


def test_a_case_goes_by_the_dates_and_sites_that_were_confirmed(hospital: Hospital) -> None:
    uuid = confirmed(hospital)
    chain = ordered(hospital, uuid)
    found = seen(hospital, uuid)
    assert (found.state, found.chain) == ("ordered", chain)
    proposal, rows = found.proposals[found.chosen or 0], rows_of(chain)
    for key, start, end in proposal.steps:
        assert (rows[key].planned_start, rows[key].planned_end) == (start, end)
    named = {site.uuid: site.key for site in all_sites(tokyo_date(hospital.world.now))}
    assert {named[row.site] for row in rows.values() if row.site} == set(proposal.sites.values())
    with acting(Scope("auditor")):
        assert Journey.objects.get(chain=chain).promised_at == proposal.goal
        assert Booking.objects.filter(request__uuid=uuid).exists()
    after = [row for key, row in rows.items() if row.action == "follow_up"]
    assert all(row.planned_start >= proposal.goal for row in after)


def test_dates_bind_one_case_and_no_more(hospital: Hospital) -> None:
    uuid = confirmed(hospital)
    dates = dates_of(hospital, uuid)
    first = ordered(hospital, uuid)
    bind(hospital, first)  # the job runs twice
    with hospital.world.acting(hospital.actor):
        with pytest.raises(Refused, match="request_state"):
            dates_for_order(hospital.actor, uuid, hospital.world.now)
        with pytest.raises(Refused, match="request_state"):
            give_back(hospital.actor, uuid, hospital.world.now)
    assert told("dates_without_capacity") == set()
    with acting(Scope("worker")):
        second = begin(Planned(FROZEN, 2), hospital.world.now, dates)  # an old page is sent once more
    bind(hospital, second)
    assert seen(hospital, uuid).chain == first
    assert told("dates_without_capacity") == {hospital.actor.member_id}
    with hospital.world.acting(hospital.actor):
        withdraw_request(hospital.actor, uuid, hospital.world.now)
        assert not Booking.objects.filter(request__uuid=uuid).exists()


def test_nothing_is_ordered_with_dates_that_are_only_held_or_have_passed(hospital: Hospital) -> None:
    uuid = hospital.ask()
    hold(hospital, uuid)
    world = hospital.world
    with world.acting(hospital.actor):
        with pytest.raises(Refused, match="request_state"):
            dates_for_order(hospital.actor, uuid, world.now)
        confirm(hospital.actor, uuid, world.now)
        with pytest.raises(Refused, match="proposal_past"):
            dates_for_order(hospital.actor, uuid, world.now + timedelta(days=60))
    dates = dates_of(hospital, uuid)
    assert unseal(seal(dates)) == dates
    for wrong in ("", "x", seal(dates)[:-3], seal(dates).swapcase()):
        with pytest.raises(BadInput):
            unseal(wrong)


def test_from_the_request_to_the_order_and_back(hospital: Hospital, browser: SignIn) -> None:
    uuid, client = confirmed(hospital), browser(hospital.actor)
    answer = client.post(reverse("planning:order_dates", args=[uuid]))
    form = client.get(answer["Location"]).content.decode()
    assert "確定した日程" in form
    assert 'name="begins_at"' not in form
    sealed = form.split('name="dates" value="')[1].split('"')[0]
    sent = typed(form, therapy=FROZEN, dates=sealed, consents=["treatment", "network_data", "retained_cells"])
    wrong = client.post("/journeys/order/", sent | {"dates": sealed[:-2]})
    assert wrong.status_code == 400
    assert "日程を読み取れません" in wrong.content.decode()
    placed = client.post("/journeys/order/", sent)
    assert placed.status_code == 302, placed.content.decode()
    with acting(Scope("auditor")):
        chain = Journey.objects.get().chain
    bind(hospital, chain)
    page = client.get(reverse("planning:request", args=[uuid])).content.decode()
    assert placed["Location"] in page
    assert "症例に反映済み" in page


def test_only_the_hospital_gives_a_case_other_dates_and_what_follows_moves_along(
    hospital: Hospital, other: Hospital
) -> None:
    chain = ordered(hospital, confirmed(hospital))
    before, now, week = rows_of(chain), hospital.world.now, timedelta(days=7)
    steps = {
        key: (row.planned_start + week, row.planned_end + week)
        for key, row in before.items()
        if row.action in ("prepare", "administer")
    }
    with other.world.acting(other.actor), pytest.raises(Refused):
        plan_steps(other.actor, chain, steps, "院内の都合", now)
    maker = hospital.world.actor("tonomachi-cells", "supervisor")
    with hospital.world.acting(maker), pytest.raises(NotAllowed):
        plan_steps(maker, chain, steps, "院内の都合", now)
    with hospital.world.acting(hospital.actor):
        for wrong, code in (
            ({}, "step"),
            ({"no": (now, now)}, "step"),
            ({"collect": (now, now - week)}, "step"),
        ):
            with pytest.raises(Refused, match=code):
                plan_steps(hospital.actor, chain, wrong, "院内の都合", now)
        with pytest.raises(BadInput, match="reason"):
            plan_steps(hospital.actor, chain, steps, " ", now)
        assert rows_of(chain)["administer"].planned_start == before["administer"].planned_start
        assert not plan_steps(hospital.actor, chain, steps, "院内の都合", now, "k").was_there
        assert plan_steps(hospital.actor, chain, steps, "院内の都合", now, "k").was_there
    after = rows_of(chain)
    for key, row in after.items():
        moved = row.planned_start - before[key].planned_start
        is_later = row.action in ("prepare", "administer", "follow_up")
        assert moved == (week if is_later else timedelta()), key
    with acting(Scope("auditor")):
        journey = Journey.objects.get(chain=chain)
    assert journey.promised_at == after["administer"].planned_start
    assert journey.first_promised_at == before["administer"].planned_start
