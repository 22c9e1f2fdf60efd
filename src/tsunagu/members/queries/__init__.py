"""Reads of members: who acts, what a site may do, the directory."""

from tsunagu.members.queries.actors import (
    actor_of,
    colleagues,
    hands_of,
    person_names,
    scope_for,
    trained_subjects,
)
from tsunagu.members.queries.agreements import (
    agreements_with,
    approved_suppliers,
    has_agreement,
    members_granting_view,
    representation_of,
)
from tsunagu.members.queries.coverage import AreaRow, coverage
from tsunagu.members.queries.directory import (
    DirectoryEntry,
    MemberPage,
    coordinator,
    directory,
    member_by_key,
    member_by_uuid,
    member_names,
    member_page,
)
from tsunagu.members.queries.sites import (
    all_sites,
    site_by_gln,
    site_by_key,
    site_facts,
    site_names,
    sites_of,
    sites_with,
)

__all__ = [
    "AreaRow",
    "DirectoryEntry",
    "MemberPage",
    "actor_of",
    "agreements_with",
    "all_sites",
    "approved_suppliers",
    "colleagues",
    "coordinator",
    "coverage",
    "directory",
    "hands_of",
    "has_agreement",
    "member_by_key",
    "member_by_uuid",
    "member_names",
    "member_page",
    "members_granting_view",
    "person_names",
    "representation_of",
    "scope_for",
    "site_by_gln",
    "site_by_key",
    "site_facts",
    "site_names",
    "sites_of",
    "sites_with",
    "trained_subjects",
]
