"""UCUM: is a code a unit, which unit was meant, and exact conversion between units of one quantity."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.evaluation.domain.units import SHOWN, TYPED, is_same_unit, shown_unit
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

LONGEST_CODE = 60
LARGEST_EXPONENT = 30
_POWER = re.compile(r"^[x×*・]?\s*10\s*(?:\^|\*\*?)\s*([+-]?\d{1,2})\s*[.・·]?\s*(.*)$", re.DOTALL)
_MYRIADS = {"千": 3, "万": 4, "億": 8}
_ELSEWHERE = {
    "[EU]": Text("エーリッヒ単位（ウロビリノーゲンの単位）", "the Ehrlich unit (of urobilinogen)"),
    "EU": Text("エクサ酵素単位", "the exa-enzyme unit"),
}
_SPELLINGS = (("μ", "u"), ("µ", "u"), ("°C", "Cel"), ("℃", "Cel"), ("^", ""), ("·", "."))


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit in terms of base units.

    Attributes
    ----------
    factor : how many of the base units one unit is.
    dimensions : base units with their powers; annotations and arbitrary units count as their own.
    """

    factor: Fraction
    dimensions: tuple[tuple[str, int], ...]

    def times(self, other: "Measure", power: int = 1) -> "Measure":
        """Return this unit times another one that is raised to a power."""
        powers = dict(self.dimensions)
        for name, exponent in other.dimensions:
            powers[name] = powers.get(name, 0) + exponent * power
        kept = sorted((name, exponent) for name, exponent in powers.items() if exponent)
        return Measure(self.factor * other.factor**power, tuple(kept))


ONE = Measure(Fraction(1), ())


def is_valid(code: str) -> bool:
    """Return whether this is a unit of UCUM that may be used here."""
    tree = _tree(code)
    return tree is not None and not _means_endotoxin(tree)


def check_unit(code: str, field: str | None = None) -> None:
    """Refuse what is no UCUM code, and the two spellings of EU that UCUM takes for something else.

    Notes
    -----
    UCUM (version 2.2) reads ``[EU]`` as the Ehrlich unit of urobilinogen and ``EU`` as the exa-enzyme unit
    (10^18 U). An endotoxin unit equals an international unit of endotoxin: ``[iU]``.
    """
    tree = _tree(code)
    if tree is None:
        hint = _hint(code)
        shown = code.strip()[:30]
        ja = f"単位「{shown}」はUCUMの単位として読めません。{hint.ja}"
        raise BadInput("unit_unknown", Text(ja, f"{shown!r} is no UCUM unit.{hint.en}"), field)
    if _means_endotoxin(tree):
        meant = _ELSEWHERE["[EU]" if "[EU]" in code else "EU"]
        ja = f"はUCUMでは{meant.ja}で、エンドトキシン単位ではありません。「[iU]/mL」（画面ではEU/mL）としてください。"
        en = f"is {meant.en} in UCUM, not the endotoxin unit; use [iU]/mL (shown as EU/mL)."
        raise BadInput("unit_endotoxin", Text(f"単位「{code[:30]}」{ja}", f"{code[:30]!r} {en}"), field)


def ucum_code(typed: str, field: str | None = None) -> str:
    """Return the UCUM code of a unit as a laboratory writes it: EU/mL, 個/cm², ×10^6 cells/mL, 万個, μg/mL.

    Refuses (``unit_unknown``) what isn't known. Nothing typed is the unit ``1``.
    """
    code = _known_code(typed.strip()[: LONGEST_CODE + 1])
    if code is None:
        check_unit(typed.strip(), field)
        return typed.strip()
    return code


def is_convertible(from_unit: str, to_unit: str) -> bool:
    """Return whether both are units of one quantity; arbitrary units and annotations must be the same."""
    try:
        return _measure(from_unit).dimensions == _measure(to_unit).dimensions
    except BadInput:
        return False


def convert(value: Decimal, from_unit: str, to_unit: str, field: str | None = None) -> Decimal:
    """Return the value in another unit, exactly.

    Parameters
    ----------
    from_unit, to_unit : UCUM codes.

    Refuses units of different quantities, different annotations (``{cells}`` for ``{copies}``), different
    arbitrary units, units with an offset or a logarithm (``Cel``, ``[pH]``), and what doesn't come out even
    (1 min in h), because nothing is rounded here. ``mol`` counts as a quantity of its own, not as a number.

    Source: The Unified Code for Units of Measure, version 2.2: annotations, special and arbitrary units.
    """
    origin, target = _measure(from_unit, field), _measure(to_unit, field)
    if origin.dimensions != target.dimensions or not value.is_finite():
        ja, en = "には換算できません。", "can't be converted to"
        _refuse("unit_not_convertible", from_unit, to_unit, ja, en, field)
    exact = _decimal(Fraction(value) * origin.factor / target.factor)
    if exact is None:
        ja = "へは割り切れないため換算しません。元の単位のまま入力してください。"
        _refuse("unit_not_even", from_unit, to_unit, ja, "doesn't come out even in", field)
    return exact


def _refuse(code: str, from_unit: str, to_unit: str, ja: str, en: str, field: str | None) -> NoReturn:
    first, second = (shown_unit(unit) if unit != "1" else Text("1", "1") for unit in (from_unit, to_unit))
    raise BadInput(
        code, Text(f"「{first.ja}」から「{second.ja}」{ja}", f"{first.en!r} {en} {second.en!r}."), field
    )


