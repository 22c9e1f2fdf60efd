"""What a certificate says of a result that was calculated: model, suitability, what was left out, the frozen hash."""

from typing import Any

from tsunagu.evaluation.domain.assays.kinds import KINDS, MODELS
from tsunagu.evaluation.queries.calculations import CalculationView


def certified_calculation(found: CalculationView) -> dict[str, Any]:
    """Return the part of a certificate's line that tells how its result was calculated."""
    data = found.data
    return {
        "uuid": str(found.uuid),
        "kind": {"key": found.kind, "name": KINDS[found.kind].as_dict()},
        "model": {"key": found.model, "name": MODELS[found.model].as_dict()},
        "criteria": [
            {key: one[key] for key in ("key", "ja", "en", "found", "low", "high", "is_met")}
            for one in data["criteria"]
        ],
        "left_out": sum(1 for one in data["readings"] if one["excluded"]),
        "version": found.version,
        "content_hash": found.content_hash,
    }
