"""Chains arranged for the templates: the line of steps, the table, the picture of the front."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.composing import words
from tsunagu.coordination.domain.composing.explaining import Explained
from tsunagu.coordination.domain.composing.problem import Chain, Criteria, Step
from tsunagu.coordination.domain.composing.shape import Move, Shape, ordered
from tsunagu.coordination.services.composing.compose import Composed, Proposed
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.lanes import DAYS_OF_WEEK
from tsunagu.members.domain.vocabulary import BANDS, word
from tsunagu.therapies.domain.vocabulary import PARTIES

HOURS_A_DAY = 24
HOSPITAL = "hospital"
MOST_BESIDE = 3
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 260, 64, 24, 16, 44


@dataclass(frozen=True)
class Column:
    """One column of the line: steps taken at one place in a row, or a transport."""

    stage: str
    first: Text
    rest: Text
    name: Text
    part: str
    detail: Text
    beside: tuple[Text, ...]
    more: int
    is_alone: bool
    is_move: bool


def columns(composed: Composed, number: int, explained: Sequence[Explained]) -> list[Column]:
    """Return the columns of one chain, in working order."""
    proposed, by_part = composed.proposals[number], {one.part.key: one for one in explained}
    moves = {move.step.key: move for move in composed.shape.moves}
    found: list[Column] = []
    for run in _runs(composed.shape):
        move = moves.get(run[0].key)
        if move is not None:
            found.append(_move_column(composed, proposed, move))
        if run[0].action != "transport":
            found.append(_part_column(proposed, by_part[composed.shape.by_step[run[0].key]], run, composed))
    return [column for column in found if not (column.is_move and column.part == "")]


def _runs(shape: Shape) -> list[list[Step]]:
    """Return the steps in working order, those that follow each other in one part and stage group together."""
    runs: list[list[Step]] = []
    for step in ordered(shape.request.steps):
        part = shape.by_step.get(step.key)
        if runs and part and shape.by_step.get(runs[-1][0].key) == part:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _part_column(proposed: Proposed, one: Explained, run: list[Step], composed: Composed) -> Column:
    could = [other.site.name for other in one.others if other.could]
    seconds = proposed.checked.seconds or {}
    is_alone = composed.shape.is_free(one.part.key) and one.part.key not in seconds
    main = _main(run)
    detail = Text("", "") if main.hours < HOURS_A_DAY else days_text(main.hours)
    return Column(
        main.stage, run[0].name, words.listed([step.name for step in run[1:]]), one.site.name, one.part.key, detail,
        tuple(could[:MOST_BESIDE]), max(0, len(could) - MOST_BESIDE), is_alone, False,
    )  # fmt: skip


def _main(steps: Sequence[Step]) -> Step:
    """Return the step that takes longest; following up a patient is none that others wait for."""
    return max(steps, key=lambda step: (step.hours if step.action != "follow_up" else 0, step.key))


def _move_column(composed: Composed, proposed: Proposed, move: Move) -> Column:
    lane_uuid = proposed.chain.lanes[move.key]
    band = word(BANDS, move.band)
    name = Text("検体の輸送", "Sample") if move.step.action != "transport" else move.step.name
    if lane_uuid is None:
        return Column("transport", name, Text("", ""), Text("", ""), "", band, (), 0, False, True)
    lane = composed.network.lanes_by_uuid[lane_uuid]
    facts = composed.verifier.facts
    ends = [composed.network.by_uuid[proposed.chain.sites[part]] for part in (move.origin, move.target)]
    others = {
        other.courier.name: None
        for other in facts.lanes_for(move).values()
        if other.courier.uuid != lane.courier.uuid and facts.carries(other, move, ends[0], ends[1])
    }
    on = words.leaving(lane.weekdays) if "0" in lane.weekdays else Text("", "")
    detail = Text(f"{band.ja}　{lane.hours}時間", f"{band.en}, {lane.hours} h")
    names = tuple(others)[:MOST_BESIDE]
    is_alone = move.key not in (proposed.checked.seconds or {})
    return Column("transport", name, on, lane.courier.name, move.key, detail, names, 0, is_alone, True)


def beginnings(composed: Composed, number: int) -> list[Text]:
    """Return on which weekdays windows of a chain may begin, of those for which it can't be any."""
    found = composed.verifier.beginnings(composed.proposals[number].chain)
    return [words.begins_on(limit.window.name, days) for limit, days in found if len(days) < DAYS_OF_WEEK]


def days_text(hours: int) -> Text:
    """Return a length of time in days."""
    days = round(hours / HOURS_A_DAY)
    return Text(f"{days}日", f"{days} day{'' if days == 1 else 's'}")


def rows(composed: Composed, shown: int) -> list[dict[str, Any]]:
    """Return the table of the proposals."""
    least = best_figures([one.checked.criteria for one in composed.proposals if one.checked.criteria])
    return [
        _row(composed, number, one, shown) | {"best": words.listed(least.get(number, ()))}
        for number, one in enumerate(composed.proposals)
    ]


def best_figures(found: Sequence[Criteria]) -> dict[int, list[Text]]:
    """Return in which figures a proposal is better than every other shown, by its place."""
    told: dict[int, list[Text]] = {}
    for name, text in words.BEST.items():
        figures = [getattr(one, name) for one in found]
        if len(figures) > 1 and figures.count(least := min(figures)) == 1:
            told.setdefault(figures.index(least), []).append(text)
    return told


