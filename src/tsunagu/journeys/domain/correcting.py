"""Who may correct what a record says: who may make such a record, or the quality unit; never on his own word alone."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import minute
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.roles import QUALITY_ROLES, role_names

CONSENTING = frozenset({"physician", "hospital_coordinator", "procurement"})
ORDERING = frozenset({"physician", "hospital_coordinator"})
MAKES: dict[str, frozenset[str]] = {
    "journeys.Consent": CONSENTING,
    "journeys.Case": ORDERING,
    "journeys.Journey": ORDERING | {"supervisor"},
}
"""Roles that make such records; what a step recorded, the role of the step makes."""


def correcting_roles(table: str, step_role: str, quality_signed: bool) -> frozenset[str]:
    """Return the roles that may correct a field of a view, beside whoever recorded it himself."""
    if quality_signed:
        return QUALITY_ROLES
    return QUALITY_ROLES | MAKES.get(table, frozenset({step_role} if step_role else ()))


def may_correct(actor: Actor, recorder: UUID, table: str, step_role: str, quality_signed: bool) -> bool:
    """Say whether the person may correct it; what a gate reads, another person of quality than the recorder."""
    if quality_signed:
        return actor.is_quality and actor.person_uuid != recorder
    return actor.person_uuid == recorder or actor.holds(*correcting_roles(table, step_role, quality_signed))


def check_may_correct(actor: Actor, recorder: UUID, table: str, step_role: str, quality_signed: bool) -> None:
    """Refuse who may not correct the field, naming who may."""
    if may_correct(actor, recorder, table, step_role, quality_signed):
        return
    names = role_names(correcting_roles(table, step_role, quality_signed))
    others = (
        Text("（記録した本人を除く）", ", other than who recorded it,") if quality_signed else Text("", "")
    )
    raise NotAllowed(
        "may_not_correct",
        Text(
            f"この項目を訂正できるのは、記録した組織の {names.ja}{others.ja} だけです。依頼してください。",
            f"Only {names.en} of the organisation that made the record{others.en} may correct this. Ask one of them.",
        ),
    )


def check_expiry(
    label: str, expires_at: datetime, before: datetime | None, longest: datetime | None, is_released: bool
) -> None:
    """Refuse an expiry past the route's shelf life, and any later one once the product is released.

    ``before`` is the expiry as it stands, ``longest`` when the shelf life since it was made is over.
    """
    if longest is not None and expires_at > longest:
        raise Refused(
            "past_shelf_life",
            Text(
                f"現品 {label} の期限は、製造から数えた有効期間の終わり（{minute(longest)}）より後にできません。",
                f"Item {label} can't expire after {minute(longest)}, when its shelf life since it was made is over.",
            ),
            field="expires_at",
        )
    if is_released and before is not None and expires_at > before:
        raise Refused(
            "released_already",
            Text(
                f"現品 {label} は出荷判定済みのため、期限を延ばせません。規格外製品の使用の手続きへ進んでください。",
                f"Item {label} is released: its expiry can't be put off. Go to the out-of-specification path.",
            ),
            field="expires_at",
        )
