"""Gaps in plain sentences, those that differ only in the place put together."""

from dataclasses import dataclass

from tsunagu.coordination.domain.composing.gaps import Gap
from tsunagu.coordination.domain.composing.problem import Problem
from tsunagu.coordination.domain.composing.shape import Shape
from tsunagu.coordination.domain.composing.solving.closing import Closing, Closings
from tsunagu.coordination.domain.composing.words import area_name
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.vocabulary import BANDS, word


@dataclass(frozen=True)
class Missing:
    """What would have to come together, one sentence each, and how many chains that would open (at most counted)."""

    sentences: tuple[Text, ...]
    opens: int


def missing_of(problem: Problem, shape: Shape, closings: Closings) -> tuple[Missing, ...]:
    """Return the smallest sets of gaps in sentences, what is asked of anybody first, then of some."""
    heaps: dict[tuple[tuple[str, str], ...], list[Closing]] = {}
    for one in closings.sets:
        key = tuple(
            (gap.kind, gap.part or f"{gap.site}{gap.area}{gap.target}{gap.capability}") for gap in one.gaps
        )
        heaps.setdefault(key, []).append(one)
    ordered = sorted(heaps.values(), key=lambda heap: all(gap.kind != "site" for gap in heap[0].gaps))
    return tuple(_together(problem, shape, heap) for heap in ordered)


def _together(problem: Problem, shape: Shape, heap: list[Closing]) -> Missing:
    sentences = []
    for place, gap in enumerate(heap[0].gaps):
        areas = [one.gaps[place].area for one in heap]
        sentences.append(_sentence(problem, shape, gap, list(dict.fromkeys(areas))))
    return Missing(tuple(sentences), max(one.opens for one in heap))


def _sentence(problem: Problem, shape: Shape, gap: Gap, areas: list[str]) -> Text:
    if gap.kind == "site":
        return _someone(problem, shape, gap, areas)
    if gap.kind == "lane":
        one, other, band = area_name(gap.area), area_name(gap.target), word(BANDS, gap.band)
        return Text(
            f"{one.ja}から{other.ja}への輸送路（{band.ja}、{gap.hours}時間ほど）",
            f"a lane from {one.en} to {other.en} ({band.en}, about {gap.hours} hours)",
        )
    site = problem.network.by_uuid[gap.site] if gap.site else problem.network.sites[0]
    name = capability_name(gap.capability)
    return {
        "capability": Text(
            f"{site.name.ja}が「{name.ja}」を始めること", f"“{name.en}” begun by {site.name.en}"
        ),
        "period": Text(f"{site.name.ja}の「{name.ja}」の継続", f"“{name.en}” going on at {site.name.en}"),
        "capacity": Text(
            f"{site.name.ja}の「{name.ja}」を月{problem.request.per_month}件まで増やすこと",
            f"“{name.en}” at {site.name.en} for {problem.request.per_month} a month",
        ),
    }.get(gap.kind, Text(f"{site.name.ja}の許認可の更新", f"the licence of {site.name.en} renewed"))


def _someone(problem: Problem, shape: Shape, gap: Gap, areas: list[str]) -> Text:
    """Say who is missing: able to do what, within reach of whom, in which areas."""
    names = [capability_name(key) for key in shape.part[gap.part].capabilities]
    where = [area_name(area) for area in areas]
    reach = _reach(problem, shape, gap.part)
    what = Text("・".join(one.ja for one in names), ", ".join(one.en for one in names))
    places = Text("・".join(one.ja for one in where), ", ".join(one.en for one in where))
    if reach is None:
        return Text(f"「{what.ja}」の担い手（{places.ja}）", f"somebody for {what.en} ({places.en})")
    hours, begins = reach
    return Text(
        f"{begins.ja}から{hours}時間以内に届く「{what.ja}」の担い手（{places.ja}）",
        f"{what.en} within {hours} h of {begins.en} ({places.en})",
    )


def _reach(problem: Problem, shape: Shape, part: str) -> tuple[int, Text] | None:
    """Return within how many hours of which place a part must be; None where no window or place says so."""
    for move in shape.moves:
        if move.target != part:
            continue
        limits = [
            limit.window.max_hours - const
            for limit in shape.limits
            for const, moves in limit.sums
            if moves == {move.key}
        ]
        pin = problem.request.pins.get(shape.part[move.origin].party)
        if limits and pin is not None:
            site = None if pin.site is None else problem.network.by_uuid.get(pin.site)
            place = area_name(pin.area) if site is None else site.place
            return (min(limits), place) if place.ja else None
    return None
