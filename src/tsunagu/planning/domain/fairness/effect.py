"""What an allocation does to whom: waits by place and by urgency, how unequal they are, who waits longer or shorter.

Price of fairness: by how much the total of weighted hours is above that of the efficient plan. Bertsimas, Farias and
Trichakis, "The Price of Fairness", Operations Research 59 (2011) 17-31, define it as the relative loss of a fair
solution against the efficient one; here against the least total that is known, beside its proven bound. That a scoring
rule can keep it small is shown for kidneys in "Fairness, Efficiency, and Flexibility in Organ Allocation for Kidney
Transplantation", Operations Research 61 (2013) 73-87.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

FEW = 3
"""Fewer requests than this are never counted or described apart (small-number protection)."""
OTHERS = ""
"""The group of all that would be too few alone."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What one request waits from its beginning until its goal; ``days`` is None where it gets no date at all."""

    key: str
    place: str
    urgency: int
    days: float | None
    has_slot: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The waits of a group: quartiles and the longest in days, of those with a date."""

    count: int
    slots: int
    undated: int
    low: float | None
    median: float | None
    high: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """How many wait shorter and longer than under another allocation, and the mean difference in days."""

    shorter: int
    longer: int
    mean_days: float


def spread(waits: Sequence[Wait]) -> Spread:
    """Return the waits of a group in figures."""
    days = sorted(one.days for one in waits if one.days is not None)
    slots = sum(one.has_slot for one in waits)
    if not days:
        return Spread(len(waits), slots, len(waits), None, None, None, None)
    return Spread(
        len(waits),
        slots,
        len(waits) - len(days),
        quantile(days, 0.25),
        median(days),
        quantile(days, 0.75),
        days[-1],
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values, linear between them (Hyndman and Fan 1996, type 7)."""
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def gini(days: Iterable[float]) -> float | None:
    """Return the Gini coefficient of waits: 0 all alike, towards 1 all waiting done by one; None without any."""
    ordered = sorted(days)
    total = sum(ordered)
    if not ordered or total <= 0:
        return None
    weighted = sum((2 * number - len(ordered) + 1) * value for number, value in enumerate(ordered))
    return weighted / (len(ordered) * total)


def groups_of(waits: Sequence[Wait], of: Callable[[Wait], str]) -> dict[str, list[Wait]]:
    """Return the waits by group; groups of fewer than ``FEW`` are told together, with the next smallest if need be.

    Where even all together are too few, there is no group at all.
    """
    found: dict[str, list[Wait]] = {}
    for one in waits:
        found.setdefault(of(one), []).append(one)
    by_size = sorted(found, key=lambda name: (len(found[name]), name))
    small = [name for name in by_size if len(found[name]) < FEW]
    for name in by_size[len(small) :]:
        if not small or sum(len(found[one]) for one in small) >= FEW:
            break
        small.append(name)
    others = [one for name in small for one in found[name]]
    told = {name: found[name] for name in sorted(found) if name not in small}
    if len(others) >= FEW:
        told[OTHERS] = others
    return told


def compared(waits: Sequence[Wait], with_these: Sequence[Wait]) -> Compared:
    """Return how the waits differ from others of the same requests, where both have a date."""
    other = {one.key: one.days for one in with_these}
    found = [
        one.days - before
        for one in waits
        if one.days is not None and (before := other.get(one.key)) is not None
    ]
    return Compared(
        sum(days < -0.5 for days in found),
        sum(days > 0.5 for days in found),
        sum(found) / len(found) if found else 0.0,
    )


def price_of_fairness(cost: float, least: float | None) -> float | None:
    """Return by which share a cost is above that of the efficient plan, or its bound; None without one above 0."""
    return None if least is None or least <= 0 else max(0.0, (cost - least) / least)


def told_count(count: int) -> str:
    """Return a count as the network may read it: 1 and 2 are not told apart."""
    return str(count) if count == 0 or count >= FEW else f"<{FEW}"


def figures(waits: Sequence[Wait], first_come: Sequence[Wait]) -> dict[str, object]:
    """Return the effect of an allocation as plain data, with nothing of fewer than ``FEW`` requests in it."""
    against = compared(waits, first_come)
    days = [one.days for one in waits if one.days is not None]
    is_told = len(waits) >= FEW
    whole = spread(waits)
    return {
        "count": told_count(len(waits)),
        "all": _data(whole) if is_told else None,
        "gini": gini(days) if is_told else None,
        "places": {
            name: _data(spread(group)) for name, group in groups_of(waits, lambda one: one.place).items()
        },
        "urgency": {
            name: _data(spread(group))
            for name, group in groups_of(waits, lambda one: str(one.urgency)).items()
        },
        "shorter": told_count(against.shorter),
        "longer": told_count(against.longer),
        "mean_days": against.mean_days if is_told else None,
    }


def _data(one: Spread) -> dict[str, object]:
    """Return a spread as data; slots and undated of 1 or 2 are not told apart."""
    return {
        "count": one.count, "slots": told_count(one.slots), "undated": told_count(one.undated), "low": one.low,
        "median": one.median, "high": one.high, "longest": one.longest,
    }  # fmt: skip
