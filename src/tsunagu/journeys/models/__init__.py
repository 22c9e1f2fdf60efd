"""Tables of journeys: cases and what was signed for them, and look-backs."""

from tsunagu.journeys.models.cases import (
    Case,
    Consent,
    Decision,
    DecisionSignature,
    Deviation,
    DonorTest,
    Journey,
    JourneyStep,
    JourneyView,
    PatientIdentity,
    Readiness,
    Release,
    RunningTestsKnown,
    StepCheck,
    Weight,
)
from tsunagu.journeys.models.look_backs import LookBack, LookBackPart, LookBackScope

__all__ = [
    "Case",
    "Consent",
    "Decision",
    "DecisionSignature",
    "Deviation",
    "DonorTest",
    "Journey",
    "JourneyStep",
    "JourneyView",
    "LookBack",
    "LookBackPart",
    "LookBackScope",
    "PatientIdentity",
    "Readiness",
    "Release",
    "RunningTestsKnown",
    "StepCheck",
    "Weight",
]
