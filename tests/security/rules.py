"""The reviewed rules of who reads and writes each table; a table without one fails the build.

``CHAIN``      who is a party of the row's chain and has opened it
``PARTY``      the same, and the member that the row names (so that it finds its chains)
``HOSPITAL``   the hospital or laboratory that the row names, in its own scope; no wide scope
``MEMBER``     the member that the row names
``KEPT``       the member that the row names, and the coordinator, who keeps the list with it
``SHARED``     the member that the row names writes, its ``owner`` reads too, and the coordinator
``DIRECTORY``  everybody reads, the member itself and the coordinator write
``ANNOUNCED``  everybody reads, the member that the row names as organiser writes
``WITHIN``     every member reads, no passer-by; the member that the row names and the coordinator write
``HANDED_IN``  anybody adds, passers-by too; the member that the row names and the coordinator read and keep
"""

CHAIN, PARTY, HOSPITAL, MEMBER, KEPT, SHARED, DIRECTORY, ANNOUNCED, WITHIN, HANDED_IN = (
    "chain", "party", "hospital", "member", "kept", "shared", "directory", "announced", "within", "handed_in",
)  # fmt: skip

RULES: dict[str, str] = {
    "custody_ledger": CHAIN,
    "custody_event_key": CHAIN,
    "custody_chain": CHAIN,
    "custody_chain_party": PARTY,
    "custody_alias": CHAIN,
    "custody_lot": CHAIN,
    "custody_item": CHAIN,
    "custody_genealogy": CHAIN,
    "custody_hand_over": CHAIN,
    "custody_hold": CHAIN,
    "conditions_leg": CHAIN,
    "conditions_logger_file": CHAIN,
    "evaluation_comparability_analysis": CHAIN,
    "evaluation_comparability_lot": CHAIN,
    "evaluation_comparability_plan": CHAIN,
    "evaluation_comparability_signature": CHAIN,
    "evaluation_comparability_study": CHAIN,
    "evaluation_comparability_value": CHAIN,
    "evaluation_assay_setup": HOSPITAL,
    "evaluation_calculation": CHAIN,
    "evaluation_column_mapping": HOSPITAL,
    "evaluation_alarm": CHAIN,
    "evaluation_alarm_assessment": CHAIN,
    "evaluation_control": CHAIN,
    "evaluation_control_reading": CHAIN,
    "evaluation_investigation": CHAIN,
    "evaluation_certificate": CHAIN,
    "evaluation_method_qualification": ANNOUNCED,
    "evaluation_result": CHAIN,
    "evaluation_round": ANNOUNCED,
    "evaluation_round_analysis": CHAIN,
    "evaluation_round_convention": CHAIN,
    "evaluation_round_laboratory": CHAIN,
    "evaluation_round_material": CHAIN,
    "evaluation_round_report": CHAIN,
    "evaluation_sample": CHAIN,
    "evaluation_source_file": CHAIN,
    "evaluation_trend": CHAIN,
    "evaluation_trend_limits": CHAIN,
    "journeys_case": CHAIN,
    "journeys_consent": CHAIN,
    "journeys_decision": CHAIN,
    "journeys_decision_signature": CHAIN,
    "journeys_deviation": CHAIN,
    "journeys_donor_test": CHAIN,
    "journeys_journey": CHAIN,
    "journeys_look_back": CHAIN,
    "journeys_look_back_part": CHAIN,
    "journeys_look_back_scope": CHAIN,
    "journeys_patient_identity": HOSPITAL,
    "journeys_readiness": CHAIN,
    "journeys_release": CHAIN,
    "journeys_running_tests_known": CHAIN,
    "journeys_step": CHAIN,
    "journeys_step_check": CHAIN,
    "journeys_weight": CHAIN,
    "members_member": DIRECTORY,
    "members_site": DIRECTORY,
    "members_licence": DIRECTORY,
    "members_capability": DIRECTORY,
    "members_equipment": DIRECTORY,
    "members_agreement": DIRECTORY,
    "members_agreement_party": KEPT,
    "members_audit": SHARED,
    "members_program_key": KEPT,
    "members_supplier_approval": KEPT,
    "members_training": KEPT,
    "notices_notice": MEMBER,
    "planning_allocation_claim": KEPT,
    "planning_allocation_override": KEPT,
    "planning_allocation_policy": DIRECTORY,
    "planning_allocation_round": DIRECTORY,
    "planning_allocation_work": KEPT,
    "planning_capacity_change": KEPT,
    "planning_capacity_exception": DIRECTORY,
    "planning_capacity_pattern": DIRECTORY,
    "planning_mending": KEPT,
    "planning_mending_part": KEPT,
    "planning_estimate": KEPT,
    "planning_plan_run": KEPT,
    "planning_resource": DIRECTORY,
    "planning_stock_product": KEPT,
    "planning_stock_run": KEPT,
    "planning_what_if": KEPT,
    "planning_booking": SHARED,
    "planning_request": KEPT,
    "planning_request_act": KEPT,
    "therapies_route_version": DIRECTORY,
    "therapies_legal_basis": DIRECTORY,
}

KEEPER: dict[str, str] = {
    "members_member": "id",
    "therapies_route_version": "published_by_member_id",
    "therapies_legal_basis": "holder_id",
}
"""The column that names a directory row's member, where it isn't ``member_id``."""

NEVER_CHANGED = frozenset(
    {
        "custody_ledger",
        "custody_event_key",
        "conditions_logger_file",
        "evaluation_source_file",
        "planning_allocation_policy",
        "planning_capacity_change",
        "planning_request_act",
        "therapies_route_version",
    }
)
"""Tables to which rows are only added."""

OPEN: dict[str, str] = {
    "django_migrations": "which migrations ran: read before anything else, no member's data",
    "django_content_type": "names of tables, no member's data",
    "django_session": "opaque session keys with signed contents, read before it is known who asks",
    "auth_group": "Django's own, unused: roles are appointments",
    "auth_group_permissions": "Django's own, unused: roles are appointments",
    "auth_permission": "Django's own, unused: roles are appointments",
    "members_person": "accounts: read at sign-in, before a scope exists",
    "members_appointment": "roles of people: read at sign-in to find the scope",
    "members_program_secret": "prefix and keyed hash of programs' keys: read before a scope exists",
    "account_emailaddress": "sign-in: read before a scope exists",
    "account_emailconfirmation": "sign-in: read before a scope exists",
    "mfa_authenticator": "second factors: read before a scope exists",
    "foundation_clock": "anchor and rate of the one clock",
    "procrastinate_jobs": "jobs carry ids and a scope only",
    "procrastinate_events": "when jobs ran",
    "procrastinate_periodic_defers": "when periodic jobs were queued",
    "procrastinate_workers": "which workers are alive",
}
"""Tables that must be read before a scope exists, or hold nothing of a member; each with the reason."""
