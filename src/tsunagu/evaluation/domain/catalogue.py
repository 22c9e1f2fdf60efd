"""The test catalogue 試験カタログ: which characteristics there are, and which methods measure them how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tsunagu.evaluation.domain.ucum import is_convertible
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Kind = Literal["number", "word"]
KINDS: dict[str, Text] = {"number": Text("数値", "Number"), "word": Text("判定語", "Word")}


@dataclass(frozen=True, slots=True)
class ListedCharacteristic:
    """A characteristic that may be asked for: what it is for, and in which unit (UCUM) or words it is told."""

    key: str
    name: Text
    purpose: str
    kind: Kind
    unit: str
    expected: str | None
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodVersion:
    """One version of the written method, and the days on which it is in force (both included)."""

    version: str
    since: date
    until: date | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether a test of this day may be made by it."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class SampleNeed:
    """How much of a sample one test takes: an amount (UCUM unit) in so many containers."""

    amount: Decimal
    unit: str
    containers: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """How one method measures one characteristic.

    Attributes
    ----------
    turnaround_hours : from the start of the test to its result. readings : how many are made of one sample.
    detection_limit : the least that would be found, with its unit; None where the idea doesn't apply.
    is_destructive : whether the sample is used up.
    """

    method: str
    characteristic: str
    unit: str
    turnaround_hours: float
    sample: SampleNeed
    readings: int
    detection_limit: tuple[Decimal, str] | None
    is_destructive: bool


@dataclass(frozen=True, slots=True)
class ListedMethod:
    """A method: its versions, what it measures, and what a laboratory must be able to do for it (capability)."""

    key: str
    name: Text
    capability: str
    versions: tuple[MethodVersion, ...]
    measures: tuple[Measurement, ...]

    def in_force(self, on: date) -> tuple[str, ...]:
        """Return the versions in force on a day, the newest first."""
        found = [one for one in self.versions if one.is_in_force(on)]
        return tuple(one.version for one in sorted(found, key=lambda one: one.since, reverse=True))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that may be measured here; ``purposes`` says what characteristics are for."""

    purposes: Mapping[str, Text]
    characteristics: Mapping[str, ListedCharacteristic]
    methods: Mapping[str, ListedMethod]

    def method_name(self, key: str) -> Text:
        """Return the name of a method; one that is no longer listed shows its key."""
        known = self.methods.get(key)
        return known.name if known else Text(key, key)

    def methods_of(self, characteristic: str) -> tuple[Measurement, ...]:
        """Return how a characteristic can be measured."""
        return tuple(
            found
            for method in self.methods.values()
            for found in method.measures
            if found.characteristic == characteristic
        )

    def measurement(self, characteristic: str, method: str) -> Measurement | None:
        """Return how this method measures this characteristic, if it does."""
        found = (one for one in self.methods_of(characteristic) if one.method == method)
        return next(found, None)

    def version_used(self, method: str, typed: str, on: date) -> str:
        """Return the version by which a test of this day was made; nothing typed is the newest in force.

        Refuses (``method_version``) a version that isn't in force on that day. Of a method that isn't listed any
        more nothing is known: what was typed stands.
        """
        known, given = self.methods.get(method), typed.strip()
        if known is None:
            return given
        offered = known.in_force(on)
        if not given:
            return offered[0] if offered else ""
        if given not in offered:
            raise BadInput("method_version", _not_in_force(known, given, offered, on), "method_version")
        return given


def is_comparable(unit: str, listed: str) -> bool:
    """Whether limits in this unit can be compared with values in the listed one."""
    return unit == listed or is_convertible(unit, listed)


def _not_in_force(method: ListedMethod, given: str, offered: tuple[str, ...], on: date) -> Text:
    ja = f"使えるのは第{'版、第'.join(offered)}版です" if offered else "この日に有効な版がありません"
    en = f"In force: {', '.join(offered)}." if offered else "None was in force on that day."
    return Text(
        f"試験法「{method.name.ja}」の第{given[:20]}版は、{on:%Y-%m-%d}の時点で有効な版ではありません。{ja}。",
        f"Version {given[:20]} of {method.name.en} was not in force on {on:%Y-%m-%d}. {en}",
    )
