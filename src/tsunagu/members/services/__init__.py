"""Verbs of members: enter organisations, places, people, agreements and keys of programs."""

from tsunagu.members.services.add_agreement import add_agreement, end_agreement, renew_agreement
from tsunagu.members.services.add_capability import add_capability
from tsunagu.members.services.add_equipment import add_equipment
from tsunagu.members.services.add_lane import add_lane, end_lane
from tsunagu.members.services.add_licence import add_licence
from tsunagu.members.services.add_member import add_member
from tsunagu.members.services.add_person import add_person
from tsunagu.members.services.add_site import add_site
from tsunagu.members.services.appoint import appoint, end_appointment
from tsunagu.members.services.approve_supplier import approve_supplier, end_approval
from tsunagu.members.services.end_key import end_key
from tsunagu.members.services.issue_key import Issued, issue_key
from tsunagu.members.services.record_audit import record_audit
from tsunagu.members.services.record_training import record_training
from tsunagu.members.services.scope_of_person import scope_of_person

__all__ = [
    "Issued",
    "add_agreement",
    "add_capability",
    "add_equipment",
    "add_lane",
    "add_licence",
    "add_member",
    "add_person",
    "add_site",
    "appoint",
    "approve_supplier",
    "end_agreement",
    "end_appointment",
    "end_approval",
    "end_key",
    "end_lane",
    "issue_key",
    "record_audit",
    "record_training",
    "renew_agreement",
    "scope_of_person",
]
