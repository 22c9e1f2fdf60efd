"""Tables of journeys: cases and what was signed for them, look-backs, and how each journey stands."""

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
from tsunagu.journeys.models.public_figures import PublicFigures
from tsunagu.journeys.models.standing import Standing, StandingConcern, StandingStep

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
    "PublicFigures",
    "Readiness",
    "Release",
    "RunningTestsKnown",
    "Standing",
    "StandingConcern",
    "StandingStep",
    "StepCheck",
    "Weight",
]
