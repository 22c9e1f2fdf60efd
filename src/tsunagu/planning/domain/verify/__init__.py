"""Checks of a plan from the problem alone: nothing here is shared with what makes plans."""

from tsunagu.planning.domain.verify.bound import Proven, proven_by
from tsunagu.planning.domain.verify.checking import verify
from tsunagu.planning.domain.verify.report import Report, Violation

__all__ = ["Proven", "Report", "Violation", "proven_by", "verify"]
