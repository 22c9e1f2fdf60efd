"""A result that fails after the release: a row of its own in the ledger, told to all who handle the product."""

from datetime import datetime
from typing import Any

from tsunagu.custody.domain.acts import Act, Effects
from tsunagu.journeys.models import Release
from tsunagu.journeys.services.facts.released import FOR_RELEASE
from tsunagu.journeys.services.running import Running

NAME = "failed_after_release"
RESULT = "evaluation.Result"


def late_failure(running: Running, effects: Effects, at: datetime) -> list[Act]:
    """Return the act that says so, where new results fail on which a release that was given rests; else nothing."""
    failed = [row for row in effects.new.get(RESULT, []) if _counts(row)]
    if not failed or not Release.objects.filter(chain=running.chain, verdict="released").exists():
        return []
    facts = {"results": [row["uuid"] for row in failed], "step": failed[0]["step"]}
    return [Act(NAME, running.chain, at, facts)]


def _counts(row: Any) -> bool:
    return row["state"] == "failed" and row["weight"] in FOR_RELEASE and not row.get("awaits_quality")
