"""How hard to try: limits of work that people choose by name. The same name gives the same plan each time."""

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.solvers.pattern import Effort

EFFORTS: dict[str, Effort] = {"thorough": Effort(), "quick": Effort(rounds=20, polish=0)}

EFFORT_NAMES: dict[str, Text] = {
    "thorough": Text("しっかり（差を詰める）", "Thorough (closes the gap)"),
    "quick": Text("手早く（おおよその見通し）", "Quick (a first idea)"),
}
