"""How an assay was laid out: which preparation at which dose gave which response, in which block, row or column."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.checking import Vector, number, same_length, vector, whole
from tsunagu.statistics.estimates import refuse

Indices = NDArray[np.intp]
Doses = Mapping[str, Sequence[float]]
Responses = Mapping[str, Sequence[Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Assay:
    """The observations of one assay, one per response.

    Attributes
    ----------
    names : the preparations; the first is the standard.
    preparation : shape (n,), the index of each observation's preparation in ``names``.
    dose : shape (n,), in one unit for all preparations; a dose of 0 is a blank.
    response, weight : shape (n,); the weight is inverse to the variance.
    groups : what else divides the observations (``block``, ``row``, ``column``), each of shape (n,).
    replaced : how many responses stand for missing ones; the residual loses as many degrees of freedom.
    """

    names: tuple[str, ...]
    preparation: Indices
    dose: Vector
    response: Vector
    weight: Vector
    groups: Mapping[str, Indices]
    replaced: int = 0

    @property
    def treatment(self) -> Indices:
        """Return the index of each observation's preparation and dose together."""
        pairs = np.column_stack([self.preparation.astype(np.float64), self.dose])
        found: Indices = np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)
        return found

    def of(self, name: str) -> "Assay":
        """Return the observations of one preparation alone."""
        keep = self.preparation == self.names.index(name)
        return Assay(
            (name,),
            np.zeros(int(keep.sum()), dtype=np.intp),
            self.dose[keep],
            self.response[keep],
            self.weight[keep],
            {key: labels[keep] for key, labels in self.groups.items()},
        )


def observations(
    preparation: Sequence[str],
    dose: Sequence[float],
    response: Sequence[float],
    groups: Mapping[str, Sequence[object]] | None = None,
    weight: Sequence[float] | None = None,
    standard: str | None = None,
    replaced: int = 0,
) -> Assay:
    """Return an assay from one row per observation, whatever its design.

    Without ``standard`` the preparation that comes first is the standard. Refuses columns of different lengths,
    negative doses, weights that aren't above 0, and a standard that wasn't tested.
    """
    doses, responses = vector(dose, 2), vector(response, 2)
    weights = np.ones(len(responses)) if weight is None else vector(weight)
    divided = groups or {}
    same_length(preparation, doses, responses, weights, *divided.values())
    replaced = whole(replaced, "補った値の数", "number of replaced responses", 0, len(responses))
    if np.any(doses < 0):
        refuse("negative_dose", "用量に負の値があります。", "There are negative doses.")
    if np.any(weights <= 0):
        refuse("weights", "重みは0より大きい値にしてください。", "Weights must be above 0.")
    names = _standard_first(preparation, standard)
    places = np.asarray([names.index(name) for name in preparation], dtype=np.intp)
    return Assay(
        names,
        places,
        doses,
        responses,
        weights,
        {key: _codes(labels) for key, labels in divided.items()},
        replaced,
    )


def completely_randomised(
    responses: Responses,
    doses: Doses,
    blanks: Sequence[float] = (),
    weights: Responses | None = None,
    standard: str | None = None,
    replaced: int = 0,
) -> Assay:
    """Return an assay without blocks: for each preparation a list of replicates for each dose (Ph. Eur. 5.3, 3.2.2.1).

    Doses and numbers of replicates may differ. ``blanks`` are responses at dose 0.
    """
    rows = _rows(responses, doses)
    if len(blanks := np.atleast_1d(vector(blanks, 0)).tolist()) and not rows:
        _refuse_layout()
    first = standard or next(iter(responses), "")
    rows += [(first, 0.0, value) for value in blanks]
    flat = None
    if weights is not None:
        flat = [weight for _, _, weight in _rows(weights, doses)] + [1.0] * len(blanks)
    return observations(*_columns(rows), weight=flat, standard=standard, replaced=replaced)


