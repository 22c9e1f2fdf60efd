"""Labels of factors as numbers: which result belongs to which site, day or lot."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.estimates import refuse

Codes = NDArray[np.intp]


def coded(labels: Sequence[Hashable]) -> tuple[Codes, list[Hashable]]:
    """Return the number of each label's level, shape (n,), and the levels in the order of their first appearance."""
    numbers: dict[Hashable, int] = {}
    codes = np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.intp)
    return codes, list(numbers)


def checked(factors: Mapping[str, Sequence[Hashable]], count: int) -> dict[str, list[Hashable]]:
    """Return the columns of labels as lists; refuse none at all, other lengths than the values', missing labels."""
    if not isinstance(factors, Mapping):
        refuse(
            "labels", "要因は名前ごとの一覧で指定してください。", "Factors must be lists of labels by name."
        )
    if not factors:
        refuse("no_factors", "要因が1つも指定されていません。", "No factor is given.")
    columns = {name: list(labels) if isinstance(labels, Iterable) else [] for name, labels in factors.items()}
    for name, labels in columns.items():
        if len(labels) != count:
            refuse(
                "lengths",
                f"要因「{name}」の件数{len(labels)}が値の件数{count}と一致しません。",
                f"Factor {name!r} has {len(labels)} labels for {count} values.",
            )
        if any(not isinstance(label, Hashable) for label in labels):
            refuse(
                "labels",
                f"要因「{name}」の水準名には文字列や数値を指定してください。",
                f"Labels of factor {name!r} must be texts or numbers.",
            )
        if any(label is None or label != label for label in labels):  # NaN differs from itself
            refuse(
                "missing_label", f"要因「{name}」に欠測があります。", f"Factor {name!r} has missing labels."
            )
    return columns


def within(outer: Codes, inner: Codes) -> Codes:
    """Return the numbers of the inner levels counted anew within each outer level (day 1 of two sites differs)."""
    pairs = outer * (int(inner.max()) + 1) + inner
    return np.asarray(np.unique(pairs, return_inverse=True)[1], dtype=np.intp).reshape(-1)
