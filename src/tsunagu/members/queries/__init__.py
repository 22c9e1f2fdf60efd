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
from tsunagu.members.queries.contacts import people_of
from tsunagu.members.queries.directory import (
    coordinator,
    member_by_key,
    member_by_uuid,
    member_names,
)
from tsunagu.members.queries.searching import search_directory
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
    "actor_of",
    "agreements_with",
    "all_sites",
    "approved_suppliers",
    "colleagues",
    "coordinator",
    "hands_of",
    "has_agreement",
    "member_by_key",
    "member_by_uuid",
    "member_names",
    "members_granting_view",
    "people_of",
    "person_names",
    "representation_of",
    "scope_for",
    "search_directory",
    "site_by_gln",
    "site_by_key",
    "site_facts",
    "site_names",
    "sites_of",
    "sites_with",
    "trained_subjects",
]
