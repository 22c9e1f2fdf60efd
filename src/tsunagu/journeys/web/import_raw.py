"""What the preview shows of a plate, well by well, and of a cytometer's file."""

from typing import Any

from tsunagu.evaluation.domain.files.fcs import FlowFile, GateCount
from tsunagu.evaluation.domain.files.plates import Plate, Well
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import number

ROLES = {
    "blank": Text("ブランク", "blank"),
    "standard": Text("標準", "standard"),
    "control": Text("対照", "control"),
}


def grid_shown(plate: Plate, chosen: str) -> dict[str, Any]:
    """Return the plate as rows of wells with their roles; the chosen sample's are marked."""
    columns = max(well.column for well in plate.wells)
    rows = [
        (chr(64 + row), [_well(well, chosen) for well in plate.wells if well.row == row])
        for row in range(1, max(well.row for well in plate.wells) + 1)
    ]
    return {"title": plate.title, "columns": range(1, columns + 1), "rows": rows, "blank": _blank(plate)}


def _blank(plate: Plate) -> str:
    return "" if plate.blank is None else f"{float(plate.blank):.6g}"


def _well(well: Well, chosen: str) -> dict[str, Any]:
    return {
        "value": well.text if well.value is None else f"{float(well.value):.6g}",
        "sample": well.place.sample,
        "role": well.place.role,
        "role_name": ROLES.get(well.place.role),
        "is_chosen": bool(chosen) and well.place.sample == chosen and well.place.role == "test",
    }


def flow_shown(flow: FlowFile, count: GateCount | None) -> dict[str, Any]:
    """Return what a cytometer's file says, and how many events lie within the gates."""
    facts = [
        (Text("検体", "Sample"), flow.sample),
        (Text("装置", "Instrument"), " ".join(filter(None, [flow.instrument, flow.serial]))),
        (Text("測定者", "Operator"), flow.operator),
        (Text("測定開始", "Begun"), "" if flow.began_at is None else f"{flow.began_at:%Y-%m-%d %H:%M}"),
        (Text("イベント数", "Events"), number(flow.events)),
    ]
    if count is not None:
        within = f"{number(count.count)} / {number(count.total)}"
        facts.append((Text("ゲート内のイベント", "Events within the gates"), within))
    return {"facts": [(name, value) for name, value in facts if value], "channels": flow.channels}
