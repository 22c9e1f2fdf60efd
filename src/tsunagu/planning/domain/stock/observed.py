"""Observed lots in the quantities of a plan, and back.

What is observed is the share of the doses that the route plans for a lot, filling losses included. A plan counts those
by themselves, by the size of each lot: they are taken out of the observed share, lest they be lost twice.
"""

from collections.abc import Mapping
from dataclasses import replace

from tsunagu.planning.domain.estimates.figures import LotGiven
from tsunagu.planning.domain.stock.problem import Making


def as_released(making: Making, planned: int) -> Mapping[str, float]:
    """Return what a statement says of a lot of the size that the route plans: released, its spread, lost."""
    sound = _sound(making, planned)
    return {"released": making.kept * sound, "spread": making.spread * sound, "lost": making.failing}


def made_as(making: Making, planned: int, given: LotGiven | None) -> Making:
    """Return how lots are made with what is in force; no lot gives more than is filled."""
    if given is None:
        return making
    sound = _sound(making, planned)
    kept = min(1.0, given.released / sound) if sound else making.kept
    spread = given.spread / sound if sound else making.spread
    return replace(making, kept=kept, spread=spread, failing=given.lost)


def _sound(making: Making, planned: int) -> float:
    return making.filling.sound(planned) / planned if planned else 0.0
