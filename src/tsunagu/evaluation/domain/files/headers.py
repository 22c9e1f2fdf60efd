"""The header of a table: which row it is, what each column means, and the unit that its name carries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.evaluation.domain.files.synonyms import NAMES, NO_RESULT, ROLES
from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.written.rows import Row
from tsunagu.foundation.written.saying import clipped, refuse

HEADER_WITHIN_ROWS = 60
LONGEST_HEADER = 200
IGNORED, MEANS = "ignore", "is:"
"""What a person may say of a column beside its role: to pass it over, or that its values are of a characteristic."""
_CLOSING = {")": "(", "]": "[", "）": "（", "］": "［", "】": "【", "〕": "〔"}
_ATOM = (
    r"(?:%|°C|Cel|°|min|hr|h|d|s|時間|分|日|個|細胞|コピ-|コロニ-|倍|fold|copies|copy|cells?|CFU|PFU|TCID50|RFU|RLU|OD"
    r"|ppm|ppb|\{[!-z|~]*\}|\[[iI]U\]|m?Osm(?:ol)?|M?Da|kDa|[kdcmuμnpf]?(?:g|L|l|m|mol|M|U|IU|EU|eq)(?:\^?[23])?)"
)
_POWER = r"(?:[x×*・]?\s*10(?:\^|\*\*?)\d{1,2}|[千万億])"
_UNIT = re.compile(
    rf"(?:{_POWER}\s*\.?\s*)?{_ATOM}(?:\s*[/.]\s*(?:{_POWER}\s*|\d+\s*)?{_ATOM})*|{_POWER}?(?:/\s*{_ATOM})+|{_POWER}",
    re.IGNORECASE,
)
_POWER_AT_END = re.compile(
    r"[\s_]*((?:[x×*・ｘ]\s*)?[1１][0０]\s*(?:(?:\^|＾|\*\*?)\s*\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))\s*$"
)
_GAP = re.compile(r"[\s_,、，　]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    Attributes
    ----------
    first : place of the first row of data in the table's rows.
    texts : the header as written, a text per column.
    names, units : the same without units, and the units (from the header or a row of units beneath it).
    roles : role -> place of its column; ``lots`` are the places of all columns with reagent lots.
    is_long : whether each row holds one result; otherwise each row holds one sample.
    results : places of the columns that hold results: one in a long table, candidates in a wide one.
    """

    row: int
    first: int
    texts: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    roles: Mapping[str, int]
    lots: tuple[int, ...]
    is_long: bool
    results: tuple[int, ...]


def plain(name: str) -> str:
    """Return a column's name as it is compared: half-width, lower case, without blanks and signs at its ends."""
    return re.sub(r"[\s_]+", "", normalised(name).lower()).strip(".:#*").replace("no.", "no")


def role_of(name: str) -> str:
    """Return the role of a column with this name, or nothing."""
    return _ROLE_OF.get(plain(name), ("", 0))[0]


_ROLE_OF = {plain(name): (role, rank) for role, names in ROLES.items() for rank, name in enumerate(names)}
_NO_RESULT = frozenset(plain(name) for name in NO_RESULT)


def is_unit(text: str) -> bool:
    """Return whether a text that stands with a column's name looks like a laboratory's unit."""
    return len(text) <= 40 and _UNIT.fullmatch(normalised(text)) is not None


def split_unit(header: str) -> tuple[str, str]:
    """Return the name and the unit of a column: ``生存率(%)``, ``Viability [%]``, ``エンドトキシン EU/mL``.

    What stands in brackets and isn't a unit belongs to the name: ``CD90（陽性率）``.
    """
    name, unit = _parted(header.strip())
    power = _POWER_AT_END.search(name) if unit else None
    if power:  # "cells ×10^6 (/mL)": left in the name, the power would be lost with every value
        return name[: power.start()].strip(), f"{power.group(1)} {unit}"
    return name, unit


def _parted(text: str) -> tuple[str, str]:
    inside = _bracket(text)
    if inside is not None and is_unit(text[inside + 1 : -1].strip()):
        return text[:inside].strip(), text[inside + 1 : -1].strip()
    for gap in _GAP.finditer(text[:LONGEST_HEADER]):
        rest = text[gap.end() :]
        if gap.start() and len(normalised(rest[:3])) > 1 and is_unit(rest):
            return text[: gap.start()].strip(), rest
    if len(text) > 1 and text[-1] in "%％":
        return text[:-1].rstrip(" _　"), text[-1]
    return text, ""


def _bracket(text: str) -> int | None:
    """Return where the bracket opens that closes at the end of the text."""
    closing = text[-1:]
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == closing) - (text[place] == _CLOSING.get(closing))
        if closing not in _CLOSING or depth == 0:
            return place if closing in _CLOSING else None
    return None


def find_header(
    rows: Sequence[Row], columns: Mapping[str, str] | None = None, by_hand: Mapping[str, str] | None = None
) -> Header | None:
    """Return the header among the first 60 rows, or None where no row is one.

    Parameters
    ----------
    columns : role -> header of its column, as the person chose them; an empty text: leave the role out.
    by_hand : header -> what its column is: a role, ``ignore``, or ``is:`` and the key of a characteristic.

    Refuses (``column_role``, ``column_missing``) roles that don't exist and headers that aren't there.
    """
    chosen = dict(columns or {})
    for role in chosen:
        if role not in ROLES:
            refuse(
                "column_role",
                f"「{clipped(role)}」という列の種類はありません。",
                f"No role {clipped(role)!r}.",
            )
    candidates = [
        header
        for place in range(min(HEADER_WITHIN_ROWS, len(rows)))
        if (header := _header(rows, place, chosen, by_hand or {})) is not None
    ]
    if not candidates and any(chosen.values()):
        _refuse_missing(rows, chosen)
    return max(candidates, key=_rank, default=None)


