"""States of journeys, steps and decisions as data, with the changes that are allowed."""

from collections.abc import Mapping

from tsunagu.foundation.text import Text

Transitions = Mapping[str, frozenset[str]]

JOURNEY: Transitions = {
    "under_way": frozenset({"completed", "failed", "cancelled", "under_way"}),  # a new attempt begins
    "completed": frozenset({"under_way"}),  # a lot whose release was withdrawn is judged anew
    "failed": frozenset({"under_way", "cancelled"}),
    "cancelled": frozenset(),
}

STEP: Transitions = {
    "planned": frozenset({"started", "done", "skipped", "failed"}),
    "started": frozenset({"done", "failed", "skipped"}),
    "done": frozenset(),
    "skipped": frozenset(),
    "failed": frozenset(),
}

DECISION: Transitions = {
    "open": frozenset({"made", "refused"}),
    "made": frozenset(),
    "refused": frozenset(),
}

ENDED = frozenset({"failed", "cancelled"})
KEEPS_SAFE = frozenset({"test", "store"})


def goes_on(journey_state: str, action: str, feeding: bool = False) -> bool:
    """Say whether a step may be carried out in a journey of this state.

    Cells are alive: where a journey failed or was cancelled, they are still fed, tested and stored until they are
    returned or disposed of.
    """
    is_safe = action in KEEPS_SAFE or (action == "tend" and feeding)
    return journey_state == "under_way" or (journey_state in ENDED and is_safe)


LABELS: Mapping[str, Text] = {
    "under_way": Text("進行中", "Under way"),
    "completed": Text("完了", "Completed"),
    "failed": Text("不成立", "Failed"),
    "cancelled": Text("中止", "Cancelled"),
    "planned": Text("予定", "Planned"),
    "started": Text("実施中", "In progress"),
    "done": Text("実施済み", "Done"),
    "skipped": Text("省略", "Skipped"),
    "open": Text("署名待ち", "Awaiting signatures"),
    "made": Text("決定済み", "Decided"),
    "refused": Text("不承認", "Refused"),
}
