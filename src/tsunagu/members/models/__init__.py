"""Tables of organisations, places, agreements, people and programs."""

from tsunagu.members.models.agreements import Agreement, AgreementParty, Audit, SupplierApproval
from tsunagu.members.models.organisations import Member, Site
from tsunagu.members.models.people import Appointment, Person, Training
from tsunagu.members.models.programs import ProgramKey, ProgramSecret
from tsunagu.members.models.qualifications import Capability, Equipment, Licence

__all__ = [
    "Agreement",
    "AgreementParty",
    "Appointment",
    "Audit",
    "Capability",
    "Equipment",
    "Licence",
    "Member",
    "Person",
    "ProgramKey",
    "ProgramSecret",
    "Site",
    "SupplierApproval",
    "Training",
]
