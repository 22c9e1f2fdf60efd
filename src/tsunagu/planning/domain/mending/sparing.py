"""Room for new dates beside cases that nobody promised dates to: such a case breaks no promise, and isn't run over."""

from collections.abc import Iterable, Iterator, Sequence

from tsunagu.planning.domain.asking.left import Taken, by_hour, capacity_left, offering
from tsunagu.planning.domain.mending.standing import Grid, Posed
from tsunagu.planning.domain.problem import Resource


def sparing(
    left: Sequence[Resource], expected: Iterable[Taken], posed: Sequence[Posed], grid: Grid
) -> tuple[Resource, ...]:
    """Return what is left with what cases without promised dates are expected to use kept free for them.

    What a promise holds stays as it is, even where such a case needs the same hours: it breaks nobody's promise, and
    no more than was promised already is ever laid on those hours.
    """
    more: dict[str, list[Taken]] = {}
    for one in expected:
        more.setdefault(one.resource, []).append(one)
    held: dict[str, list[Taken]] = {}
    for one in (taken for each in posed for taken in promised_use(each)):
        held.setdefault(one.resource, []).append(one)
    return tuple(
        _spared(each, more[each.key], held.get(each.key, ()), grid.hours) if each.key in more else each
        for each in left
    )


def _spared(resource: Resource, more: Iterable[Taken], held: Iterable[Taken], hours: int) -> Resource:
    least = [0] * hours
    for one in held:
        for hour in range(max(0, one.start), min(hours, one.until)):
            least[hour] += one.amount
    free = by_hour(capacity_left([resource], more, hours)[0], hours)
    row = [
        min(there, max(spare, need))
        for there, spare, need in zip(by_hour(resource, hours), free, least, strict=True)
    ]
    return offering(resource, row)


def promised_use(one: Posed) -> Iterator[Taken]:
    """Yield what a promise takes of resources, as it was promised."""
    option = one.journey.options[0]
    for use in option.uses:
        start = one.promised.starts[option.index[use.first]]
        yield Taken(use.resource, start, one.promised.ends[option.index[use.last]] + use.after, use.amount)
