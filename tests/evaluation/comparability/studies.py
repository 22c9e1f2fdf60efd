"""Studies for tests: by the demonstration's invented lots, brought as far as a test needs them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import World
from tsunagu.demonstration.engine import comparability as invented
from tsunagu.evaluation.domain.comparability import StudyPlan
from tsunagu.evaluation.queries.comparability import (
    AnalysisView,
    StudyView,
    analysis_of,
    signatures_of,
    study_by_number,
)
from tsunagu.evaluation.services.conclude_study import analyse_study, sign_study, withdraw_study
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

MAKER, HOLDER = "shonan-bio", "tsubasa-stem"
DRIFTED = invented.TRUTHS | {"trophic_factor": replace(invented.TRUTHS["trophic_factor"], change=0.7)}
"""Lots after the change that secrete far less: equivalence must not be shown."""


def planned(world: World, **changes: Any) -> StudyView:
    """A study that is planned, with a lot on each side from eight donors."""
    return invented.plan(world.now, invented.lots(), replace(invented.PLAN, **changes))


def measured(world: World, values: str = "", **changes: Any) -> StudyView:
    """A study whose lots are measured."""
    study = planned(world, **changes)
    world.later(hours=1)
    invented.measure(study, values or invented.table(invented.lots()), world.now)
    return now_of(study)


def analysed(world: World, values: str = "", **changes: Any) -> StudyView:
    """A study ready to be signed."""
    study = measured(world, values, **changes)
    world.later(hours=1)
    invented.analyse(study, world.now)
    return now_of(study)


def concluded(world: World, values: str = "", **changes: Any) -> StudyView:
    """A study that both units have signed."""
    study = analysed(world, values, **changes)
    sign(world, study, MAKER, "quality")
    sign(world, study, HOLDER, "mah")
    return now_of(study)


def drifted() -> str:
    """Values of lots that the change has harmed."""
    return invented.table(invented.lots(), truths=DRIFTED)


def now_of(study: StudyView) -> StudyView:
    """The study as it stands."""
    with acting(Scope("auditor")):
        return study_by_number(study.number)


def analysis(study: StudyView) -> AnalysisView:
    """The analysis that stands."""
    with acting(Scope("auditor")):
        found = analysis_of(study_by_number(study.number))
    assert found is not None
    return found


def signers(study: StudyView) -> list[str]:
    """Which parts are signed."""
    with acting(Scope("auditor")):
        study_by_number(study.number)
        return [one.role for one in signatures_of(study.uuid)]


def as_someone(world: World, member: str, role: str, act: Callable[[Actor], Any]) -> Any:
    """Do something as a person of a member."""
    who = world.actor(member, role)
    with world.acting(who):
        return act(who)


def sign(world: World, study: StudyView, member: str, role: str, key: str | None = None) -> Any:
    """Sign what the present analysis says."""
    world.later(minutes=5)
    shown = analysis(study).input_hash
    return as_someone(world, member, role, lambda who: sign_study(who, study.number, shown, world.now, key))


def analyse(world: World, study: StudyView) -> Any:
    """Analyse a study."""
    world.later(minutes=5)
    return as_someone(world, MAKER, "quality", lambda who: analyse_study(who, study.number, world.now))


def withdraw(world: World, study: StudyView, reason: str = "測定法の誤りが判明") -> Any:
    """Withdraw a study."""
    world.now += timedelta(minutes=5)
    return as_someone(world, HOLDER, "mah", lambda who: withdraw_study(who, study.number, reason, world.now))


def refused(world: World, code: str, act: Callable[[], object]) -> Refused:
    """Assert that an act is refused and has written nothing."""
    with world.unchanged(), pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code, caught.value
    assert caught.value.reason.ja
    assert caught.value.reason.en
    return caught.value


def plan_with(**changes: Any) -> StudyPlan:
    """The invented plan with changes."""
    return replace(invented.PLAN, **changes)
