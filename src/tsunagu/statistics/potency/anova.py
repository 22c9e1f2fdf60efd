"""The table of an analysis of variance: sums of squares, their degrees, and the tests against the error chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import scipy

from tsunagu.statistics.checking import Vector, number
from tsunagu.statistics.estimates import refuse

Sums = dict[str, tuple[float, int]]
ROUNDING = 1e-30  # what rounding leaves of the sum of squares about 0
LOST = 1e-27  # and of that about the mean


@dataclass(frozen=True, slots=True)
class Row:
    """One source of variation; ``f`` and ``p`` are None where it isn't tested."""

    source: str
    ss: float
    df: int
    f: float | None = None
    p: float | None = None

    @property
    def ms(self) -> float | None:
        """Mean square, or None without degrees of freedom."""
        return self.ss / self.df if self.df else None


@dataclass(frozen=True, slots=True)
class Error:
    """The variance against which everything is tested; ``df`` is None where it is known beforehand."""

    ms: float
    df: int | None
    convention: str


@dataclass(frozen=True, slots=True)
class Anova:
    """The rows in order, and the error behind the tests."""

    rows: tuple[Row, ...]
    error: Error

    def __getitem__(self, source: str) -> Row:
        return next(row for row in self.rows if row.source == source)

    def __contains__(self, source: str) -> bool:
        return any(row.source == source for row in self.rows)


def table(
    sums: Mapping[str, tuple[float, int]], error: Error, untested: frozenset[str] = frozenset()
) -> Anova:
    """Return the table with the F test of each source, or chi-square / df where the error is known."""
    plain = {"residual", "total", "within", *untested}
    return Anova(
        tuple(
            Row(source, ss, df)
            if source in plain or not df or error.ms <= 0
            else _tested(source, ss, df, error)
            for source, (ss, df) in sums.items()
        ),
        error,
    )


def choose_error(
    sums: Sums, parts: Sequence[str], weighted: Vector, convention: str, known_variance: float | None
) -> Error:
    """Return the mean square of the ``parts`` together, or the known variance.

    ``weighted`` are the responses times the root of their weight: what rounding can leave is judged by their size.
    Refuses responses that are all the same, an error without degrees of freedom or of 0 (within rounding), and a
    known variance not above 0.
    """
    noise = ROUNDING * float(weighted @ weighted) + LOST * sums["total"][0]
    if sums["total"][0] <= noise:
        refuse("no_variation", "すべての測定値が同じため、解析できません。", "All responses are the same.")
    if known_variance is not None:
        return Error(
            number(known_variance, "既知の分散", "known variance", above=0, code="variance"), None, "known"
        )
    ss, df = added([sums.get(part, (0.0, 0)) for part in parts])
    if df < 1:
        refuse(
            "no_degrees",
            "繰り返しがないため、この方法では誤差を推定できません。繰り返し測定するか、回帰からのずれを誤差に含めてください。",
            "Without replicates this convention has no error: replicate, or count deviations from the lines as error.",
        )
    if ss <= noise:
        refuse(
            "no_error",
            "繰り返しの測定値にばらつきがないため、誤差を推定できません。平均や丸めをする前の測定値を使ってください。",
            "The replicates do not vary, so there is no error to judge by: use responses before averaging or rounding.",
        )
    return Error(ss / df, df, convention)


def added(parts: Sequence[tuple[float, int]]) -> tuple[float, int]:
    """Return the sums of squares and the degrees of freedom added up."""
    return sum(ss for ss, _ in parts), sum(df for _, df in parts)


def _tested(source: str, ss: float, df: int, error: Error) -> Row:
    f = ss / df / error.ms
    p = scipy.stats.chi2.sf(f * df, df) if error.df is None else scipy.stats.f.sf(f, df, error.df)
    return Row(source, ss, df, f, float(p))
