"""The reviewed list of pages: who may open each, and how its address is made. A page without an entry fails the build.

``PUBLIC``    nobody needs to be signed in, for the reason that stands beside it
``ACCOUNT``   the signed-in person's own account
``EVERYONE``  every signed-in person of a member; it shows each only what is his
``PARTIES``   the parties of the chain; for others there is no such thing
``HOSPITAL``  the hospital of the case alone
``ADDRESSEE`` whom a notice is addressed to
``PROGRAM``   programs with a key that allows it, never a session (tests/planning/api says what each tells whom)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

PUBLIC, ACCOUNT, EVERYONE, PARTIES, HOSPITAL, ADDRESSEE, PROGRAM = (
    "public", "account", "everyone", "parties", "hospital", "addressee", "program",
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What the addresses are made of: one case under way, seen by owner, partner and outsider."""

    chain: UUID
    number: str
    item: UUID
    label: str
    row: UUID
    source: UUID
    result: UUID
    calculation: UUID
    hand_over: UUID
    notice: UUID
    certificate: str
    member: UUID
    route: str
    version: int
    owner: Any
    partner: Any
    outsider: Any


Arguments = Callable[[Scene], list[Any]]


@dataclass(frozen=True)
class Page:
    """Who may open it, how its address is made, and what an owner who does so gets."""

    rule: str
    arguments: Arguments = field(default=lambda scene: [])
    method: str = "get"
    data: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    reason: str = ""
    statuses: frozenset[int] = frozenset({200, 204, 302})
    names_it: bool = True


def public(reason: str, *arguments: Any, method: str = "get") -> Page:
    """A page that anybody may open, and why."""
    return Page(PUBLIC, lambda scene: list(arguments), method, reason=reason)


def account(*arguments: Any) -> Page:
    """A page of the person's own account."""
    return Page(ACCOUNT, lambda scene: list(arguments))


def program(method: str, *arguments: Any) -> Page:
    """An address of programs."""
    return Page(PROGRAM, lambda scene: list(arguments), method)


def _number(scene: Scene) -> list[Any]:
    return [scene.number]


def _item(scene: Scene) -> list[Any]:
    return [scene.item]


def _certificate(scene: Scene) -> list[Any]:
    return [scene.certificate]


def _route(scene: Scene) -> list[Any]:
    return [scene.route, scene.version]


def _no_round(scene: Scene) -> list[Any]:
    """A round that doesn't exist; who sees what of one that does is tested in tests/evaluation/rounds."""
    return ["TR26-99999"]


def _no_study(scene: Scene) -> list[Any]:
    """A study that doesn't exist; who sees what of one that does is tested in tests/evaluation/comparability."""
    return ["CS26-99999"]


def _no_sample(scene: Scene, *more: str) -> list[Any]:
    """A sample that doesn't exist; who sees one that does is tested in tests/journeys/samples."""
    return [UUID(int=1), *more]


def _no_control(scene: Scene) -> list[Any]:
    """A control that doesn't exist; who sees what of one that does is tested in tests/evaluation/trends."""
    return ["QC26-99999"]


def _no_trend(scene: Scene) -> list[Any]:
    """A trend that nobody takes part in; who sees what is tested in tests/evaluation/trends."""
    return ["no-such-route", "panel", "viability"]


def _member(scene: Scene) -> list[Any]:
    return [scene.member]


def _no_key(scene: Scene) -> list[Any]:
    """A key that doesn't exist; who sees and ends one that does is tested in tests/members/test_program_keys.py."""
    return [UUID(int=1)]


def _no_resource(scene: Scene) -> list[Any]:
    """A resource that doesn't exist; who sees and changes one that does is tested in tests/planning/capacity."""
    return [UUID(int=1)]


def _no_request(scene: Scene) -> list[Any]:
    """A request that doesn't exist; who sees and changes one that does is tested in tests/planning/asking."""
    return [UUID(int=1)]


def _no_policy(scene: Scene) -> list[Any]:
    """A policy that doesn't exist: one that does is read by everybody."""
    return [UUID(int=1)]


