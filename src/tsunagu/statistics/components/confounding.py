"""Warnings where the effects of two factors can't be told apart: each donor measured at one site only, say."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tsunagu.statistics.components.levels import Codes, checked, coded
from tsunagu.statistics.estimates import Caution


def confounded(
    factors: Mapping[str, Sequence[Hashable]], nested_in: Mapping[str, str] | None = None
) -> tuple[Caution, ...]:
    """Return what a reader must know for each pair of factors whose effects mix; none where all pairs are linked.

    Two factors are judged by the graph that links their levels wherever both meet in a result (connectedness: Weeks
    & Williams 1964). ``aliased``: their levels are the same groups. ``confounded``: each level of one occurs with one
    level of the other only, so that part of what looks like the other may be its own. ``disconnected``: the graph
    falls apart, so that levels compare within its parts only.

    Parameters
    ----------
    factors : name to labels, all of the same length.
    nested_in : inner factor to the factor around it; such pairs nest by intent and are left out.
    """
    lengths = [len(labels) for labels in factors.values()]
    columns = {name: coded(labels)[0] for name, labels in checked(factors, (lengths or [0])[0]).items()}
    intended = {frozenset(pair) for pair in (nested_in or {}).items()}
    found = []
    for one, other in combinations(columns, 2):
        if frozenset((one, other)) not in intended:
            found += _pair(one, columns[one], other, columns[other])
    return tuple(found)


def _pair(one: str, first: Codes, other: str, second: Codes) -> list[Caution]:
    rows, columns = int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1
    if min(rows, columns) < 2:
        return []
    pairs = np.unique(np.column_stack([first, second]), axis=0)
    if len(pairs) == rows == columns:
        return [_aliased(one, other)]
    if len(pairs) == rows:
        return [_inside(one, other)]
    if len(pairs) == columns:
        return [_inside(other, one)]
    parts = _parts(pairs, rows, columns)
    return [_disconnected(one, other, parts)] if parts > 1 else []


def _parts(pairs: Codes, rows: int, columns: int) -> int:
    """Return into how many parts the graph of levels that meet falls."""
    size = rows + columns
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], rows + pairs[:, 1])), shape=(size, size))
    return int(connected_components(graph, directed=False, return_labels=False))


def _aliased(one: str, other: str) -> Caution:
    return Caution(
        "aliased",
        f"要因「{one}」と「{other}」は水準が完全に一致しており、どちらの影響か区別できません。",
        f"Factors {one!r} and {other!r} have the same groups: their effects can't be told apart.",
    )


def _inside(inner: str, outer: str) -> Caution:
    return Caution(
        "confounded",
        f"要因「{inner}」の各水準は「{outer}」の1つの水準でしか測定されていないため、両者の影響が混ざっています。"
        f"「{inner}」の同じ水準を「{outer}」の複数の水準で測定すると区別できます。",
        f"Each level of {inner!r} was measured in one level of {outer!r} only, so their effects mix; "
        f"measure the same level of {inner!r} in several levels of {outer!r}.",
    )


def _disconnected(one: str, other: str, parts: int) -> Caution:
    return Caution(
        "disconnected",
        f"要因「{one}」と「{other}」の組合せは互いにつながりのない{parts}組に分かれているため、"
        "組をまたいだ水準の比較はできません。共通の水準を測定してください。",
        f"The combinations of {one!r} and {other!r} fall into {parts} parts without a link; "
        "levels of different parts can't be compared. Measure a level in common.",
    )