def _row(composed: Composed, number: int, one: Proposed, shown: int) -> dict[str, Any]:
    criteria = one.checked.criteria
    assert criteria is not None  # noqa: S101 - a chain that doesn't hold is not proposed
    needed, alone = list(composed.verifier.papers_needed(one.chain)), alone_names(composed, one)
    known = composed.network.agreements
    unknown = sum(1 for _, a, b in needed if not known.knows(a, b))
    starts = composed.facts_on + timedelta(days=criteria.lead_days)
    return {
        "number": number + 1, "is_shown": number == shown, "criteria": criteria,
        "days": f"{criteria.hours / HOURS_A_DAY:.1f}", "spread": -(-one.checked.spread_hours // HOURS_A_DAY),
        "alone": len(alone), "alone_names": words.listed(alone),
        "countable": len(list(composed.verifier.countable(one.chain))),
        "papers": len(needed), "in_place": len(needed) - unknown - criteria.papers, "unknown": unknown,
        "missing": words.listed(missing_papers(composed, one.chain)) if criteria.papers else None,
        "ready_on": starts, "is_late": starts > composed.problem.request.starts_on,
    }  # fmt: skip


def alone_names(composed: Composed, one: Proposed) -> list[Text]:
    """Return the parts and transports of a chain that hang on one member."""
    seconds = one.checked.seconds or {}
    keys = [key for key in composed.verifier.countable(one.chain) if key not in seconds]
    moves = {move.key: _between(composed, one.chain, move) for move in composed.shape.moves}
    return [moves[key] if key in moves else part_name(composed.shape, key) for key in keys]


def _between(composed: Composed, chain: Chain, move: Move) -> Text:
    """Return the name of a move with the places that it joins."""
    one, other = (composed.network.by_uuid[chain.sites[part]].place for part in (move.origin, move.target))
    return Text(f"輸送（{one.ja}→{other.ja}）", f"transport {one.en} → {other.en}")


def part_name(shape: Shape, part: str) -> Text:
    """Return how a part is called: the hospital so, others by the capability of their longest step."""
    found = shape.part[part]
    if found.party == HOSPITAL:
        return PARTIES[HOSPITAL]
    return capability_name(_main(found.steps).capability)


def missing_papers(composed: Composed, chain: Chain) -> list[Text]:
    """Return between whom agreements are known to be missing."""
    names: dict[UUID, Text] = {site.member.uuid: site.member.name for site in composed.network.sites}
    names |= {lane.courier.uuid: lane.courier.name for lane in composed.network.lanes}
    return [
        Text(f"{names[one].ja}–{names[other].ja}", f"{names[one].en} – {names[other].en}")
        for _, one, other in composed.verifier.papers_missing(chain)
    ]


def picture(found: Iterable[tuple[int, Criteria]], shown: int) -> dict[str, Any]:
    """Return the points of the picture: days across, cost up; hollow where a part hangs on one member."""
    points = list(found)
    xs = [one.hours / HOURS_A_DAY for _, one in points]
    ys = [float(one.cost) for _, one in points]
    across, up = _scale(xs, LEFT, WIDTH - RIGHT), _scale(ys, HEIGHT - BOTTOM, TOP)
    return {
        "width": WIDTH, "height": HEIGHT, "bottom": HEIGHT - BOTTOM, "left": LEFT, "right": WIDTH - RIGHT, "top": TOP,
        "points": [
            {"x": round(across(x), 1), "y": round(up(y), 1), "number": number + 1, "is_shown": number == shown,
             "is_alone": one.alone > 0, "label_y": round(up(y) - 10, 1)}
            for (number, one), x, y in zip(points, xs, ys, strict=True)
        ],
        "x_ends": [f"{min(xs):.1f}", f"{max(xs):.1f}"], "y_ends": [f"{min(ys):,.0f}", f"{max(ys):,.0f}"],
    }  # fmt: skip


def _scale(values: list[float], start: int, end: int) -> Any:
    low, high = min(values), max(values)
    pad = (high - low) * 0.08
    low, high = (low - pad, high + pad) if high > low else (low - 1, high + 1)
    return lambda value: start + (value - low) / (high - low) * (end - start)


def explained_shown(composed: Composed, explained: Sequence[Explained]) -> list[dict[str, Any]]:
    """Return the reasons for each part; that of the longest work which others could take too is open."""
    free = [one for one in explained if composed.shape.is_free(one.part.key)] or list(explained)
    opened = max(free, key=lambda one: (_main(one.part.steps).hours, one.part.key)).part.key
    return [
        {"key": one.part.key, "name": part_name(composed.shape, one.part.key), "one": one,
         "stage": _main(one.part.steps).stage, "is_open": one.part.key == opened,
         "why": words.listed(one.why), "could": _others(one, could=True),
         "could_not": _others(one, could=False)}
        for one in explained
    ]  # fmt: skip


def _others(one: Explained, *, could: bool) -> list[tuple[Text, Text]]:
    return [(other.site.name, words.listed(other.says)) for other in one.others if other.could is could]


def steps_shown(steps: Iterable[Step], all_steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the steps as they may be changed: those left out too."""
    kept = {step.key: step for step in steps}
    return [
        {"step": kept.get(step.key, step), "is_off": step.key not in kept,
         "capability": capability_name(step.capability), "bands": list(BANDS.items())}
        for step in all_steps
    ]  # fmt: skip