def _decimal(value: Fraction) -> Decimal | None:
    """Return the fraction as a decimal with all its figures, or None where they never end."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return None
    whole = value.numerator * 10**places // value.denominator
    digits = tuple(int(figure) for figure in str(abs(whole)))
    return Decimal((int(whole < 0), digits, -places))


def _hint(code: str) -> Text:
    known = _known_code(code[:LONGEST_CODE])
    if known is None:
        return Text("例：「ug/mL」「%」「{cells}/mL」", " Examples: ug/mL, %, {cells}/mL.")
    return Text(f"「{known}」としてください。", f" Write {known}.")


@lru_cache(maxsize=2_000)
def _known_code(typed: str) -> str | None:
    """Return the code that is meant, habit before UCUM: EU/mL is endotoxin."""
    if not typed:
        return "1"
    for code in (*SHOWN, *TYPED.values()):
        if code and is_same_unit(typed, code):
            return code
    power = _POWER.match(normalised(typed))
    if power:
        return _power_code(int(power.group(1)), power.group(2))
    if typed[0] in _MYRIADS:
        return _power_code(_MYRIADS[typed[0]], typed[1:].strip())
    plain = normalised(typed)
    for spelling, code in _SPELLINGS:
        plain = plain.replace(normalised(spelling), code)
    return plain if is_valid(plain) else _known_ratio(typed)


def _known_ratio(typed: str) -> str | None:
    """Return the code of a ratio whose two sides are known, such as CFU/mL."""
    above, stroke, below = typed.partition("/")
    if not stroke or "/" in below or not above.strip() or not below.strip():
        return None
    upper, lower = _known_code(above.strip()), _known_code(below.strip())
    return f"{upper}/{lower}" if upper and lower and is_valid(f"{upper}/{lower}") else None


def _power_code(power: int, rest: str) -> str | None:
    inner = _known_code(rest)
    if inner is None or abs(power) > LARGEST_EXPONENT:
        return None
    code = f"10*{power}" if inner == "1" else f"10*{power}{'' if inner[0] == '/' else '.'}{inner}"
    return code if is_valid(code) else None


@cache
def _parser() -> "Lark":
    # Built at first use and kept: 0.03 s for the grammar, 0.2 s for the import (0.5 ms per unit after that).
    from ucumvert.parser import get_ucum_parser

    parser: Lark = get_ucum_parser()
    return parser


@lru_cache(maxsize=2_000)
def _tree(code: str) -> "Tree[Token] | None":
    from lark.exceptions import LarkError

    if not 0 < len(code) <= LONGEST_CODE:
        return None
    try:
        tree: Tree[Token] = _parser().parse(code)
    except LarkError:
        return None
    powers = (int(part.children[1]) for part in tree.find_data("annotatable"))  # type: ignore[arg-type]
    return None if any(abs(power) > LARGEST_EXPONENT for power in powers) else tree


def _means_endotoxin(tree: "Tree[Token]") -> bool:
    atoms = ("".join(str(part) for part in unit.children) for unit in tree.find_data("simple_unit"))
    return any(atom in ("[EU]", "EU") for atom in atoms)


@lru_cache(maxsize=2_000)
def _measure(code: str, field: str | None = None) -> Measure:
    check_unit(code, field)
    tree = _tree(code)
    found = None if tree is None else _product(tree)
    if found is None:
        shown = shown_unit(code)
        ja = f"「{shown.ja}」は目盛りが比例しない単位のため、換算できません。"
        raise BadInput(
            "unit_not_convertible",
            Text(ja, f"{shown.en!r} is not on a ratio scale; it isn't converted."),
            field,
        )
    return found


def _product(node: Any) -> Measure | None:
    """Return what a part of the parsed unit is in base units; None for units that aren't on a ratio scale."""
    if not hasattr(node, "children"):
        return Measure(Fraction(1), ((str(node), 1),))  # an annotation
    parts = node.children
    if node.data == "simple_unit":
        return _simple(str(parts[-1]), str(parts[0]) if len(parts) == 2 else "")
    first = _product(parts[-1] if node.data == "main_term" else parts[0])
    if first is None:
        return None
    if node.data == "main_term":
        return ONE.times(first, -1) if len(parts) == 2 else first
    if node.data == "annotatable":
        return ONE.times(first, int(parts[1]))
    second = _product(parts[-1])
    divided = node.data == "term" and str(parts[1]) == "/"
    return None if second is None else first.times(second, -1 if divided else 1)


def _simple(atom: str, prefix: str) -> Measure | None:
    if atom.isdigit():
        return Measure(Fraction(int(atom)), ())
    found = _definition(atom)
    return None if found is None else Measure(found.factor * _prefixes()[prefix], found.dimensions)


@cache
def _definition(atom: str) -> Measure | None:
    unit = _definitions().get(atom)
    if unit is None or atom == "mol" or (unit.is_arbitrary and unit.defining_unit == "1"):
        return Measure(Fraction(1), ((atom, 1),))
    if unit.is_special:
        return None
    tree = _tree(unit.defining_unit)
    inner = None if tree is None else _product(tree)
    return (
        None if inner is None else Measure(inner.factor * Fraction(unit.conversion_factor), inner.dimensions)
    )


@cache
def _definitions() -> Mapping[str, Any]:
    from ucumvert.xml_util import get_units_with_full_definition

    return {unit.code_cs: unit for unit in get_units_with_full_definition()}


@cache
def _prefixes() -> Mapping[str, Fraction]:
    powers = {"da": 1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24}
    powers |= {"d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24}
    binary = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4}
    tens = {prefix: Fraction(10) ** power for prefix, power in powers.items()}
    return {"": Fraction(1)} | tens | {prefix: Fraction(1024) ** power for prefix, power in binary.items()}
