"""The least that one journey can cost at given prices, whatever the others do: exact, or a bound from below."""

from tsunagu.planning.domain.verify.least.journey import Least, least_of

__all__ = ["Least", "least_of"]
