"""What a quantal assay counted: units tested and units that responded, by preparation and dose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.checking import Vector, same_length, table, vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.designs import Indices


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of units, shape (groups,) each; ``names[0]`` is the standard."""

    names: tuple[str, ...]
    preparation: Indices
    dose: Vector
    responded: Vector
    tested: Vector

    def refuse_separated(self) -> None:
        """Refuse data of which the maximum likelihood has no finite slope or intercept."""
        parts = [self.preparation == place for place in range(len(self.names))]
        for name, part in zip(self.names, parts, strict=True):
            responded, tested = self.responded[part], self.tested[part]
            if not responded.any() or np.all(responded == tested):
                refuse(
                    "all_or_none",
                    f"{name}は全例反応または全例無反応のため、力価を推定できません。",
                    f"In {name} every unit responded, or none did, so there is no potency to estimate.",
                )
        shares = [self._ordered(part) for part in parts]
        if all(_steps(one) for one in shares) or all(_steps(1 - one) for one in shares):
            refuse(
                "separated",
                "反応が0％から100％へ一度に変わるため、傾きが定まりません。間の用量を加えてください。",
                "The responses jump from none to all, so the slope has no end: add doses in between.",
            )

    def _ordered(self, part: np.ndarray) -> Vector:
        order = np.argsort(self.dose[part], kind="stable")
        shares: Vector = (self.responded[part] / self.tested[part])[order]
        return shares


def counted(
    tables: Mapping[str, Sequence[tuple[float, float, float]]], standard: str | None = None
) -> Groups:
    """Return the groups of each preparation, given as (dose, responded, tested); the standard comes first.

    Groups of the same preparation and dose are added up. Refuses doses not above 0, groups without units, counts that
    aren't whole, and more responses than units.
    """
    names = tuple(tables) if standard is None else (standard, *[name for name in tables if name != standard])
    if standard is not None and standard not in tables:
        refuse(
            "no_standard",
            f"標準品{standard}の結果がありません。",
            f"There are no results of the standard {standard}.",
        )
    rows = [(place, *row) for place, name in enumerate(names) for row in _merged(tables[name])]
    if not rows:
        refuse("too_few", "結果がありません。", "There are no results.")
    preparation, dose, responded, tested = (list(column) for column in zip(*rows, strict=True))
    same_length(dose, responded, tested)
    found = Groups(
        names,
        np.asarray(preparation, dtype=np.intp),
        vector(dose, 2),
        vector(responded),
        vector(tested),
    )
    _check(found)
    return found


def _merged(rows: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    sums: dict[float, tuple[float, float]] = {}
    read = table(rows)
    if read.shape[1] != 3 and len(rows):
        refuse(
            "not_a_table",
            "用量、反応数、供試数の3つを行ごとに指定してください。",
            "Each row must give dose, responded and tested.",
        )
    for dose, responded, tested in read.tolist():
        before = sums.get(dose, (0.0, 0.0))
        sums[dose] = (before[0] + responded, before[1] + tested)
    return [(dose, *both) for dose, both in sums.items()]


def _check(groups: Groups) -> None:
    if np.any(groups.dose <= 0):
        refuse(
            "dose_of_zero",
            "用量は0より大きい値で指定してください。無処置群は対照として指定してください。",
            "Doses must be above 0; untreated units are given as controls.",
        )
    counts = np.concatenate([groups.responded, groups.tested])
    whole = bool(np.all(counts == np.round(counts)))
    if (
        not whole
        or np.any(groups.tested < 1)
        or np.any((groups.responded < 0) | (groups.responded > groups.tested))
    ):
        refuse(
            "counts",
            "反応数は0以上、供試数以下の整数で指定してください。",
            "The numbers that responded must be whole, from 0 to the number tested.",
        )
    if len(groups.names) == len(groups.dose):
        refuse(
            "one_dose",
            "用量が1つしかないため、傾きを推定できません。2用量以上が必要です。",
            "With a single dose there is no slope: at least two doses are needed.",
        )


def _steps(shares: Vector) -> bool:
    """Return whether the shares are 0 up to one dose and 1 after it."""
    between = (shares > 0) & (shares < 1)
    return bool(np.all(np.diff(shares) >= 0)) and int(between.sum()) <= 1
