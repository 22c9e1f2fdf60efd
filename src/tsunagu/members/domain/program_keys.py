"""Keys with which a member's programs sign in: what one may be allowed, how it is written, how long it counts."""

import re
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.roles import role_names

LONGEST_DAYS = 366
LONGEST_NAME = 60
PREFIX_BYTES, SECRET_BYTES = 5, 32
_WRITTEN = re.compile(r"tsunagu_([a-z2-7]{8})_([A-Za-z0-9_-]{43})")
_CONTROL = {chr(code) for code in (*range(32), 127)}


@dataclass(frozen=True, slots=True)
class Grant:
    """Something that a program may be allowed.

    ``issuers`` are the roles of which a person must hold one to allow it (none: whoever may write for the member), for
    nobody allows a program what he may not do himself. ``acts_as`` is the role that the program holds by it.
    """

    key: str
    name: Text
    issuers: frozenset[str] = frozenset()
    acts_as: str = ""


_ASKERS = frozenset({"physician", "hospital_coordinator"})
GRANTS: dict[str, Grant] = {
    one.key: one
    for one in (
        Grant("capacity.read", Text("公開枠と負荷を読む", "Read published capacity and its load")),
        Grant(
            "capacity.write",
            Text("自組織の枠を公開・変更する", "Publish and change the member's own capacity"),
        ),
        Grant("requests.read", Text("自組織の日程相談を読む", "Read the member's own requests for dates")),
        Grant(
            "requests.write",
            Text("日程の候補を依頼する", "Ask for dates"),
            _ASKERS,
            "hospital_coordinator",
        ),
    )
}
"""A closed vocabulary: what a key allows is written beside each address of the interface."""


def written(prefix: bytes, secret: bytes) -> tuple[str, str, str]:
    """Return the key as people copy it, its prefix, and its secret, from random bytes."""
    name = b32encode(prefix).decode().lower()
    hidden = urlsafe_b64encode(secret).decode().rstrip("=")
    return f"tsunagu_{name}_{hidden}", name, hidden


def read(text: str) -> tuple[str, str] | None:
    """Return prefix and secret of a key; None for what isn't written as one."""
    found = _WRITTEN.fullmatch(text)
    return None if found is None else (found.group(1), found.group(2))


def check_key(actor: Actor, name: str, grants: Iterable[str], valid_until: date, today: date) -> None:
    """Refuse a key without name or purpose, without an end within a year, or that allows more than its issuer may."""
    if not name.strip() or len(name) > LONGEST_NAME or not _CONTROL.isdisjoint(name):
        raise BadInput("name", _NAME, "name")
    wanted = set(grants)
    if not wanted or not wanted <= set(GRANTS):
        raise BadInput("grants", _GRANTS, "grants")
    if not today <= valid_until <= today + timedelta(days=LONGEST_DAYS):
        raise BadInput("valid_until", _END, "valid_until")
    for grant in (GRANTS[key] for key in sorted(wanted)):
        if grant.issuers and not actor.holds(*grant.issuers):
            raise NotAllowed("grant", _not_yours(grant), "grants")


def roles_of(grants: Iterable[str]) -> frozenset[str]:
    """Return the roles that a program holds by what it was allowed."""
    return frozenset(GRANTS[key].acts_as for key in grants if key in GRANTS) - {""}


def check_grant(actor: Actor, grant: str) -> None:
    """Refuse a program that was not allowed this."""
    if actor.grants is None or grant not in actor.grants:
        name = GRANTS[grant].name
        raise NotAllowed(
            "grant",
            Text(
                f"このキーには「{name.ja}」（{grant}）が許可されていません。許可のあるキーを発行してください。",
                f"This key doesn't allow “{name.en}” ({grant}). Issue one that does.",
            ),
        )


def _not_yours(grant: Grant) -> Text:
    names = role_names(grant.issuers)
    return Text(
        f"「{grant.name.ja}」を許可できるのは、{names.ja}だけです。",
        f"Only {names.en} may allow “{grant.name.en}”.",
    )


_NAME = Text(
    f"どのプログラムのキーか分かる名前を、改行なしの{LONGEST_NAME}文字以内で入力してください。",
    f"Say in at most {LONGEST_NAME} characters which program the key is for, without line breaks.",
)
_GRANTS = Text(
    "許可することを一つ以上、一覧から選んでください。", "Choose what it allows, one thing at least."
)
_END = Text(
    f"期限は今日から{LONGEST_DAYS}日以内の日を入力してください。",
    f"The last day lies within {LONGEST_DAYS} days from today.",
)
