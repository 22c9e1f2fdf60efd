"""One result with all that it carries: how it came about, what it was judged by, who verified it, what replaced it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.evaluation.queries import (
    InvestigationView,
    ResultDetail,
    ResultView,
    details_of,
    investigations_of,
    results_of,
)
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.page import find_chain, load_course
from tsunagu.journeys.queries.seeing import check_seen
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import site_names
from tsunagu.therapies.domain.route import Characteristic, Panel, Step

NOBODY = Text("―", "–")


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A result, its specification as the journey's route version has it, and every value before and after it.

    ``history`` : all results of the same characteristic in the same attempt of the step, oldest first.
    """

    course: Course
    step: Step
    panel: Panel
    characteristic: Characteristic
    result: ResultView
    detail: ResultDetail
    specimen: str
    history: list[tuple[ResultView, ResultDetail]]
    investigations: list[InvestigationView]
    people: dict[UUID, Text]
    members: dict[UUID, Text]
    sites: dict[UUID, Text]

    def person(self, uuid: UUID | None) -> Text:
        """Return the name of a person who signed."""
        return self.people.get(uuid, NOBODY) if uuid else NOBODY


def result_page(number: str, uuid: UUID, now: datetime) -> ResultPage:
    """Return the details of one result of the journey with this number; only its parties may."""
    chain = find_chain(number)
    _board, course = load_course(chain)
    every = results_of([chain], with_replaced=True, with_awaiting=True)
    result = next((one for one in every if one.uuid == uuid), None)
    if result is None or not course.route.has_step(result.step):
        raise NotFound("no_such_result", _NO_RESULT)
    check_seen("results", result.member, local_day(now))
    history = [
        one
        for one in every
        if (one.step, one.attempt, one.characteristic) == (result.step, result.attempt, result.characteristic)
    ]
    details = details_of([one.uuid for one in history])
    known = {one.uuid for one in history}
    panel = course.route.panel(result.panel)
    return ResultPage(
        course=course,
        step=course.route.step(result.step),
        panel=panel,
        characteristic=panel.characteristic(result.characteristic),
        result=result,
        detail=details[uuid],
        specimen=_label(details[uuid].specimen),
        history=[(one, details[one.uuid]) for one in history],
        investigations=[one for one in investigations_of([chain]) if one.result in known],
        people=person_names(_people(history, details.values())),
        members=member_names({one.member for one in history}),
        sites=site_names({one.site for one in history if one.site}),
    )


def _label(specimen: UUID | None) -> str:
    if specimen is None:
        return ""
    with gate_scope():
        return next((one.label for one in items_by_uuid([specimen])), "")


def _people(history: Iterable[ResultView], details: Iterable[ResultDetail]) -> set[UUID]:
    found = {uuid for one in history for uuid in (one.tested_by, one.verified_by, one.confirmed_by)}
    return {uuid for uuid in (*found, *(one.returned_by for one in details)) if uuid is not None}


_NO_RESULT = Text("該当する結果がありません。", "There is no such result.")
