"""Checks chains against the facts and works their figures out, with no code of what composes them.

Nothing here knows candidates, sums or models: sites are asked what they offer, and time is followed step by step. The
parts and moves of a route (``shape``) and how time passes along them (``passing``) are shared with what composes.
"""

from tsunagu.coordination.domain.composing.verify.checking import Checked, Verifier

__all__ = ["Checked", "Verifier"]
