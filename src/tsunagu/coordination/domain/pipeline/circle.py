"""Who takes part in a product 開発品目 and who may read it: partners, their roles and the states of taking part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

ROLES: dict[str, Text] = {
    "cell_source": Text("細胞の提供・採取", "Cell source"),
    "process": Text("製法開発", "Process development"),
    "cdmo": Text("製造受託（CDMO）", "Contract manufacture (CDMO)"),
    "evaluation": Text("品質評価", "Evaluation"),
    "logistics": Text("輸送・保管", "Transport and storage"),
    "clinical_site": Text("臨床施設", "Clinical site"),
    "holder": Text("製造販売業者", "Marketing authorisation holder"),
    "supply": Text("培地・資材の供給", "Supply of media and materials"),
    "funding": Text("資金・事業化の助言", "Adviser on funding and business"),
    "regulatory": Text("薬事の助言", "Adviser on regulation"),
}
PARTNER_STATES: dict[str, Text] = {
    "invited": Text("招待中", "Invited"),
    "accepted": Text("参画", "Takes part"),
    "declined": Text("辞退", "Declined"),
    "ended": Text("参画終了", "Ended"),
}
PARTNER_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "invited": frozenset({"accepted", "declined", "ended"}),
    "accepted": frozenset({"ended"}),
    "declined": frozenset(),
    "ended": frozenset(),
}
OFFER_STATES: dict[str, Text] = {
    "offered": Text("回答待ち", "Waits for an answer"),
    "accepted": Text("引継ぎ済み", "Handed over"),
    "declined": Text("辞退", "Declined"),
    "withdrawn": Text("取り下げ", "Taken back"),
}
OFFER_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "offered": frozenset({"accepted", "declined", "withdrawn"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "withdrawn": frozenset(),
}
"""States of an offer to lead a product 主担当の引継ぎ."""
READING = frozenset({"invited", "accepted"})
"""States in which a partner reads the product: who is invited sees what he is invited to."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A member's part in a product."""

    member_id: int
    state: str


def readers_of(partners: Iterable[Partner]) -> list[int]:
    """Return the members that read a product beside its lead, by row id, each once and in order."""
    return sorted({one.member_id for one in partners if one.state in READING})


def check_partner_may_become(state: str, wanted: str) -> None:
    """Refuse an answer or an end that doesn't follow from how a partner takes part."""
    if wanted in PARTNER_TRANSITIONS[state]:
        return
    said = PARTNER_STATES[state]
    raise Refused(
        "partner_state",
        Text(
            f"この参画は「{said.ja}」の状態です。画面を読み直して確かめてください。",
            f"This part is in the state “{said.en}”. Load the page again and check.",
        ),
    )


def check_offer_may_become(state: str, wanted: str) -> None:
    """Refuse an answer to an offer to lead that was answered or taken back before."""
    if wanted in OFFER_TRANSITIONS[state]:
        return
    said = OFFER_STATES[state]
    raise Refused(
        "offer_state",
        Text(
            f"この引継ぎは「{said.ja}」の状態です。画面を読み直して確かめてください。",
            f"This hand-over is in the state “{said.en}”. Load the page again and check.",
        ),
    )


def check_may_take_over(partners: Iterable[Partner], member_id: int) -> None:
    """Refuse to hand a product over to a member that doesn't take part in it: it wouldn't know what it takes over."""
    if any(one.member_id == member_id and one.state == "accepted" for one in partners):
        return
    raise BadInput(
        "taker",
        Text(
            "主担当を引き継げるのは、参画中の会員だけです。先に招待し、参画の承諾を得てください。",
            "Only a member that takes part can take over the lead. Invite it first, and wait until it accepts.",
        ),
        "taker",
    )
