"""Specifications 規格: what a panel judges by, how versions differ, and when one must rise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Characteristic, Panel, Route
from tsunagu.therapies.domain.vocabulary import WEIGHTS

Kind = Literal["same", "added", "removed", "changed"]
KINDS: dict[Kind, Text] = {
    "same": Text("変更なし", "Unchanged"),
    "added": Text("追加", "Added"),
    "removed": Text("削除", "Removed"),
    "changed": Text("変更", "Changed"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A characteristic of a panel, and what became of it since the version before: ``said`` in words."""

    characteristic: Characteristic
    kind: Kind
    said: tuple[Text, ...] = ()


def judged_by(one: Characteristic) -> tuple[object, ...]:
    """Return what makes a characteristic the specification that it is: its names and its turnaround don't."""
    return one.key, one.unit, one.weight, one.method, one.minimum, one.maximum, one.expected


def is_same_specification(one: Panel, other: Panel) -> bool:
    """Whether both judge the same characteristics in the same way, in whatever order they are written."""
    mine, theirs = (sorted(map(str, map(judged_by, panel.characteristics))) for panel in (one, other))
    return mine == theirs


def check_panel_versions(before: Sequence[Route], route: Route) -> None:
    """Refuse a panel that judges otherwise than before under a version that was used already.

    Parameters
    ----------
    before : the versions of the route published so far.

    Refuses (``panel_version``) the same version with another content, and a version below one that was used. A result
    names the version of its specification: it must not mean two things. It doesn't rise by itself, so that whoever
    publishes says that the specification changed.
    """
    for panel in route.panels:
        used = [found for older in before for found in older.panels if found.key == panel.key]
        highest = max((one.version for one in used), default=0)
        if panel.version < highest:
            raise _refused(panel, highest, is_lower=True)
        for one in used:
            if one.version == panel.version and not is_same_specification(one, panel):
                raise _refused(panel, highest, is_lower=False)


def _refused(panel: Panel, highest: int, *, is_lower: bool) -> Refused:
    ja = (
        "より下げられません"
        if is_lower
        else "は公開済みで、内容（特性・限度・試験法・位置づけ）を変えられません"
    )
    en = "was used already" if is_lower else "is published and its content can't change"
    return Refused(
        "panel_version",
        Text(
            f"試験項目「{panel.name.ja}」の規格 第{highest}版{ja}。"
            f"panels.{panel.key}.version を {highest + (not is_lower)} 以上にしてください。",
            f"Version {highest} of the specification {panel.name.en!r} {en}."
            f" Set panels.{panel.key}.version to {highest + (not is_lower)} or more.",
        ),
        "version",
    )


MethodNames = Callable[[str], Text]


def differences(before: Panel | None, panel: Panel | None, method_name: MethodNames) -> list[Difference]:
    """Return the characteristics of a panel with what became of each, those that were dropped last.

    Parameters
    ----------
    before : the panel in the version before; None where it wasn't there, or where there is no version before.
    panel : the panel now; None where it was dropped. method_name : gives the name of a method.
    """
    old = {one.key: one for one in before.characteristics} if before else {}
    new = {one.key: one for one in panel.characteristics} if panel else {}
    found = [_difference(old.get(key), one, method_name, is_first=before is None) for key, one in new.items()]
    return found + [Difference(one, "removed") for key, one in old.items() if key not in new]


def _difference(
    old: Characteristic | None, new: Characteristic, method_name: MethodNames, *, is_first: bool
) -> Difference:
    if old is None:
        return Difference(new, "same" if is_first else "added")
    told = [*TOLD, (Text("試験法", "Method"), lambda one: method_name(one.method))]
    said = tuple(
        Text(f"{name.ja}：{was.ja} → {now.ja}", f"{name.en}: {was.en} → {now.en}")
        for name, write in told
        if (was := write(old)) != (now := write(new))
    )
    return Difference(new, "changed" if said else "same", said)


def _hours(one: Characteristic) -> Text:
    return Text(f"{one.turnaround_hours:g}時間", f"{one.turnaround_hours:g} h")


def _unit(one: Characteristic) -> Text:
    unit = shown_unit(one.unit)
    return unit if unit.ja else Text("なし", "none")


TOLD: tuple[tuple[Text, Callable[[Characteristic], Text]], ...] = (
    (Text("規格", "Limits"), limits_text),
    (Text("単位", "Unit"), _unit),
    (Text("位置づけ", "Legal weight"), lambda one: WEIGHTS[one.weight]),
    (Text("結果までの時間", "Turnaround"), _hours),
)
"""What is compared, in words; the method beside it."""
