"""Names on screen of the facts and assumptions that route files carry; unknown keys show themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tsunagu.foundation.text import Text

LABELS: Mapping[str, Text] = {
    "apheresis_max_h": Text("アフェレーシス産物の期限（時間）", "Apheresis keeps for (hours)"),
    "area_cm2": Text("面積（cm²）", "Area (cm²)"),
    "bag_ml": Text("バッグ容量（mL）", "Bag volume (mL)"),
    "bags_per_administration": Text("1回のバッグ数", "Bags per administration"),
    "bags_per_lot": Text("1ロットのバッグ数", "Bags per lot"),
    "cart_holds_days": Text("院内カートの保持（日）", "Cart holds (days)"),
    "cells_per_bag": Text("1バッグの細胞数", "Cells per bag"),
    "cells_per_kg": Text("体重1 kgあたりの細胞数", "Cells per kg"),
    "collection_deadline_days_after_injury": Text(
        "受傷から採取まで（日）", "Collection after injury within (days)"
    ),
    "culture_days": Text("培養（日）", "Culture (days)"),
    "culture_weeks": Text("培養（週）", "Culture (weeks)"),
    "dose_cells": Text("投与細胞数", "Dose (cells)"),
    "dose_rule": Text("用量", "Dose"),
    "doubling_h": Text("倍加時間（時間）", "Doubling time (hours)"),
    "expansion_doubling_h": Text("倍加時間の幅（時間）", "Spread of the doubling time (hours)"),
    "expansion_lag_h": Text("増殖開始までの時間（時間）", "Lag before growth (hours)"),
    "expansion_most_doublings": Text("細胞集団倍加数の上限", "Most population doublings"),
    "expansion_seeded_cells": Text("播種細胞数（生細胞）", "Seeded viable cells"),
    "expansion_target_cells": Text("目標細胞数（生細胞）", "Target of viable cells"),
    "failure_plus_oos_percent": Text("製造不成立と規格外（%）", "Failed and out of specification (%)"),
    "final_preparation_days": Text("最終調製（日）", "Final preparation (days)"),
    "follow_up_days": Text("経過観察（日）", "Follow-up (days)"),
    "follow_up_years": Text("経過観察（年）", "Follow-up (years)"),
    "fresh_marrow_max_h": Text("新鮮骨髄の期限（時間）", "Fresh marrow keeps for (hours)"),
    "frozen": Text("凍結", "Frozen"),
    "gate": Text("出荷の条件", "Condition for shipment"),
    "held_celsius": Text("保持温度(℃)", "Held at (°C)"),
    "hospital_tank": Text("院内タンク", "Tank at the hospital"),
    "limits": Text("規格値", "Limits"),
    "lymphodepletion": Text("前処置の開始", "Lymphodepletion begins"),
    "manufacture_days": Text("製造（日）", "Manufacture (days)"),
    "median_vein_to_vein_days": Text("採取から投与まで 中央値（日）", "Vein to vein, median (days)"),
    "needs_own_serum": Text("自家血清を使う", "Needs own serum"),
    "patients_by_2023": Text("2023年までの患者数", "Patients by 2023"),
    "patients_to_follow": Text("調査する患者数", "Patients to follow"),
    "product_max_h": Text("製品の期限（時間）", "Product keeps for (hours)"),
    "qc_days": Text("試験（日）", "Testing (days)"),
    "regimen": Text("投与スケジュール", "Regimen"),
    "release_on": Text("出荷の根拠", "Released on"),
    "sheet_cm": Text("シートの大きさ（cm）", "Sheet size (cm)"),
    "sheet_fabrication_days": Text("シート化（日）", "Sheet fabrication (days)"),
    "sheets": Text("シート枚数", "Sheets"),
    "sheets_per_lot": Text("1ロットのシート枚数", "Sheets per lot"),
    "shelf_life_days": Text("使用期限（日）", "Shelf life (days)"),
    "ship_celsius": Text("輸送温度(℃)", "Shipped at (°C)"),
    "ship_celsius_max": Text("輸送温度の上限（℃）", "Shipped at or below (°C)"),
    "sites": Text("実施施設数", "Sites"),
    "slots": Text("製造枠", "Slots"),
    "storage_celsius": Text("保管温度(℃)", "Stored at (°C)"),
    "tests": Text("試験", "Tests"),
    "two_source_chains": Text("二つの由来", "Two sources"),
    "vein_to_vein_days": Text("採取から投与まで（日）", "Vein to vein (days)"),
    "weeks_apheresis_to_product": Text("アフェレーシスから製品まで（週）", "Apheresis to product (weeks)"),
}
YES, NO = Text("はい", "Yes"), Text("いいえ", "No")


@dataclass(frozen=True, slots=True)
class Line:
    """A fact or assumption as it is shown."""

    label: Text
    value: Text


def lines(found: Mapping[str, object]) -> Iterator[Line]:
    """Yield facts or assumptions with their names and their values in both languages."""
    for key, value in found.items():
        yield Line(LABELS.get(key, Text(key, key)), _value(value))


def _value(value: object) -> Text:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):
        if set(value) == {"ja", "en"}:
            return Text(str(value["ja"]), str(value["en"]))
        inner = [(key, _value(one)) for key, one in value.items()]
        return Text(
            "、".join(f"{key} {one.ja}" for key, one in inner),
            ", ".join(f"{key} {one.en}" for key, one in inner),
        )
    if isinstance(value, (list, tuple)):
        return _several([_value(one) for one in value], is_range=_is_range(value))
    if isinstance(value, (int, float)):
        return Text(_number(value), _number(value))
    return Text(str(value), str(value))


def _is_range(value: list[object] | tuple[object, ...]) -> bool:
    numbers = [one for one in value if isinstance(one, (int, float)) and not isinstance(one, bool)]
    return len(value) == len(numbers) == 2


def _several(values: list[Text], *, is_range: bool) -> Text:
    if is_range:
        return Text("〜".join(one.ja for one in values), " to ".join(one.en for one in values))
    return Text("、".join(one.ja for one in values), ", ".join(one.en for one in values))


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _number(value: float) -> str:
    if abs(value) >= 1e5:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa.removesuffix('.0')}×10{str(int(exponent)).translate(_RAISED)}"
    return f"{value:g}".replace("-", "−")