def _rank(header: Header) -> tuple[bool, int, bool, int]:
    return header.is_long, len(header.roles), any(header.units), sum(1 for text in header.texts if text)


def _header(
    rows: Sequence[Row], place: int, chosen: Mapping[str, str], by_hand: Mapping[str, str]
) -> Header | None:
    cells, height = _heading(rows, place)
    parts = [split_unit(cell) for cell in cells]
    said = {at: by_hand[cell] for at, cell in enumerate(cells) if cell in by_hand}
    if not by_hand.keys() <= set(cells):
        return None
    means = {at: choice.removeprefix(MEANS) for at, choice in said.items() if choice.startswith(MEANS)}
    names = tuple(means.get(at, name) for at, (name, _) in enumerate(parts))
    roles = _by_hand(_roles(names), said)
    for role, text in chosen.items():
        roles.pop(role, None)
        if text:
            wanted = [at for at, cell in enumerate(cells) if plain(text) in (plain(cell), plain(names[at]))]
            if not wanted:
                return None
            roles = {each: at for each, at in roles.items() if at != wanted[0]} | {role: wanted[0]}
    units = [unit for _, unit in parts]
    beneath = _units_beneath(rows, place + height, len(cells), roles)
    for at, unit in beneath.items():
        units[at] = units[at] or unit
    lots = tuple(at for at, name in enumerate(names) if role_of(name) == "reagent_lot" and at not in said)
    lots = tuple(sorted({*lots, roles["reagent_lot"]})) if "reagent_lot" in roles else ()
    results = tuple(at for at in _results(names, roles, lots) if said.get(at) != IGNORED)
    results = tuple(sorted({*results, *means}))
    is_chosen = bool(chosen.get("value")) or "value" in said.values()
    is_long = not means and _is_long(roles, results, is_chosen)
    if not is_long and "value" in roles:
        # 検体, 濃度, 純度: the concentration is a characteristic like the others
        results = tuple(sorted((*results, roles.pop("value"))))
    if not is_long and ("sample" not in roles or not results):
        return None
    results = (roles["value"],) if is_long else results
    first = place + height + (1 if beneath else 0)
    return Header(rows[place].number, first, cells, names, tuple(units), roles, lots, is_long, results)


def _by_hand(roles: dict[str, int], said: Mapping[int, str]) -> dict[str, int]:
    """Return the roles as a person says them: a column has the role chosen for it and no other."""
    kept = {role: at for role, at in roles.items() if at not in said and role not in said.values()}
    return kept | {choice: at for at, choice in said.items() if choice in ROLES}


def _heading(rows: Sequence[Row], place: int) -> tuple[tuple[str, ...], int]:
    """Return the texts of a header and its height: two rows where a merged heading spans several columns.

    In such a book the sample's heading stands in both rows, and beneath 生存率 stand 解凍直後 and 24時間後.
    """
    upper = rows[place].cells
    lower = rows[place + 1].cells if place + 1 < len(rows) else ()
    spans = any(
        one and one == two and role_of(one) == "sample" for one, two in zip(upper, lower, strict=False)
    )
    if not spans or upper == lower:
        return upper, 1
    width = max(len(upper), len(lower))
    pairs = zip(upper + ("",) * (width - len(upper)), lower + ("",) * (width - len(lower)), strict=True)
    return tuple(one if one == two or not two else f"{one} {two}".strip() for one, two in pairs), 2


def _is_long(roles: Mapping[str, int], results: Sequence[int], is_chosen: bool) -> bool:
    if "value" not in roles:
        return False
    return is_chosen or "characteristic" in roles or ("sample" in roles and ("unit" in roles or not results))


def _results(names: Sequence[str], roles: Mapping[str, int], lots: Sequence[int]) -> tuple[int, ...]:
    """Return the places of columns that are neither a role nor known to hold no result."""
    taken = {*roles.values(), *lots}
    return tuple(
        place
        for place, name in enumerate(names)
        if name and place not in taken and plain(name) not in _NO_RESULT and role_of(name) in ("", "value")
    )


def _roles(names: Sequence[str]) -> dict[str, int]:
    best: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names):
        role, rank = _ROLE_OF.get(plain(name), ("", 0))
        if role and (role not in best or rank < best[role][0]):
            best[role] = (rank, place)
    return {role: place for role, (_, place) in best.items()}


def _units_beneath(rows: Sequence[Row], place: int, width: int, roles: Mapping[str, int]) -> dict[int, str]:
    """Return the units of the row at a place beneath the header, if it holds nothing but units."""
    below = {at: cell for at, cell in enumerate(rows[place].cells) if cell} if place < len(rows) else {}
    inner = {at: cell[1:-1] if cell[0] in "([（［" else cell for at, cell in below.items()}
    is_row_of_units = bool(below) and roles.get("sample") not in below and max(below) < width
    return inner if is_row_of_units and all(is_unit(cell) for cell in inner.values()) else {}


def _refuse_missing(rows: Sequence[Row], chosen: Mapping[str, str]) -> None:
    present = {
        plain(part)
        for row in rows[:HEADER_WITHIN_ROWS]
        for cell in row.cells
        for part in (cell, split_unit(cell)[0])
    }
    absent = [(role, header) for role, header in chosen.items() if header and plain(header) not in present]
    role, header = absent[0] if absent else next((role, text) for role, text in chosen.items() if text)
    ja, en = NAMES[role]
    refuse(
        "column_missing",
        f"「{ja}」に指定した見出し「{clipped(header)}」のある行が見つかりません。見出しの文字を確かめてください。",
        f"No row has the header {clipped(header)!r} that was chosen for {en}; check its spelling.",
    )
