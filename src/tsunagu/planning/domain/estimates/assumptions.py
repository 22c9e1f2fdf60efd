"""Figures that plans go by until there are observed ones: read from data, whole or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

PARTS = ("spreads", "needs", "hours", "cultures", "office", "promises", "learning")
HOURS = ("longer_culture", "wait_in_the_room")
ALL = "all"
STAYS = "until_transport"
DEMAND = ("hours", "where_published")
MOST = 100_000.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How a kind of step varies: it takes longer in ``late_share`` of all cases, by ``late_hours`` on average
    (exponential), and fails in ``failure`` of them.
    """

    late_share: float = 0.0
    late_hours: float = 0.0
    failure: float = 0.0


@dataclass(frozen=True, slots=True)
class Demand:
    """A kind of resource, needed for the first ``hours`` of a step; None: for all of it.

    ``stays``: what the step puts there is taken out by the next transport. ``where_published``: a site that publishes
    none has enough of it.
    """

    kind: str
    hours: int | None = None
    stays: bool = False
    where_published: bool = False


@dataclass(frozen=True, slots=True)
class Learning:
    """How estimates are made; the names are those of the data file, which says what each means."""

    least: int = 8
    weight: float = 20.0
    newest: int = 200
    within_days: int = 365
    late_after_hours: float = 1.0
    recent: int = 20
    changed_below: float = 0.01


@dataclass(frozen=True, slots=True)
class Office:
    """From which hour of a working day until which (Asia/Tokyo) desk work is done."""

    start: int
    until: int

    @property
    def hours(self) -> int:
        """How many hours a working day has."""
        return self.until - self.start


@dataclass(frozen=True, slots=True)
class Pace:
    """How long people have, and how soon dates may change, in hours; the data file says what each means."""

    hold: int
    answer: int
    object: int
    notice: int
    frozen: int
    grace: int


@dataclass(frozen=True)
class Assumptions:
    """Spreads and demands by action, and hours; ``learning`` says how they are replaced.

    ``culture_sure``: a culture that grows to a target is planned so long that this share of cultures reaches it.
    """

    spreads: Mapping[str, Spread]
    needs: Mapping[str, tuple[Demand, ...]]
    longer_culture_hours: int
    wait_in_the_room_hours: int
    culture_sure: float
    office: Office
    pace: Pace
    learning: Learning


def assumptions_from(*layers: object) -> Assumptions:
    """Return the assumptions that data says; a later layer outweighs an earlier one, name by name.

    Raises
    ------
    BadInput : a layer isn't names with figures, a name is unknown, a figure makes no sense, or one is missing.
    """
    known: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    kinds: Mapping[str, type] = {"learning": Learning, "promises": Pace}
    for layer in layers:
        for part, said in _named("", layer, PARTS).items():
            names = {"hours": HOURS, "cultures": ("sure",), "office": ("from", "until")}.get(part)
            names = _names(kinds[part]) if part in kinds else names
            for name, value in _named(part, said, names).items():
                is_spread = part == "spreads" and isinstance(value, Mapping)
                known[part][name] = {**known[part].get(name, {}), **value} if is_spread else value
    spreads = {action: _spread(action, said) for action, said in known["spreads"].items()}
    needs = {action: _demands(action, said) for action, said in known["needs"].items()}
    hours = {name: _number(f"hours.{name}", _there("hours", known["hours"], name), 0) for name in HOURS}
    sure = _number("cultures.sure", _there("cultures", known["cultures"], "sure"), 0.5, 0.99)
    return Assumptions(
        spreads, needs, round(hours["longer_culture"]), round(hours["wait_in_the_room"]), sure,
        _office(known["office"]), _pace(known["promises"]), _learning(known["learning"]),
    )  # fmt: skip


def _spread(action: str, said: object) -> Spread:
    names = _names(Spread)
    given = _named(f"spreads.{action}", said, names)
    found = {
        name: _number(
            f"spreads.{action}.{name}", _there(f"spreads.{action}", given, name), 0,
            MOST if name == "late_hours" else 1.0,
        )
        for name in names
    }  # fmt: skip
    return Spread(**found)


def _demands(action: str, said: object) -> tuple[Demand, ...]:
    given = _named(f"needs.{action}", said, None)
    return tuple(_demand(f"needs.{action}.{kind}", kind, said) for kind, said in given.items())


def _demand(name: str, kind: str, said: object) -> Demand:
    """Return a demand: hours alone, or as names with values."""
    given = _named(name, said, DEMAND) if isinstance(said, Mapping) else {"hours": said}
    hours = given.get("hours", ALL)
    whole = hours in (ALL, STAYS)
    return Demand(
        kind, None if whole else round(_number(name, hours, 1)), hours == STAYS,
        _yes_or_no(name, given.get("where_published", False)),
    )  # fmt: skip


def _yes_or_no(name: str, said: object) -> bool:
    if not isinstance(said, bool):
        raise _refusal(
            f"{name}.where_published は true か false で書いてください",
            f"{name}.where_published must be true or false",
        )
    return said


def _office(given: Mapping[str, Any]) -> Office:
    start = round(_number("office.from", _there("office", given, "from"), 0, 23))
    return Office(start, round(_number("office.until", _there("office", given, "until"), start + 1, 24)))


def _pace(given: Mapping[str, Any]) -> Pace:
    least = {"grace": 0, "notice": 0, "frozen": 0}
    return Pace(**{
        name: round(_number(f"promises.{name}", _there("promises", given, name), least.get(name, 1)))
        for name in _names(Pace)
    })  # fmt: skip


def _learning(given: Mapping[str, Any]) -> Learning:
    lows = {"least": 2, "recent": 2, "newest": 2, "within_days": 1, "weight": 1}
    found = {
        name: _number(
            f"learning.{name}", _there("learning", given, name), lows.get(name, 0),
            1.0 if name == "changed_below" else MOST,
        )
        for name in _names(Learning)
    }  # fmt: skip
    whole = {name: round(found[name]) for name in ("least", "recent", "newest", "within_days")}
    return Learning(**(found | whole))  # type: ignore[arg-type]


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _there(part: str, given: Mapping[str, Any], name: str) -> Any:
    if name not in given:
        raise _refusal(f"{part}.{name} がありません", f"{part}.{name} is missing")
    return given[name]


def _named(part: str, layer: object, names: Sequence[str] | None) -> Mapping[str, Any]:
    """Return a mapping whose names are known; ``names`` None: any words."""
    where = part or "YAML"
    if not isinstance(layer, Mapping):
        raise _refusal(
            f"{where} は「名前: 値」の一覧ではありません", f"{where} is no list of names with values"
        )
    bad = [str(name) for name in layer if (name not in names if names else not isinstance(name, str))]
    if bad:
        known = "、".join(names or ())
        raise _refusal(
            f"{where} の {'、'.join(bad)} は登録された名前ではありません（{known}）",
            f"{', '.join(bad)} in {where} is none of {', '.join(names or ())}",
        )
    return layer


def _number(name: str, value: object, least: float, most: float = MOST) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:  # type: ignore[operator]
        raise _refusal(
            f"{name} は {least:g} 以上 {most:g} 以下の数で書いてください（今は「{value}」）",
            f"{name} must be a number from {least:g} to {most:g}, not {value!r}",
        )
    return float(value)  # type: ignore[arg-type]


def _refusal(ja: str, en: str) -> BadInput:
    return BadInput("assumptions", Text(f"計画の仮定値：{ja}。", f"Planning assumptions: {en}."))
