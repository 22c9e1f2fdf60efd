"""What a patient whose case goes on waits for: one reason at a time, what stops the case before what goes on."""

from collections.abc import Collection

from tsunagu.foundation.text import Text

REASONS: dict[str, Text] = {
    "hold": Text("保留の解除", "A hold to be lifted"),
    "decision": Text("判断", "A decision"),
    "collection": Text("採取", "Collection"),
    "transport": Text("輸送", "Transport"),
    "making": Text("加工・製造", "Processing and manufacturing"),
    "results": Text("試験結果", "Test results"),
    "release": Text("出荷判定", "Release"),
    "storage": Text("保管からの出庫・割当て", "Storage and allocation"),
    "treatment": Text("投与の準備", "Preparation of the treatment"),
}
_BY_ACTION = {"release": "release", "transport": "transport", "test": "results", "allocate": "storage"}
_BY_STAGE = {
    "procurement": "collection",
    "processing": "making",
    "manufacturing": "making",
    "evaluation": "results",
    "storage": "storage",
    "transport": "transport",
    "clinical": "treatment",
}


def waiting_reason(
    state: str,
    is_held: bool,
    has_open_decision: bool,
    is_collected: bool,
    at_hand: Collection[tuple[str, str]],
) -> str:
    """Return the reason why a patient who has not been treated waits.

    Parameters
    ----------
    at_hand : stage and action of each step that can be worked on now, the first one first.
    """
    if is_held:
        return "hold"
    if state == "failed" or has_open_decision:
        return "decision"
    if not is_collected:
        return "collection"
    for stage, action in at_hand:
        reason = _BY_ACTION.get(action) or _BY_STAGE.get(stage)
        if reason and reason != "collection":
            return reason
    return "treatment"
