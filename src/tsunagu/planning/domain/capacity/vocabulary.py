"""The words of capacity: kinds of resources with what one of them is counted in, and reasons of exceptions. Data."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource: its name, the stage of the value chain it serves, and what its capacity counts."""

    key: str
    name: Text
    stage: str
    unit: Text


RESOURCE_KINDS: dict[str, ResourceKind] = {
    key: ResourceKind(key, Text(ja, en), stage, Text(unit_ja, unit_en))
    for key, ja, en, stage, unit_ja, unit_en in (
        ("collection_chair", "採取チェア", "Collection chair", "procurement", "席", "chairs"),
        ("clean_room", "細胞加工室（患者1名ずつ）", "Clean-room suite (one patient at a time)",
         "manufacturing", "室", "suites"),
        ("incubator", "培養装置", "Incubator place", "manufacturing", "区画", "places"),
        ("equipment", "その他の機器", "Other equipment", "manufacturing", "台", "devices"),
        ("operator", "製造担当者（技能・勤務帯）", "Operators by skill and shift", "manufacturing", "名", "people"),
        ("test_run", "試験の回（検体数）", "Test run (samples)", "evaluation", "検体", "samples"),
        ("reviewer", "品質照査・判定担当者", "Quality reviewers", "evaluation", "名", "people"),
        ("courier", "輸送便（集荷）", "Courier pick-up", "transport", "箱", "boxes"),
        ("dewar", "輸送容器（デュワー等）", "Dewars and shippers", "transport", "個", "shippers"),
        ("storage_position", "保管位置", "Storage positions", "storage", "か所", "positions"),
        ("lymphodepletion_place", "前処置の病床", "Lymphodepletion places", "clinical", "床", "beds"),
        ("infusion_bed", "投与病床", "Infusion beds", "clinical", "床", "beds"),
    )
}  # fmt: skip

REASONS: dict[str, Text] = {
    "holiday": Text("休業", "Holiday"),
    "shutdown": Text("施設停止", "Shutdown"),
    "maintenance": Text("点検・整備", "Maintenance"),
    "extra_shift": Text("臨時稼働", "Extra shift"),
    "qualification_end": Text("適格性の期限", "End of qualification"),
    "other": Text("その他", "Other"),
}

WEEKDAYS: tuple[Text, ...] = tuple(
    Text(ja, en)
    for ja, en in zip("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)
"""Monday first, as ``date.weekday`` counts."""


def kind_name(key: str) -> Text:
    """Return the name of a kind of resource; a kind that nobody has named shows its key."""
    known = RESOURCE_KINDS.get(key)
    return known.name if known else Text(key, key)


def unit_of(key: str) -> Text:
    """Return what the capacity of a kind counts (席, 検体); nothing for a kind that nobody has named."""
    known = RESOURCE_KINDS.get(key)
    return known.unit if known else Text("", "")


def weekdays_text(weekdays: frozenset[int]) -> Text:
    """Return the days of a week as people write them: 月火水木金, Mon Tue Wed."""
    chosen = [WEEKDAYS[day] for day in sorted(weekdays)]
    return Text("".join(day.ja for day in chosen), " ".join(day.en for day in chosen))
