"""Needs, introductions and figures arranged for the templates."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tsunagu.coordination.domain.matching import consultations, introductions, needs
from tsunagu.coordination.domain.matching.scoring import Proposal
from tsunagu.coordination.queries.matching.consultations import ConsultationView
from tsunagu.coordination.queries.matching.figures import Figures
from tsunagu.coordination.queries.matching.needs import IntroductionView, NeedView
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES, SETTINGS, word

BADGES = {"draft": "wait", "open": "ok", "in_consultation": "warn", "answered": "ok", "closed": "wait"}
TABS = {
    "asking": Text("募集中", "Open"),
    "to_introduce": Text("紹介待ち", "Nobody introduced yet"),
    "mine_to_answer": Text("回答待ち（自組織）", "Waiting for your answer"),
    "own": Text("自組織の掲載", "Your postings"),
    "over": Text("成立・終了", "Answered and closed"),
}
NO_STAGE = Text("指定なし", "Not said")


def line(need: NeedView, today: date) -> dict[str, Any]:
    """Return a posting with its badge and its words."""
    words = need.content.words
    named = [
        capability_name(words.capability) if words.capability else None,
        word(CELL_TYPES, words.cell_type) if words.cell_type else None,
        word(SETTINGS, words.setting) if words.setting else None,
        word(BANDS, words.band) if words.band else None,
        word(AREAS, words.area) if words.area else None,
    ]
    return {
        "need": need,
        "kind": needs.KINDS[need.content.kind],
        "badge": BADGES[need.state],
        "state": needs.STATES[need.state],
        "reason": needs.REASONS.get(need.reason),
        "stage": STAGES.get(words.stage),
        "words": [one for one in named if one is not None],
        "is_over": need.state in needs.ASKING and need.is_over_on(today),
    }


def tabs(counts: dict[str, int], chosen: str, is_coordinator: bool) -> list[dict[str, Any]]:
    """Return the tabs of the list; what nobody was introduced to yet is the coordinator's work."""
    return [
        {"key": key, "name": name, "count": counts[key], "is_chosen": key == chosen}
        for key, name in TABS.items()
        if is_coordinator or key != "to_introduce"
    ]


def introduction(one: IntroductionView, actor: Actor, is_coordinator: bool) -> dict[str, Any]:
    """Return an introduction with what this person may do about it."""
    asked = {"poster": one.poster_id, "invited": one.invited_id}.get(one.waits_for)
    return {
        "one": one,
        "badge": introductions.BADGES[one.state],
        "state": introductions.STATES[one.state],
        "is_asked": asked == actor.member_id and not actor.is_reader,
        "question": QUESTIONS.get(one.state),
        "may_withdraw": one.state in introductions.WAITING
        and not actor.is_reader
        and (is_coordinator or one.by_id == actor.member_id),
    }


QUESTIONS = {
    "proposed": Text(
        "限定公開の内容を、この会員に見せてよいですか。「はい」で、この会員に読めるようになり、回答を依頼します。",
        "May this member read what is confidential? By “yes” it can read it, and is asked for an answer.",
    ),
    "asked": Text(
        "相談を始めますか。「はい」で、双方と調整担当が参加する相談が始まります。",
        "Will you talk? By “yes” a consultation of both sides and the coordinator begins.",
    ),
    "offered": Text(
        "この会員と相談を始めますか。「はい」で、双方と調整担当が参加する相談が始まります。",
        "Will you talk with this member? By “yes” a consultation of both sides and the coordinator begins.",
    ),
}


def proposed(found: Sequence[Proposal], known: Iterable[IntroductionView]) -> list[dict[str, Any]]:
    """Return the proposals that nobody was introduced by yet; most points first."""
    taken = {one.invited_uuid for one in known if one.state not in introductions.STATES_OVER}
    return [{"one": one, "place": one.site.place} for one in found if one.member.uuid not in taken]


def consultation(view: ConsultationView) -> dict[str, Any]:
    """Return a consultation with its badge."""
    return {
        "view": view,
        "badge": consultations.BADGES[view.state],
        "state": consultations.STATES[view.state],
        "outcome": consultations.OUTCOMES.get(view.outcome) if view.ended_at else None,
    }


def figures_shown(found: Figures) -> dict[str, Any]:
    """Return the tables of the figures; rows without anything are left out, and stages come in their order."""
    stages = [
        (STAGES[key].name if key else NO_STAGE, one) for key, one in found.by_stage.items() if one.posted
    ]
    return {
        "all": found.all,
        "tables": [
            ("kind", [(needs.KINDS[key], one) for key, one in found.by_kind.items()]),
            ("stage", stages),
        ],
        "outcomes": [(name, found.outcomes.get(key, 0)) for key, name in consultations.OUTCOMES.items()],
        "came": [(name, found.came_of_it.get(key, 0)) for key, name in consultations.CAME_OF_IT.items()],
        "found": found,
    }
