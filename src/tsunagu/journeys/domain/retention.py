"""How long samples are kept at least: read from data, whole or refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tsunagu.evaluation.domain.samples import KEPT
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

SETTINGS = ("approved", "trial", "research", "treatment")
LONGEST_YEARS = 100
Retention = Mapping[tuple[str, str], float]
"""Years by purpose of the sample and legal setting."""


def retention_from(*layers: object) -> Retention:
    """Return the years that data says; a later layer outweighs an earlier one.

    Raises
    ------
    BadInput : a layer isn't years by purpose and setting, a name is unknown, or a purpose or setting is missing.
    """
    known: dict[tuple[str, str], float] = {}
    for layer in layers:
        for purpose, years in _named(layer, sorted(KEPT)).items():
            for setting, span in _named(years, SETTINGS).items():
                known[purpose, setting] = _years(f"{purpose}.{setting}", span)
    wanted = [(purpose, setting) for purpose in sorted(KEPT) for setting in SETTINGS]
    if missing := [".".join(one) for one in wanted if one not in known]:
        raise _refusal(f"{'、'.join(missing)} がありません", f"{', '.join(missing)} is missing")
    return known


def keep_until(retention: Retention, purpose: str, setting: str, taken_at: datetime) -> datetime | None:
    """Return until when a sample is kept at least; None where it is only for a test."""
    years = retention.get((purpose, setting))
    if years is None:
        return None
    whole, part = int(years), years - int(years)
    return _years_later(taken_at, whole) + (_years_later(taken_at, 1) - taken_at) * part


def check_keep_until(wanted: datetime, least: datetime) -> None:
    """Refuse an end of retention before that of the installation's table."""
    if wanted < least:
        day = f"{least:%Y-%m-%d}"
        raise BadInput(
            "kept_too_short",
            Text(
                f"保管期限は、この施設の保管年数の表による {day} より前にできません。",
                f"The sample must be kept until {day} at least, by this installation's table.",
            ),
            "keep_until",
        )


def _years_later(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year + years)
    except ValueError:  # 29 February
        return at.replace(year=at.year + years, day=28)


def _named(layer: object, names: Any) -> Mapping[str, Any]:
    if not isinstance(layer, Mapping):
        raise _refusal("「名前: 値」の一覧ではありません", "it is no list of names with values")
    if unknown := sorted(str(name) for name in layer if name not in names):
        raise _refusal(
            f"{'、'.join(unknown)} は登録された名前ではありません（{'、'.join(names)}）",
            f"{', '.join(unknown)} is none of {', '.join(names)}",
        )
    return layer


def _years(name: str, years: object) -> float:
    is_number = isinstance(years, int | float) and not isinstance(years, bool)
    if not is_number or not 0 < years <= LONGEST_YEARS:  # type: ignore[operator]
        raise _refusal(
            f"{name} は 0 より大きく {LONGEST_YEARS} 以下の年数で書いてください（今は「{years}」）",
            f"{name} must be years above 0 and up to {LONGEST_YEARS}, not {years!r}",
        )
    return float(years)  # type: ignore[arg-type]


def _refusal(ja: str, en: str) -> BadInput:
    return BadInput("retention", Text(f"保管年数の設定：{ja}。", f"Retention: {en}."))
