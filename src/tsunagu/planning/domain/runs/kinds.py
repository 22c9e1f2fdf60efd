"""The kinds of resources as people read them: those of published capacity, and short names that problem files use."""

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.vocabulary import RESOURCE_KINDS, kind_name, unit_of

SHORT_NAMES = {
    "suite": "clean_room",
    "chair": "collection_chair",
    "instrument": "test_run",
    "bed": "infusion_bed",
    "team": "operator",
    "officer": "reviewer",
}
_TASKS: dict[str, Text] = {
    "collect": Text("採取", "Collection"),
    "pick-up": Text("集荷", "Pick-up"),
    "seed": Text("播種", "Seeding"),
    "feed": Text("培地交換", "Feeding"),
    "harvest": Text("回収", "Harvest"),
    "test": Text("試験", "Test"),
    "release": Text("出荷判定", "Release"),
    "return": Text("出荷", "Dispatch"),
    "receive": Text("受領", "Receipt"),
    "condition": Text("前処置", "Conditioning"),
    "infuse": Text("投与", "Infusion"),
}


def known_kind(kind: str) -> str:
    """Return the key under which published capacity knows a kind."""
    return SHORT_NAMES.get(kind, kind)


def name_of_kind(kind: str) -> Text:
    """Return the name of a kind of resource; one that nobody has named shows its key."""
    return kind_name(known_kind(kind)) if kind else Text("資源なし", "No resource")


def unit_of_kind(kind: str) -> Text:
    """Return what the capacity of a kind counts (室, 検体)."""
    return unit_of(known_kind(kind))


def stage_of_kind(kind: str) -> str:
    """Return the stage of the value chain that a kind serves; ``storage`` (grey) where nobody knows."""
    known = RESOURCE_KINDS.get(known_kind(kind))
    return known.stage if known else "storage"


def place_of_kind(kind: str) -> tuple[int, str]:
    """Return where a kind stands along the value chain, for sorting."""
    keys = list(RESOURCE_KINDS)
    known = known_kind(kind)
    return (keys.index(known), "") if known in RESOURCE_KINDS else (len(keys), kind)


def name_of_task(task: str) -> Text:
    """Return the name of a task; one that nobody has named shows its key."""
    return _TASKS.get(task, Text(task, task))
