"""What agreements say beyond their dates: which data of a journey their parties see, and what an audit found."""

from collections.abc import Iterable

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.checks import check_word
from tsunagu.members.domain.vocabulary import Words

FIELDS: Words = {
    "conditions": Text("温度等の記録", "Records of temperature"),
    "results": Text("試験結果", "Test results"),
    "deviations": Text("逸脱・調査の内容", "Deviations and investigations"),
    "clinical": Text("体重・投与前確認", "Body weight and readiness"),
    "donor": Text("ドナー検査", "Donor tests"),
    "consents": Text("同意の内容", "Consents"),
    "documents": Text("証明書・添付ファイル", "Certificates and files"),
    "history": Text("台帳の履歴", "History in the ledger"),
}
"""Groups of a journey's data that an agreement may name.

Whose step it is, when it is planned and was done, who holds the cells, holds, decisions and releases are seen by every
party: the safety of the patient hangs on them.
"""

EVERYTHING = frozenset(FIELDS)

AUDIT_WAYS: Words = {
    "on_site": Text("実地", "On site"),
    "remote": Text("リモート", "Remote"),
    "documents": Text("書面", "By documents"),
}
AUDIT_OUTCOMES: Words = {
    "accepted": Text("適合", "Accepted"),
    "with_findings": Text("適合（指摘あり）", "Accepted with findings"),
    "not_accepted": Text("不適合", "Not accepted"),
}


def granted(statements: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the groups of data that two members let each other see.

    Parameters
    ----------
    statements : for each agreement in force between them the groups that it names; an empty one limits nothing.
        What one of them grants, the others don't take back. Without any that names groups, everything is seen.
    """
    named = [frozenset(one) for one in statements if one]
    return frozenset().union(*named) & EVERYTHING if named else EVERYTHING


def check_fields(fields: Iterable[str]) -> None:
    """Refuse a group of data that isn't in the vocabulary."""
    for one in fields:
        check_word(one, FIELDS, "fields")


def check_capabilities(capabilities: Iterable[str]) -> None:
    """Refuse a capability that isn't in the vocabulary."""
    for one in capabilities:
        check_word(one, CAPABILITIES, "capabilities")


def check_audit(way: str, outcome: str, open_findings: int) -> None:
    """Refuse an audit whose words aren't known, or that ended without findings and yet has open ones."""
    check_word(way, AUDIT_WAYS, "way")
    check_word(outcome, AUDIT_OUTCOMES, "outcome")
    if outcome == "accepted" and open_findings:
        raise BadInput(
            "findings",
            Text(
                "「適合」では未解決の指摘を0件にしてください。指摘が残る場合は「適合（指摘あり）」を選びます。",
                "An accepted audit has no open findings. Choose “accepted with findings” if some remain.",
            ),
            "open_findings",
        )
    if not 0 <= open_findings <= 999:
        raise BadInput(
            "findings",
            Text("指摘の件数は0〜999で入力してください。", "Give a number of findings from 0 to 999."),
            "open_findings",
        )
