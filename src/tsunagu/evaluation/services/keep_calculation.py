"""Add a calculation to the effects of an act: with its result, or as a run that was not valid."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tsunagu.custody.domain.acts import Effects
from tsunagu.evaluation.domain.assays.calculating import VERSION, Calculation

CALCULATION = "evaluation.Calculation"


def add_calculation(
    effects: Effects, made: Calculation, result: UUID | None, now: datetime, reason: str = "", **where: Any
) -> dict[str, Any]:
    """Add the row and return what the ledger says about it beside the row.

    Parameters
    ----------
    result : the result that rests on it; None for a run that was not valid, with its ``reason``.
    where : ``chain``, ``step``, ``attempt``, ``characteristic``, ``member`` and ``calculated_by`` of the row.
    """
    uuid = uuid4()
    effects.add(
        CALCULATION, uuid=uuid, result=result, kind=made.typed.kind, model=made.typed.model, text=made.text[:60],
        reason=reason, content=made.content, input_hash=made.input_hash, content_hash=made.content_hash,
        version=VERSION, calculated_at=now, **where,
    )  # fmt: skip
    return {
        "calculation": uuid,
        "input_hash": made.input_hash,
        "content_hash": made.content_hash,
        "version": VERSION,
    }
