"""Roles that people hold in a member, and what kind of duty each role is."""

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name and the group it is listed under in the sign-in chooser."""

    key: str
    name: Text
    group: str


GROUPS: dict[str, Text] = {
    "coordination": Text("調整", "Coordination"),
    "clinical": Text("病院", "Hospital"),
    "procurement": Text("細胞確保", "Cell procurement"),
    "bench": Text("製造・加工", "Manufacturing and processing"),
    "quality": Text("評価・品質", "Evaluation and quality"),
    "logistics": Text("輸送・保管", "Transport and storage"),
    "owner": Text("製造販売・治験依頼", "Authorisation holder and sponsor"),
    "supply": Text("供給", "Supply"),
    "audit": Text("監査", "Audit"),
}

ROLES: dict[str, Role] = {
    key: Role(key, Text(ja, en), group)
    for key, ja, en, group in (
        ("coordinator", "ネットワーク調整担当", "Network coordinator", "coordination"),
        ("hospital_coordinator", "院内コーディネーター", "Hospital coordinator", "clinical"),
        ("physician", "医師", "Physician", "clinical"),
        ("nurse", "看護師", "Nurse", "clinical"),
        ("procurement", "採取担当", "Cell procurement", "procurement"),
        ("operator", "製造担当", "Manufacturing operator", "bench"),
        ("supervisor", "製造管理者", "Manufacturing supervisor", "bench"),
        ("qc", "試験担当", "QC analyst", "quality"),
        ("quality", "品質保証担当", "Quality assurance", "quality"),
        ("courier", "輸送担当", "Courier", "logistics"),
        ("storage", "保管担当", "Cryostorage", "logistics"),
        ("mah", "製造販売業者 品質保証責任者", "Authorisation holder's quality", "owner"),
        ("sponsor", "治験依頼者", "Trial sponsor", "owner"),
        ("supplier", "供給業者", "Supplier", "supply"),
        ("auditor", "監査担当", "Auditor", "audit"),
    )
}

QUALITY_ROLES = frozenset({"quality", "mah", "sponsor"})
"""Those who release and who decide with a quality unit's word; never the makers."""
MAKING_ROLES = frozenset({"operator", "supervisor"})
"""Those who make; a person holding one of these in a product's making may not release it."""
PHYSICIAN_ROLES = frozenset({"physician"})
CLINICAL_ROLES = frozenset({"physician", "nurse", "hospital_coordinator"})
BENCH_ROLES = frozenset({"operator", "supervisor", "qc", "procurement", "storage", "courier", "nurse"})
"""Those who work with things in hand: their first page is the scan page."""
READING_ROLES = frozenset({"auditor"})
"""Those who read and never write."""


def role_names(keys: Iterable[str]) -> Text:
    """Return the names of the roles, in the order of the vocabulary, as one text."""
    held = set(keys)
    names = [role.name for role in ROLES.values() if role.key in held]
    return Text("・".join(name.ja for name in names), ", ".join(name.en for name in names))


def holds_any(held: Iterable[str], wanted: frozenset[str]) -> bool:
    """Say whether one of the held roles is among the wanted ones."""
    return not wanted.isdisjoint(held)
