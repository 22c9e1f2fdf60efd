"""Times within which people are expected to act: read from data, whole or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_HOURS = 24 * 365
_UNIT = "_hours"


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """How long each kind of thing may wait for people.

    Attributes
    ----------
    decision : for its signatures. hold_review : for another look at a hold without a deadline.
    go_on : for a word on how a journey goes on. readings : for the temperature record of a transport.
    """

    decision: timedelta
    hold_review: timedelta
    go_on: timedelta
    readings: timedelta


NAMES = tuple(f"{one.name}{_UNIT}" for one in fields(WaitingTimes))


def waiting_times_from(*layers: object) -> WaitingTimes:
    """Return the times that data says, hours by name; a later layer outweighs an earlier one.

    Raises
    ------
    BadInput : a layer isn't names with hours, a name is unknown, hours are no number above zero, or one is missing.
    """
    known: dict[str, timedelta] = {}
    for layer in layers:
        known |= {name: _span(name, hours) for name, hours in _named(layer).items()}
    if missing := [name for name in NAMES if name not in known]:
        raise _refusal(f"{'、'.join(missing)} がありません", f"{', '.join(missing)} is missing")
    return WaitingTimes(**{name.removesuffix(_UNIT): span for name, span in known.items()})


def _named(layer: object) -> Mapping[str, Any]:
    if not isinstance(layer, Mapping):
        raise _refusal("「名前: 時間」の一覧ではありません", "it is no list of names with hours")
    if unknown := sorted(str(name) for name in layer if name not in NAMES):
        raise _refusal(
            f"{'、'.join(unknown)} は登録された名前ではありません（{'、'.join(NAMES)}）",
            f"{', '.join(unknown)} is none of {', '.join(NAMES)}",
        )
    return layer


def _span(name: str, hours: object) -> timedelta:
    is_number = isinstance(hours, int | float) and not isinstance(hours, bool)
    if not is_number or not 0 < hours <= LONGEST_HOURS:  # type: ignore[operator]
        raise _refusal(
            f"{name} は 0 より大きく {LONGEST_HOURS} 以下の時間数で書いてください（今は「{hours}」）",
            f"{name} must be hours above 0 and up to {LONGEST_HOURS}, not {hours!r}",
        )
    return timedelta(hours=hours)  # type: ignore[arg-type]


def _refusal(ja: str, en: str) -> BadInput:
    return BadInput("waiting_times", Text(f"待ち時間の設定：{ja}。", f"Waiting times: {en}."))
