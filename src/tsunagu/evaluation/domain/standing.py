"""What a result counts as: nobody's word alone makes a pass, and nothing waits before a failure counts."""

VERIFIED_WEIGHTS = frozenset({"release", "reference", "after_release"})
"""Weights on which a product is released or recalled: a second person verifies what passed or was found."""
UNVERIFIED = "unverified"
VERIFIERS = ("qc", "quality", "supervisor")
"""Roles whose people look at the raw data of another's result."""


def needs_verification(weight: str, state: str) -> bool:
    """Return whether a second person of the laboratory verifies a result of this weight and state."""
    return weight in VERIFIED_WEIGHTS and state in ("passed", "failed")


def counted_state(state: str, awaits_verification: bool) -> str:
    """Return what a result counts as: what passed is ``unverified`` until verified, what failed counts at once."""
    return UNVERIFIED if awaits_verification and state == "passed" else state


def is_failed(state: str, awaits_verification: bool, failed_before: str) -> bool:
    """Return whether it failed, or stands in for one that failed and nobody has verified it yet."""
    return state == "failed" or (awaits_verification and bool(failed_before))


def may_be_returned(state: str) -> bool:
    """Return whether the verifier may give it back: what failed is corrected with a reason, never sent back."""
    return state != "failed"
