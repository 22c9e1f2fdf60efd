"""Tables of coordination."""

from tsunagu.coordination.models.composing import ChainProposal, ChainShare
from tsunagu.coordination.models.consultations import (
    Consultation,
    ConsultationEntry,
    ConsultationFile,
    ConsultationParty,
    ConsultationTask,
    OwnNote,
)
from tsunagu.coordination.models.funding import Award, AwardReport, FundingProgramme
from tsunagu.coordination.models.gatherings import (
    Gathering,
    GatheringFile,
    GatheringItem,
    GatheringSpeaker,
    OnlineRoom,
    Registration,
)
from tsunagu.coordination.models.matching import Introduction, Need, NeedVersion
from tsunagu.coordination.models.pipeline import (
    LeadOffer,
    Product,
    ProductEvidence,
    ProductMeasure,
    ProductMove,
    ProductPartner,
    ProductPlan,
)
from tsunagu.coordination.models.sharing import SharedBooking, SharedOffer, SharedTime

__all__ = [
    "Award",
    "AwardReport",
    "ChainProposal",
    "ChainShare",
    "Consultation",
    "ConsultationEntry",
    "ConsultationFile",
    "ConsultationParty",
    "ConsultationTask",
    "FundingProgramme",
    "Gathering",
    "GatheringFile",
    "GatheringItem",
    "GatheringSpeaker",
    "Introduction",
    "LeadOffer",
    "Need",
    "NeedVersion",
    "OnlineRoom",
    "OwnNote",
    "Product",
    "ProductEvidence",
    "ProductMeasure",
    "ProductMove",
    "ProductPartner",
    "ProductPlan",
    "Registration",
    "SharedBooking",
    "SharedOffer",
    "SharedTime",
]