def _no_round_of_allocation(scene: Scene, *more: Any) -> list[Any]:
    """A round or claim that doesn't exist; who sees what of one that does is tested in tests/planning/fairness."""
    return [UUID(int=1), *more]


def _no_mending(scene: Scene) -> list[Any]:
    """A mending that doesn't exist; who sees and answers one that does is tested in tests/planning/mending."""
    return [UUID(int=1)]


def _no_run(scene: Scene, *more: UUID) -> list[Any]:
    """A plan that doesn't exist; who sees one that does is tested in tests/planning/runs."""
    return [UUID(int=1), *more]


def _stock_product(scene: Scene) -> list[Any]:
    """A production route: each member sees what it states itself, and the lots it takes part in."""
    return ["allo-bm-msc-gvhd-production"]


GONE = frozenset({403, 404})
SIGN_IN = "part of signing in"
REFUSED = frozenset({200, 302, 400, 409, 422})
"""What a POST without its fields may answer: it says what is missing, and never 500."""

PAGES: dict[str, Page] = {
    "health": public("asked by machines; says only that it lives"),
    "ready": public("asked by machines; says only whether the database answers"),
    "metrics": public("asked by machines; figures without names or numbers"),
    "api_page": public("what programs may ask, for whoever writes one; no member's data"),
    "api_document": public("the same for machines"),
    "api:api-root": public("there is nothing: the beginning of the addresses of programs"),
    "api:list_resources": program("get"),
    "api:put_resources": program("post"),
    "api:get_resource": program("get", "site", "key"),
    "api:put_resource": program("put", "site", "key"),
    "api:get_days": program("get", "site", "key"),
    "api:put_withdrawal": program("put", "site", "key"),
    "api:delete_withdrawal": program("delete", "site", "key"),
    "api:post_exceptions": program("post"),
    "api:list_requests": program("get"),
    "api:get_request": program("get", UUID(int=1)),
    "api:post_request": program("post"),
    "api:delete_exception": program("delete", UUID(int=1)),
    "set_language": public("choice of language", method="post"),
    "theme": public("choice of light or dark", method="post"),
    "account_login": public(SIGN_IN),
    "account_logout": public(SIGN_IN),
    "account_inactive": public(SIGN_IN),
    "account_signup": public("says that accounts are given, not taken"),
    "account_email_verification_sent": public(SIGN_IN),
    "account_confirm_login_code": public(SIGN_IN),
    "account_confirm_email": public(SIGN_IN, "no-such-key"),
    "account_reset_password": public(SIGN_IN),
    "account_reset_password_done": public(SIGN_IN),
    "account_reset_password_from_key": public(SIGN_IN, "1", "no-such-key"),
    "account_reset_password_from_key_done": public(SIGN_IN),
    "mfa_authenticate": public("the second factor of signing in"),
    "account_reauthenticate": account(),
    "account_email": account(),
    "account_change_password": account(),
    "account_set_password": account(),
    "mfa_index": account(),
    "mfa_reauthenticate": account(),
    "mfa_activate_totp": account(),
    "mfa_deactivate_totp": account(),
    "mfa_view_recovery_codes": account(),
    "mfa_generate_recovery_codes": account(),
    "mfa_download_recovery_codes": account(),
    "mfa_list_webauthn": account(),
    "mfa_add_webauthn": account(),
    "mfa_reauthenticate_webauthn": account(),
    "mfa_remove_webauthn": account(1),
    "mfa_edit_webauthn": account(1),
    "members:directory": Page(EVERYONE),
    "members:member": Page(EVERYONE, lambda scene: [scene.member]),
    "members:keys": Page(EVERYONE, _member, statuses=frozenset({200, 403})),
    "members:new_key": Page(EVERYONE, _member, statuses=frozenset({200, 403})),
    "members:end_key": Page(EVERYONE, _no_key, statuses=frozenset({404})),
    "custody:trace/0": Page(EVERYONE, data=lambda scene: {"q": scene.number}),
    "custody:trace/1": Page(PARTIES, _item),
    "custody:trace_csv": Page(EVERYONE, data=lambda scene: {"q": scene.number}, statuses=REFUSED | {404}),
    "custody:label": Page(PARTIES, _item, names_it=False),
    "custody:symbol": Page(PARTIES, _item, names_it=False),
    "custody:travel/1": Page(PARTIES, _number, names_it=False),
    "custody:travel/2": Page(PARTIES, lambda scene: [scene.number, "transport_in"], names_it=False),
    "custody:hand_overs": Page(EVERYONE),
    "custody:hand_over_paper": Page(PARTIES, lambda scene: [scene.hand_over], names_it=False),
    "custody:hand_over": Page(
        PARTIES, lambda scene: [scene.hand_over, "cancel"], "post", statuses=REFUSED | GONE
    ),
    "therapies:list": Page(EVERYONE),
    "therapies:write": Page(EVERYONE),
    "therapies:route": Page(EVERYONE, lambda scene: [scene.route]),
    "therapies:version": Page(EVERYONE, _route),
    "therapies:file": Page(EVERYONE, _route),
    "journeys:list": Page(EVERYONE),
    "journeys:order": Page(EVERYONE),
    "journeys:from_paper": Page(EVERYONE, statuses=frozenset({200, 403})),
    "journeys:produce": Page(EVERYONE, statuses=frozenset({200, 403})),
    "journeys:journey": Page(PARTIES, _number),
    "journeys:row": Page(PARTIES, lambda scene: [scene.number, scene.row], names_it=False),
    "journeys:source": Page(PARTIES, lambda scene: [scene.number, scene.source], names_it=False),
    "journeys:result": Page(PARTIES, lambda scene: [scene.number, scene.result]),
    "journeys:calculation": Page(PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False),
    "journeys:calculation_csv": Page(
        PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False
    ),
    "journeys:calculation_json": Page(
        PARTIES, lambda scene: [scene.number, scene.calculation], names_it=False
    ),
    "journeys:act": Page(PARTIES, lambda scene: [scene.number, "hold"]),
    "laboratory:worklist": Page(EVERYONE),
    "laboratory:catalogue": Page(EVERYONE),
    "laboratory:specifications": Page(EVERYONE),
    "laboratory:specification": Page(EVERYONE, lambda scene: [scene.route]),
    "comparability:list": Page(EVERYONE),
    "comparability:new": Page(EVERYONE, statuses=frozenset({200, 403})),
    "comparability:study": Page(EVERYONE, _no_study, statuses=frozenset({404})),
    "comparability:plan": Page(EVERYONE, _no_study, statuses=frozenset({404})),
    "comparability:values": Page(EVERYONE, _no_study, statuses=frozenset({404})),
    "comparability:take": Page(EVERYONE, _no_study, "post", statuses=frozenset({404})),
    "comparability:lots": Page(EVERYONE, _no_study, statuses=frozenset({404})),
    "comparability:csv": Page(EVERYONE, lambda scene: ["CS26-99999", "values"], statuses=frozenset({404})),
    "comparability:act": Page(EVERYONE, lambda scene: ["CS26-99999", "sign"], "post", statuses=GONE),
    "laboratory:samples": Page(EVERYONE),
    "laboratory:samples_csv": Page(EVERYONE),
    "laboratory:sample": Page(EVERYONE, _no_sample, statuses=frozenset({404})),
    "laboratory:sample_act": Page(EVERYONE, lambda scene: _no_sample(scene, "end"), "post", statuses=GONE),
    "look_backs:list": Page(EVERYONE),
    "look_backs:open": Page(EVERYONE),
    "look_backs:page": Page(EVERYONE, lambda scene: ["LB26-99999"], statuses=frozenset({404})),
    "look_backs:csv": Page(EVERYONE, lambda scene: ["LB26-99999"], statuses=frozenset({404})),
    "look_backs:act": Page(EVERYONE, lambda scene: ["LB26-99999", "answer"], "post", statuses=GONE),
    "rounds:list": Page(EVERYONE),
    "rounds:plan": Page(EVERYONE, statuses=frozenset({200, 403})),
    "rounds:round": Page(EVERYONE, _no_round, statuses=frozenset({404})),
    "rounds:report": Page(EVERYONE, _no_round, "post", statuses=frozenset({404})),
    "rounds:material": Page(EVERYONE, _no_round, "post", statuses=frozenset({404, 422})),
    "rounds:csv": Page(EVERYONE, _no_round, statuses=frozenset({404})),
    "rounds:pdf": Page(EVERYONE, _no_round, statuses=frozenset({404})),
    "rounds:act": Page(EVERYONE, lambda scene: ["TR26-99999", "send"], "post", statuses=GONE),
    "trends:controls": Page(EVERYONE),
    "trends:register": Page(EVERYONE, statuses=frozenset({200, 403})),
    "trends:record": Page(EVERYONE, _no_control, statuses=frozenset({404})),
    "trends:list": Page(EVERYONE),
    "trends:control": Page(EVERYONE, _no_control, statuses=frozenset({404})),
    "trends:control_csv": Page(EVERYONE, _no_control, statuses=frozenset({404})),
    "trends:control_freeze": Page(EVERYONE, _no_control, "post", statuses=frozenset({404})),
    "trends:control_assess": Page(EVERYONE, _no_control, "post", statuses=frozenset({404})),
    "trends:product": Page(EVERYONE, _no_trend, statuses=frozenset({404})),
    "trends:product_csv": Page(EVERYONE, _no_trend, statuses=frozenset({404})),
    "trends:product_freeze": Page(EVERYONE, _no_trend, "post", statuses=frozenset({404})),
    "trends:product_assess": Page(EVERYONE, _no_trend, "post", statuses=frozenset({404})),
    "laboratory:variation": Page(EVERYONE),
    "laboratory:variation_csv": Page(EVERYONE),
    "laboratory:qualifications": Page(EVERYONE),
    "laboratory:qualify": Page(EVERYONE, statuses=frozenset({200, 403})),
    "laboratory:withdraw": Page(EVERYONE, lambda scene: ["MQ26-99999"], statuses=frozenset({404})),
    "laboratory:certificates": Page(EVERYONE, data=lambda scene: {"code": scene.certificate}),
    "laboratory:certificate_pdf": Page(PARTIES, _certificate, names_it=False),
    "laboratory:certificate_json": Page(PARTIES, _certificate),
    "planning:requests": Page(EVERYONE),
    "planning:new_request": Page(EVERYONE, statuses=frozenset({200, 403})),
    "planning:request": Page(EVERYONE, _no_request, statuses=frozenset({404})),
    "planning:choose": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:confirm": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:order_dates": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:again": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:give_back": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:withdraw_request": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:unfit": Page(EVERYONE, _no_request, statuses=frozenset({403, 404})),
    "planning:mendings": Page(EVERYONE),
    "planning:mending": Page(EVERYONE, _no_mending, statuses=frozenset({404})),
    "planning:mending_csv": Page(EVERYONE, _no_mending, statuses=frozenset({404})),
    "planning:accept_part": Page(EVERYONE, _no_mending, "post", statuses=frozenset({404})),
    "planning:decline_part": Page(EVERYONE, _no_mending, "post", statuses=frozenset({404})),
    "planning:object_to_part": Page(EVERYONE, _no_mending, "post", statuses=frozenset({404})),
    "planning:estimates": Page(EVERYONE),
    "planning:estimates_csv": Page(EVERYONE),
    "planning:look_again": Page(EVERYONE, method="post", statuses=frozenset({302, 403})),
    "planning:estimate": Page(EVERYONE, _no_request, statuses=frozenset({404})),
    "planning:accept_estimate": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:decline_estimate": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:end_estimate": Page(EVERYONE, _no_request, "post", statuses=frozenset({403, 404})),
    "planning:home": Page(EVERYONE),
    "planning:schedule": Page(EVERYONE),
    "planning:schedule_csv": Page(EVERYONE),
    "planning:runs": Page(EVERYONE),
    "planning:new_run": Page(EVERYONE, statuses=frozenset({200, 403})),
    "planning:run": Page(EVERYONE, _no_run, statuses=frozenset({404})),
    "planning:cancel_run": Page(EVERYONE, _no_run, "post", statuses=frozenset({404})),
    "planning:what_if": Page(EVERYONE, _no_run, "post", statuses=frozenset({404})),
    "planning:problem_file": Page(EVERYONE, _no_run, statuses=frozenset({404})),
    "planning:plan_file": Page(EVERYONE, _no_run, statuses=frozenset({404})),
    "planning:bars_csv": Page(EVERYONE, _no_run, statuses=frozenset({404})),
    "planning:compare_runs": Page(
        EVERYONE, lambda scene: _no_run(scene, UUID(int=2)), statuses=frozenset({404})
    ),
    "planning:stock": Page(EVERYONE),
    "planning:new_stock_run": Page(EVERYONE, statuses=frozenset({200, 403})),
    "planning:stock_product": Page(EVERYONE, _stock_product),
    "planning:stock_doses": Page(EVERYONE, _stock_product),
    "planning:stock_run": Page(EVERYONE, _no_run, statuses=frozenset({404})),
    "planning:stock_csv": Page(EVERYONE, lambda scene: [UUID(int=1), "lots"], statuses=frozenset({404})),
    "planning:allocation": Page(EVERYONE),
    "planning:new_allocation_policy": Page(EVERYONE, statuses=frozenset({200, 403})),
    "planning:allocation_policy": Page(EVERYONE, _no_policy, statuses=frozenset({404})),
    "planning:new_allocation_round": Page(EVERYONE, statuses=frozenset({200, 403})),
    "planning:allocation_round": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_effect": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_overrides": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_figures": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_requests": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_act": Page(
        EVERYONE, lambda scene: _no_round_of_allocation(scene, "publish"), "post", statuses=frozenset({404})
    ),
    "planning:allocation_claim": Page(EVERYONE, _no_round_of_allocation, statuses=frozenset({404})),
    "planning:allocation_inputs": Page(EVERYONE, _no_round_of_allocation, "post", statuses=frozenset({404})),
    "planning:allocation_override": Page(
        EVERYONE, _no_round_of_allocation, "post", statuses=frozenset({404})
    ),
    "planning:allocation_answer": Page(
        EVERYONE, lambda scene: _no_round_of_allocation(scene, "accept"), "post", statuses=frozenset({404})
    ),
    "planning:allocation_override_act": Page(
        EVERYONE,
        lambda scene: _no_round_of_allocation(scene, UUID(int=2), "agree"),
        "post",
        statuses=frozenset({404}),
    ),
    "planning:capacity": Page(EVERYONE),
    "planning:member": Page(EVERYONE, _member),
    "planning:new": Page(EVERYONE, _member, statuses=frozenset({200, 403})),
    "planning:exceptions": Page(EVERYONE, _member, statuses=frozenset({200, 403})),
    "planning:import": Page(EVERYONE, _member, statuses=frozenset({200, 403})),
    "planning:file": Page(EVERYONE, lambda scene: [scene.member, "csv"]),
    "planning:resource": Page(EVERYONE, _no_resource, statuses=frozenset({404})),
    "planning:edit": Page(EVERYONE, _no_resource, statuses=frozenset({404})),
    "planning:days_csv": Page(EVERYONE, _no_resource, statuses=frozenset({404})),
    "planning:withdraw": Page(EVERYONE, _no_resource, statuses=frozenset({404})),
    "planning:remove_exception": Page(EVERYONE, _no_resource, "post", statuses=frozenset({404})),
    "scan:start": Page(EVERYONE),
    "scan:read": Page(
        EVERYONE, method="post", data=lambda scene: {"symbol": scene.number}, statuses=REFUSED | {404}
    ),
    "scan:decode": Page(EVERYONE, method="post", statuses=REFUSED | {404}),
    "scan:item": Page(PARTIES, _item),
    "scan:do": Page(PARTIES, _item, "post", statuses=REFUSED),
    "scan:bedside": Page(PARTIES, _item),
    "scan:problem": Page(PARTIES, _item),
    "scan:case": Page(PARTIES, _number),
    "scan:wristband": Page(HOSPITAL, _number, names_it=False),
    "portal:tower": Page(EVERYONE),
    "portal:live": Page(EVERYONE),
    "portal:inbox": Page(EVERYONE),
    "portal:start": Page(EVERYONE),
    "portal:notice_done": Page(ADDRESSEE, lambda scene: [scene.notice], "post"),
}