def randomised_blocks(
    blocks: Mapping[str, Mapping[str, Sequence[float | Sequence[float]]]],
    doses: Doses,
    standard: str | None = None,
    replaced: int = 0,
) -> Assay:
    """Return an assay in which each block holds every treatment (Ph. Eur. 5.3, 3.2.2.2).

    Each block gives, for each preparation, one response or a list of replicates for each dose.
    """
    rows: list[tuple[str, float, float]] = []
    labels: list[str] = []
    if not isinstance(blocks, Mapping) or not all(isinstance(block, Mapping) for block in blocks.values()):
        _refuse_layout()
    for label, block in blocks.items():
        found = _rows({name: _lists(given) for name, given in block.items()}, doses)
        rows += found
        labels += [label] * len(found)
    return observations(*_columns(rows), groups={"block": labels}, standard=standard, replaced=replaced)


def latin_square(
    preparation: Sequence[str],
    dose: Sequence[float],
    response: Sequence[float],
    row: Sequence[object],
    column: Sequence[object],
    standard: str | None = None,
    replaced: int = 0,
) -> Assay:
    """Return an assay with each treatment once in each row and each column (Ph. Eur. 5.3, 3.2.2.3).

    Refuses what isn't a Latin square; rows and columns of other designs go to ``observations``.
    """
    groups = {"row": row, "column": column}
    assay = observations(preparation, dose, response, groups, standard=standard, replaced=replaced)
    for labels in assay.groups.values():
        counts = Counter(zip(labels.tolist(), assay.treatment.tolist(), strict=True))
        treatments = len(set(assay.treatment.tolist()))
        if set(counts.values()) != {1} or len(counts) != treatments**2:
            refuse(
                "not_latin",
                "ラテン方格になっていません。各処理を各行・各列に1回ずつ配置してください。",
                "This is not a Latin square: each treatment must occur once in each row and each column.",
            )
    return assay


def geometric_doses(first: float, ratio: float, count: int) -> list[float]:
    """Return doses that grow by the same ratio, from the lowest."""
    first = number(first, "最初の用量", "first dose", above=0)
    ratio = number(ratio, "用量の比", "ratio of doses", above=0)
    doses = [first * ratio**step for step in range(whole(count, "用量の数", "number of doses", 1, 1000))]
    return [float(dose) for dose in vector(doses)]


def _rows(responses: Responses, doses: Doses) -> list[tuple[str, float, float]]:
    rows: list[tuple[str, float, float]] = []
    if not isinstance(responses, Mapping) or not isinstance(doses, Mapping):
        _refuse_layout()
    for name, levels in responses.items():
        if name not in doses:
            refuse("no_doses", f"{name}の用量が指定されていません。", f"The doses of {name} are not given.")
        if not (_is_list(doses[name]) and _is_list(levels) and all(map(_is_list, levels))):
            _refuse_layout()
        same_length(list(levels), list(doses[name]))
        for dose, replicates in zip(doses[name], levels, strict=True):
            rows += [(name, dose, value) for value in replicates]
    return rows


def _columns(rows: Sequence[tuple[str, float, float]]) -> tuple[list[str], list[float], list[float]]:
    return [name for name, _, _ in rows], [dose for _, dose, _ in rows], [value for _, _, value in rows]


def _lists(given: Sequence[float | Sequence[float]]) -> list[Sequence[float]]:
    if not _is_list(given):
        _refuse_layout()
    return [_several(value) for value in given]


def _several(value: float | Sequence[float]) -> Sequence[float]:
    return value if _is_list(value) else [value]  # type: ignore[return-value, list-item]


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str) and getattr(value, "ndim", 1) > 0


def _refuse_layout() -> NoReturn:
    refuse(
        "layout",
        "標品ごと、用量ごとに測定値の一覧を指定してください。",
        "For each preparation and each of its doses a list of responses is needed.",
    )


def _standard_first(preparation: Sequence[str], standard: str | None) -> tuple[str, ...]:
    names = list(dict.fromkeys(preparation))
    if not names:
        refuse("too_few", "測定値がありません。", "There are no responses.")
    if standard is None:
        return tuple(names)
    if standard not in names:
        refuse(
            "no_standard",
            f"標準品{standard}の測定値がありません。",
            f"There are no responses of the standard {standard}.",
        )
    return (standard, *[name for name in names if name != standard])


def _codes(labels: Sequence[object]) -> Indices:
    seen = {label: code for code, label in enumerate(dict.fromkeys(labels))}
    return np.asarray([seen[label] for label in labels], dtype=np.intp)
