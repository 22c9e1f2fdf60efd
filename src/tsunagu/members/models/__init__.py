"""Tables of organisations, places, what members say of themselves, agreements, people and programs."""

from tsunagu.members.models.agreements import Agreement, AgreementParty, Audit, SupplierApproval
from tsunagu.members.models.joining import Application, ApplicationAct
from tsunagu.members.models.lanes import Lane
from tsunagu.members.models.organisations import Member, Site
from tsunagu.members.models.pages import PageChange
from tsunagu.members.models.people import Appointment, Person, Training
from tsunagu.members.models.profile import ContactPerson, Evidence, ProfilePart, SharedService
from tsunagu.members.models.programs import ProgramKey, ProgramSecret
from tsunagu.members.models.qualifications import Capability, Equipment, Licence
from tsunagu.members.models.register import Membership, RegisterImport, YearAnswer

__all__ = [
    "Agreement",
    "AgreementParty",
    "Application",
    "ApplicationAct",
    "Appointment",
    "Audit",
    "Capability",
    "ContactPerson",
    "Equipment",
    "Evidence",
    "Lane",
    "Licence",
    "Member",
    "PageChange",
    "Membership",
    "Person",
    "ProfilePart",
    "ProgramKey",
    "ProgramSecret",
    "SharedService",
    "RegisterImport",
    "Site",
    "SupplierApproval",
    "Training",
    "YearAnswer",
]
