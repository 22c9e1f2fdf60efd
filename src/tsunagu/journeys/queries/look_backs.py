"""Reads of look-backs: those one opened, those one is asked about, and what one may see of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party, open_mine
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import current_scope, gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.look_back import FINAL
from tsunagu.journeys.models import LookBack, LookBackPart, LookBackScope

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class LookBackView:
    """A look-back as its opener keeps it."""

    chain: UUID
    number: str
    direction: str
    start: str
    reason: str
    with_supplies: bool
    member: UUID
    opened_at: datetime
    opened_by: UUID
    state: str
    found: dict[str, Any]
    found_hash: str
    counts: dict[str, int]
    conclusion: str
    concluded_at: datetime | None
    concluded_by: UUID | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """What one member is asked, and what it answered."""

    chain: UUID
    look_back: UUID
    number: str
    reason: str
    opener: UUID
    opened_at: datetime
    member: UUID
    counts: dict[str, int]
    found_hash: str
    state: str
    answer: str
    text: str
    answered_at: datetime | None
    answered_by: UUID | None
    conclusion: str
    concluded_at: datetime | None
    is_synthetic: bool

    @property
    def is_final(self) -> bool:
        """Whether the member has answered for good."""
        return self.answer in FINAL


@dataclass(frozen=True, slots=True)
class Seen:
    """A look-back as one member sees it: the opener's view, one's own part and what was found of one's own."""

    opened: LookBackView | None
    own: PartView | None
    parts: list[PartView]
    found: dict[str, Any]

    @property
    def head(self) -> LookBackView | PartView:
        """Where number, reason and time stand."""
        head = self.opened or self.own
        assert head is not None  # noqa: S101 - ``seen`` refuses before
        return head


def look_back_of(number: str, member: UUID) -> UUID:
    """Return the look-back of a number in which a member has a part; refuse any other."""
    with gate_scope():
        found = LookBack.objects.filter(number=number[:LONGEST_NUMBER]).values_list("chain", "member").first()
        if found is not None:
            is_asked = LookBackPart.objects.filter(look_back=found[0], member=member).exists()
    if found is not None and (is_asked or found[1] == member or _reads_all()):
        return found[0]
    raise NotFound("no_such_look_back", NO_SUCH)


def seen(number: str, member: UUID) -> Seen:
    """Return a look-back as this member may see it."""
    chain = look_back_of(number, member)
    own_chains = _scopes(chain, member)
    open_if_party([chain, *own_chains])
    opened = next(iter(_opened(LookBack.objects.filter(chain=chain))), None)
    parts = parts_of(chain)
    own = next((part for part in parts if part.member == member), None)
    scopes = LookBackScope.objects.filter(chain__in=own_chains, member=member)
    found = scopes.values_list("found", flat=True).first()
    if found is None:
        found = opened.found if opened is not None else {"chains": [], "links": [], "others": 0}
    return Seen(opened, own, parts if opened is not None else [], found)


def parts_of(look_back: UUID) -> list[PartView]:
    """Return the parts of a look-back that the scope's member takes part in: its own, or the opener's all."""
    with gate_scope():
        chains = list(LookBackPart.objects.filter(look_back=look_back).values_list("chain", flat=True))
    mine = open_if_party(chains)
    rows = LookBackPart.objects.filter(chain__in=mine).order_by("number", "chain")
    return [PartView(*values) for values in rows.values_list(*PartView.__dataclass_fields__)]


def look_backs(member: UUID) -> list[Seen]:
    """Return the look-backs that a member opened or is asked about, open ones first, then the newest."""
    chains = open_mine()
    every = LookBack.objects.filter(chain__in=chains)
    own_ones = every if _reads_all() else every.filter(member=member)
    opened = {one.chain: one for one in _opened(own_ones)}
    rows = LookBackPart.objects.filter(chain__in=chains).order_by("opened_at", "chain")
    parts = [PartView(*values) for values in rows.values_list(*PartView.__dataclass_fields__)]
    own = {part.look_back: part for part in parts if part.member == member}
    found = [
        Seen(opened.get(chain), own.get(chain), [one for one in parts if one.look_back == chain], {})
        for chain in {**opened, **own}
    ]
    found.sort(key=lambda one: one.head.opened_at, reverse=True)
    found.sort(key=lambda one: one.head.state in ("completed", "closed"))
    return found


def _reads_all() -> bool:
    return current_scope().name == "auditor"


def _scopes(look_back: UUID, member: UUID) -> list[UUID]:
    with gate_scope():
        rows = LookBackScope.objects.filter(look_back=look_back, member=member)
        return list(rows.values_list("chain", flat=True))


def _opened(rows: Iterable[Any]) -> list[LookBackView]:
    values = rows.values_list(*LookBackView.__dataclass_fields__)  # type: ignore[attr-defined]
    return [LookBackView(*one) for one in values]


NO_SUCH = Text(
    "該当する遡及調査がありません。番号と、所属する組織を確認してください。",
    "There is no such look-back. Check the number, and the organisation you are signed in for.",
)
