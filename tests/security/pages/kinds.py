"""Who may open a page, and how its address is made.

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


def number(scene: Scene) -> list[Any]:
    return [scene.number]


def item(scene: Scene) -> list[Any]:
    return [scene.item]


def certificate(scene: Scene) -> list[Any]:
    return [scene.certificate]


def route(scene: Scene) -> list[Any]:
    return [scene.route, scene.version]


def no_round(scene: Scene) -> list[Any]:
    """A round that doesn't exist; who sees what of one that does is tested in tests/evaluation/rounds."""
    return ["TR26-99999"]


def no_study(scene: Scene) -> list[Any]:
    """A study that doesn't exist; who sees what of one that does is tested in tests/evaluation/comparability."""
    return ["CS26-99999"]


def no_sample(scene: Scene, *more: str) -> list[Any]:
    """A sample that doesn't exist; who sees one that does is tested in tests/journeys/samples."""
    return [UUID(int=1), *more]


def no_control(scene: Scene) -> list[Any]:
    """A control that doesn't exist; who sees what of one that does is tested in tests/evaluation/trends."""
    return ["QC26-99999"]


def no_trend(scene: Scene) -> list[Any]:
    """A trend that nobody takes part in; who sees what is tested in tests/evaluation/trends."""
    return ["no-such-route", "panel", "viability"]


def member(scene: Scene) -> list[Any]:
    return [scene.member]


def no_key(scene: Scene) -> list[Any]:
    """A key that doesn't exist; who sees and ends one that does is tested in tests/members/test_program_keys.py."""
    return [UUID(int=1)]


def no_resource(scene: Scene) -> list[Any]:
    """A resource that doesn't exist; who sees and changes one that does is tested in tests/planning/capacity."""
    return [UUID(int=1)]


def no_request(scene: Scene) -> list[Any]:
    """A request that doesn't exist; who sees and changes one that does is tested in tests/planning/asking."""
    return [UUID(int=1)]


def no_policy(scene: Scene) -> list[Any]:
    """A policy that doesn't exist: one that does is read by everybody."""
    return [UUID(int=1)]


def no_round_of_allocation(scene: Scene, *more: Any) -> list[Any]:
    """A round or claim that doesn't exist; who sees what of one that does is tested in tests/planning/fairness."""
    return [UUID(int=1), *more]


def no_mending(scene: Scene) -> list[Any]:
    """A mending that doesn't exist; who sees and answers one that does is tested in tests/planning/mending."""
    return [UUID(int=1)]


def no_run(scene: Scene, *more: UUID) -> list[Any]:
    """A plan that doesn't exist; who sees one that does is tested in tests/planning/runs."""
    return [UUID(int=1), *more]


def stock_product(scene: Scene) -> list[Any]:
    """A production route: each member sees what it states itself, and the lots it takes part in."""
    return ["allo-bm-msc-gvhd-production"]


GONE = frozenset({403, 404})
SIGN_IN = "part of signing in"
REFUSED = frozenset({200, 302, 400, 409, 422})
"""What a POST without its fields may answer: it says what is missing, and never 500."""
