"""What is declared about composing: days that papers take, and what figures count under each wish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tsunagu.coordination.domain.composing.problem import CRITERIA, Rates, Weights
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone wants most, by name, and the weights that say so."""

    key: str
    name: Text
    weights: Weights


@dataclass(frozen=True)
class Presets:
    """The declared days and wishes."""

    agreement_days: int
    change_days: Mapping[str, int]
    wishes: Mapping[str, Wish]

    def rates(self, setting: str) -> Rates:
        """Return the days that papers take in a setting."""
        return Rates(self.agreement_days, self.change_days.get(setting, max(self.change_days.values())))


def presets_from(raw: Mapping[str, Any]) -> Presets:
    """Return what a file declares; a wish with a figure that counts nothing is an error of the file."""
    wishes = {
        key: Wish(key, Text(one["ja"], one["en"]), tuple(int(value) for value in one["of"]))
        for key, one in raw["weights"].items()
    }
    for wish in wishes.values():
        if len(wish.weights) != len(CRITERIA) or min(wish.weights) < 1:
            raise ValueError(f"weights of {wish.key}")
    return Presets(raw["agreement_days"], raw["change_days"], wishes)
