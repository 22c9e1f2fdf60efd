"""Tables of evaluation: views of the ledger, and the files that results were taken from."""

from tsunagu.evaluation.models.certificates import Certificate
from tsunagu.evaluation.models.comparability import (
    ComparabilityAnalysis,
    ComparabilityLot,
    ComparabilityPlan,
    ComparabilitySignature,
    ComparabilityStudy,
    ComparabilityValue,
)
from tsunagu.evaluation.models.controls import Control, ControlReading
from tsunagu.evaluation.models.kept import AssaySetup, ColumnMapping
from tsunagu.evaluation.models.qualifications import MethodQualification
from tsunagu.evaluation.models.results import Calculation, Investigation, Result, SourceFile
from tsunagu.evaluation.models.rounds import (
    Round,
    RoundAnalysis,
    RoundConvention,
    RoundLaboratory,
    RoundMaterial,
    RoundReport,
)
from tsunagu.evaluation.models.samples import Sample
from tsunagu.evaluation.models.trends import Alarm, AlarmAssessment, Trend, TrendLimits

__all__ = [
    "Alarm",
    "AlarmAssessment",
    "AssaySetup",
    "Calculation",
    "Certificate",
    "ColumnMapping",
    "ComparabilityAnalysis",
    "ComparabilityLot",
    "ComparabilityPlan",
    "ComparabilitySignature",
    "ComparabilityStudy",
    "ComparabilityValue",
    "Control",
    "ControlReading",
    "Investigation",
    "MethodQualification",
    "Result",
    "Round",
    "RoundAnalysis",
    "RoundConvention",
    "RoundLaboratory",
    "RoundMaterial",
    "RoundReport",
    "Sample",
    "SourceFile",
    "Trend",
    "TrendLimits",
]
