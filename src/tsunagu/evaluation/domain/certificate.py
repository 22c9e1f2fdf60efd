"""When a certificate of analysis may be issued, and how one that was issued stands later: pure rules."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol
from uuid import UUID

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

MAY_LACK = frozenset({"after_release", "information"})
"""Weights whose result a certificate may do without; it says so."""
MAY_RUN = frozenset({"after_release"})
Standing = Literal["valid", "added", "corrected", "superseded"]
STANDINGS: dict[Standing, Text] = {
    "valid": Text("有効", "Valid"),
    "added": Text("新しい結果あり", "Newer results"),
    "corrected": Text("結果の訂正あり", "A result was corrected"),
    "superseded": Text("差替え済み", "Superseded"),
}
MEANT: dict[Standing, Text] = {
    "valid": Text(
        "この試験成績書は有効です。載っている結果は、発行後も変わっていません。",
        "This certificate is valid. The results on it haven't changed since it was issued.",
    ),
    "added": Text(
        "発行後に、この試験成績書に載っていない結果が記録されています。新しい試験成績書を発行元に依頼してください。",
        "Results that are not on this certificate were recorded since. Ask the laboratory for a new certificate.",
    ),
    "corrected": Text(
        "発行後に、この試験成績書の結果が訂正されています。この試験成績書では判断しないでください。",
        "A result on this certificate has been corrected since it was issued. Don't rely on this certificate.",
    ),
    "superseded": Text(
        "この試験成績書は、新しいものに差し替えられています。この試験成績書では判断しないでください。",
        "This certificate was superseded by a newer one. Don't rely on this one.",
    ),
}


class Asked(Protocol):
    """A characteristic of the specification: its key, its name, and what it counts for."""

    @property
    def key(self) -> str:
        """Stable key."""

    @property
    def name(self) -> Text:
        """Name that people read."""

    @property
    def weight(self) -> str:
        """release, in_process, reference, information or after_release."""


class Found(Protocol):
    """A result in force."""

    @property
    def state(self) -> str:
        """passed, failed or pending."""

    @property
    def awaits_verification(self) -> bool:
        """Whether nobody but who tested has looked at it."""


def check_certifiable(
    asked: Sequence[Asked], found: Mapping[str, Found], under_correction: Collection[str]
) -> None:
    """Refuse a certificate while a result is missing, runs, or awaits a second person or the quality unit.

    Parameters
    ----------
    found : the results in force, by characteristic. under_correction : the characteristics whose failed result
        would be corrected, which the quality unit hasn't confirmed yet.
    """
    for one in asked:
        result = found.get(one.key)
        if result is None and one.weight not in MAY_LACK:
            raise Refused("result_missing", _missing(one.name))
        if result is not None and result.state == "pending" and one.weight not in MAY_RUN:
            raise Refused("result_pending", _pending(one.name))
        if one.key in under_correction:
            raise Refused("correction_awaited", _correction(one.name))
        if result is not None and result.awaits_verification:
            raise Refused("result_unverified", _unverified(one.name))
    if not any(result.state != "pending" for result in found.values()):
        raise Refused("nothing_to_certify", _NOTHING)


def standing_of(
    is_superseded: bool, judged: Collection[UUID], running: Collection[UUID], in_force: Collection[UUID]
) -> Standing:
    """Return how a certificate stands now.

    Parameters
    ----------
    judged, running : the results that stand on it, those still running apart. in_force : those of the same test now.
    """
    if is_superseded:
        return "superseded"
    if set(judged) - set(in_force):
        return "corrected"
    return "added" if set(in_force) - set(judged) - set(running) else "valid"


def _missing(name: Text) -> Text:
    return Text(
        f"「{name.ja}」の結果がないため、試験成績書を発行できません。",
        f"“{name.en}” has no result; no certificate can be issued.",
    )


def _pending(name: Text) -> Text:
    return Text(
        f"「{name.ja}」が試験中のため、試験成績書を発行できません。結果が出てから発行してください。",
        f"“{name.en}” is still running; the certificate can be issued once it has a result.",
    )


def _unverified(name: Text) -> Text:
    return Text(
        f"「{name.ja}」の結果がまだ確認されていません。二人目の確認のあとに発行してください。",
        f"The result of “{name.en}” isn't verified yet; a second person verifies it first.",
    )


def _correction(name: Text) -> Text:
    return Text(
        f"「{name.ja}」の訂正が品質部門の確認を待っています。確認のあとに発行してください。",
        f"A correction of “{name.en}” awaits the quality unit; the certificate follows its word.",
    )


_NOTHING = Text(
    "結果が1つもないため、試験成績書を発行できません。",
    "There is no result yet; no certificate can be issued.",
)
