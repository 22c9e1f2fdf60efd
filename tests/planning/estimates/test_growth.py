"""A culture that grows to a target: planned as surely as assumed, late by what its growth says, until it is learned."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.planning.asking.test_route_options import FIGURES, route, sites
from tsunagu.planning.domain.asking.proposing import proposals
from tsunagu.planning.domain.asking.record import TOKYO, Kept, kept, proposal_data
from tsunagu.planning.domain.asking.route_options import Limits, chain_of, planned_steps
from tsunagu.planning.domain.estimates.assumptions import Spread
from tsunagu.planning.domain.estimates.figures import Figures, Given, Ground, accepting, spreads_of
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.web.asking_certainty import certainty
from tsunagu.therapies.domain.expansion import hours_at, mean_excess

KNEE = route("auto-adipose-msc-knee")
CULTURE = KNEE.step("culture")
SITES = {party: party for party in KNEE.parties}
LEARNED = Place("duration", "tend", "processor", route=KNEE.key, step="culture")


def ground(figures: Figures = FIGURES) -> Ground:
    return Ground(figures, KNEE, SITES)


def test_it_is_planned_so_long_that_the_assumed_share_reaches_the_target() -> None:
    assert CULTURE.expansion is not None
    wanted = hours_at(CULTURE.expansion, 0.8)
    assert CULTURE.duration_hours < wanted
    assert wanted <= ground().hours(CULTURE) < wanted + 1
    (option,) = chain_of(KNEE, sites(KNEE), [], Limits(), FIGURES).options
    task = option.tasks[option.index["culture"]]
    assert (task.shortest, task.longest) == (ground().hours(CULTURE), ground().hours(CULTURE) + 48)
    surer = replace(FIGURES, assumed=replace(FIGURES.assumed, culture_sure=0.95))
    assert ground(surer).hours(CULTURE) > task.shortest


def test_how_late_it_is_follows_from_its_growth() -> None:
    assert CULTURE.expansion is not None
    found, flat = ground().given(CULTURE), FIGURES.assumed.spreads["tend"]
    assert 0.18 < found.spread.late_share <= 0.2
    assert found.spread.late_hours == pytest.approx(mean_excess(CULTURE.expansion, ground().hours(CULTURE)))
    assert found.spread.failure == flat.failure
    assert found.n == 0
    kept_longer = ground().given(CULTURE, ground().hours(CULTURE) + 24).spread
    assert kept_longer.late_share < 0.07
    assert ground().given(CULTURE, 100) == found
    plain = replace(CULTURE, expansion=None)
    assert ground().given(plain) == Given(flat)


def test_what_was_learned_at_the_site_outranks_it() -> None:
    known = accepting(FIGURES, LEARNED, {"hours": 430.2}, 12)
    assert ground(known).hours(CULTURE) == 431
    assert ground(known).expansion(CULTURE) is None
    assert ground(known).given(CULTURE) == Given(FIGURES.assumed.spreads["tend"])
    elsewhere = accepting(FIGURES, replace(LEARNED, site="other"), {"hours": 430.2}, 12)
    assert ground(elsewhere).hours(CULTURE) == ground().hours(CULTURE)


def test_observed_chances_outrank_it() -> None:
    seen = {"late_share": 0.3, "late_hours": 10.0, "failure": 0.05}
    known = accepting(FIGURES, Place("chance", "tend", "processor"), seen, 40)
    assert ground(known).given(CULTURE) == Given(Spread(0.3, 10.0, 0.05), 40)
    assert ground(known).hours(CULTURE) == ground().hours(CULTURE)


def proposed() -> Kept:
    chain = chain_of(KNEE, sites(KNEE), [], Limits(), FIGURES)
    journey = Journey("request", 1, chain.goal, chain.options)
    problem = Problem(date(2026, 11, 20), 60 * 24, (), (journey,))
    steps = planned_steps(KNEE)
    made = proposals(problem, journey, problem, lambda _, lengths: spreads_of(ground(), steps, lengths))[0]
    return kept(proposal_data(made, problem.start))


def test_a_request_names_the_culture_as_what_the_time_comes_from(db: None) -> None:
    found, now = proposed(), datetime(2026, 11, 20, tzinfo=TOKYO)
    shown = certainty(found, KNEE, FIGURES, now)
    (culture,) = shown["cultures"]
    assert (culture["low"], culture["high"], culture["planned"]) == ("18.4", "22.3", "21.2")
    assert culture["percent"] == 80
    assert shown["slack_after"] == CULTURE.name
    assert shown["now_percent"] is None
    card = {"certainty": shown, "percent": 70, "failing": 5}
    with translation.override("ja"):
        page = render_to_string("planning/requests/certainty.html", {"card": card})
    assert "「拡大培養」です。細胞が目標数に達するまで18.4〜22.3日" in page
    assert "21.2日を計画しています（80%" in page
    learned = accepting(FIGURES, LEARNED, {"hours": 430.2}, 12)
    assert certainty(found, KNEE, learned, now)["cultures"] == []
