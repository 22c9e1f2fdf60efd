"""Words that fields of a member's page are chosen from, each vocabulary by its name."""

from collections.abc import Callable, Mapping

from tsunagu.foundation.text import Text
from tsunagu.members.domain import vocabulary
from tsunagu.members.domain.capabilities import CAPABILITIES

SHOWN_TO: Mapping[str, Text] = {
    "public": Text("一般公開", "Everybody"),
    "members": Text("会員のみ", "Members only"),
    "nobody": Text("非公開", "Nobody else"),
}
"""Who reads a part: passers-by too; members; or only its own member and the coordinator."""

PURPOSES: Mapping[str, Text] = {
    "general": Text("総合窓口", "General"),
    "contract": Text("受託・見積り", "Contracts and offers"),
    "research": Text("共同研究・提携", "Joint research"),
    "quality": Text("品質", "Quality"),
    "logistics": Text("輸送・受渡し", "Transport and hand-over"),
    "emergency": Text("緊急連絡", "Emergencies"),
    "press": Text("広報", "Press"),
}

SERVICE_KINDS: Mapping[str, Text] = {
    "equipment_use": Text("機器の共用", "Shared use of equipment"),
    "room_use": Text("施設・作業室の共用", "Shared use of rooms"),
    "testing": Text("試験・測定の受託", "Testing for others"),
    "making": Text("加工・製造の受託", "Processing and making for others"),
    "storage": Text("保管の受託", "Storage for others"),
    "transport": Text("輸送の受託", "Transport for others"),
    "training": Text("教育・研修", "Training"),
    "advice": Text("相談・助言", "Advice"),
    "supply": Text("資材・試薬の提供", "Supply of materials"),
}

_VOCABULARIES: Mapping[str, Callable[[], Mapping[str, Text]]] = {
    "member_kind": lambda: vocabulary.MEMBER_KINDS,
    "area": lambda: vocabulary.AREAS,
    "capability": lambda: {key: one.name for key, one in CAPABILITIES.items()},
    "cell_type": lambda: vocabulary.CELL_TYPES,
    "setting": lambda: vocabulary.SETTINGS,
    "band": lambda: vocabulary.BANDS,
    "method": lambda: vocabulary.METHODS,
    "format": lambda: vocabulary.FORMATS,
    "language": lambda: vocabulary.LANGUAGES,
    "licence_kind": lambda: vocabulary.LICENCE_KINDS,
    "equipment_kind": lambda: vocabulary.EQUIPMENT_KINDS,
    "service_kind": lambda: SERVICE_KINDS,
    "purpose": lambda: PURPOSES,
    "shown_to": lambda: SHOWN_TO,
    "told_to": lambda: {key: SHOWN_TO[key] for key in ("public", "members")},
}


def words_of(name: str) -> Mapping[str, Text]:
    """Return a vocabulary by its name."""
    return _VOCABULARIES[name]()


def word_of(name: str, key: str) -> Text:
    """Return the name of a word; one that nobody has named yet shows its own key."""
    return words_of(name).get(key) or Text(key, key)
