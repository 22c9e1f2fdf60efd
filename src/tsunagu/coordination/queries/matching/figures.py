"""What came of needs and consultations, counted over the whole network; only counts leave this file."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tsunagu.coordination.domain.matching.figures import Counted, Course, counted
from tsunagu.coordination.domain.matching.needs import KINDS
from tsunagu.coordination.models import Consultation, Introduction, Need
from tsunagu.foundation.scope import gate_scope
from tsunagu.members.domain.stages import STAGES


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period: of all, by kind, by stage; outcomes and what came of them, by their words."""

    all: Counted
    by_kind: dict[str, Counted]
    by_stage: dict[str, Counted]
    consultations: int
    direct: int
    outcomes: dict[str, int]
    came_of_it: dict[str, int]
    asked_what_came: int


def figures(since: datetime, until: datetime) -> Figures:
    """Return what was posted and begun in a period, in three queries.

    Confidential needs count too, so rows are read in the gate's scope, where nothing can be written.
    """
    with gate_scope():
        courses = _courses(since, until)
        rows = list(
            Consultation.objects.filter(opened_at__gte=since, opened_at__lt=until).values_list(
                "need_id", "outcome", "came_of_it", "ended_at"
            )
        )
    outcomes = Counter(outcome for _, outcome, _, ended in rows if ended is not None and outcome)
    came = Counter(word for _, _, word, _ in rows if word)
    return Figures(
        all=counted(courses),
        by_kind={key: counted(one for one in courses if one.kind == key) for key in KINDS},
        by_stage={key: counted(one for one in courses if one.stage == key) for key in (*STAGES, "")},
        consultations=len(rows),
        direct=sum(need is None for need, *_ in rows),
        outcomes=dict(outcomes),
        came_of_it=dict(came),
        asked_what_came=sum(outcome not in ("", "none") for _, outcome, _, _ in rows),
    )


def _courses(since: datetime, until: datetime) -> list[Course]:
    needs = list(
        Need.objects.filter(posted_at__gte=since, posted_at__lt=until).values_list(
            "pk", "kind", "stage", "posted_at"
        )
    )
    keys = [pk for pk, *_ in needs]
    introduced: Counter[int] = Counter()
    first: dict[int, datetime] = {}
    rows = Introduction.objects.filter(need_id__in=keys).exclude(state__in=["refused", "proposed"])
    names = ("need_id", "state", "made_at", "answered_at", "invited_id", "by_member_id")
    for need, state, made_at, answered_at, invited, by in rows.values_list(*names):
        introduced[need] += 1
        # who offers itself answers by that; what was withdrawn was answered by nobody
        at = made_at if invited == by else None if state == "withdrawn" else answered_at
        if at is not None:
            first[need] = min(first.get(need, at), at)
    talks: Counter[int] = Counter()
    agreed: Counter[int] = Counter()
    for need, outcome in Consultation.objects.filter(need_id__in=keys).values_list("need_id", "outcome"):
        if need is not None:
            talks[need] += 1
            agreed[need] += outcome not in ("", "none")
    return [
        Course(kind, stage, posted_at, introduced[pk], talks[pk], agreed[pk], first.get(pk))
        for pk, kind, stage, posted_at in needs
        if posted_at is not None
    ]
