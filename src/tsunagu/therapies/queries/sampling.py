"""How much of a sample the tests of a step take, as the test catalogue says."""

from dataclasses import dataclass

from tsunagu.evaluation.domain.sampling import need_text, total_text, totals
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.domain.sampling import panels_served


@dataclass(frozen=True, slots=True)
class SampleNeeds:
    """What one panel takes: each characteristic with its need, and all together."""

    panel: Text
    needs: tuple[tuple[Text, Text], ...]
    together: tuple[Text, ...]


def sample_needs(route: Route, step: Step) -> list[SampleNeeds]:
    """Return what the tests take for which samples are drawn or tested at a step; empty where there are none."""
    listed = catalogue()
    found = []
    for panel in panels_served(route, step):
        asked = [(one.name, listed.measurement(one.key, one.method)) for one in panel.characteristics]
        known = [(name, one) for name, one in asked if one is not None]
        if known:
            needs = tuple((name, need_text(one.sample)) for name, one in known)
            together = tuple(total_text(one) for one in totals(one for _, one in known))
            found.append(SampleNeeds(panel.name, needs, together))
    return found
