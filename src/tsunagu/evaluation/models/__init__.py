"""Tables of evaluation: views of the ledger, and the files that results were taken from."""

from tsunagu.evaluation.models.certificates import Certificate
from tsunagu.evaluation.models.results import Investigation, Result, SourceFile
from tsunagu.evaluation.models.rounds import (
    Round,
    RoundAnalysis,
    RoundConvention,
    RoundLaboratory,
    RoundMaterial,
    RoundReport,
)

__all__ = [
    "Certificate",
    "Investigation",
    "Result",
    "Round",
    "RoundAnalysis",
    "RoundConvention",
    "RoundLaboratory",
    "RoundMaterial",
    "RoundReport",
    "SourceFile",
]
