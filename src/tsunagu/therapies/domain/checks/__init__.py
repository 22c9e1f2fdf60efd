"""What must hold between the parts of a route; each check yields faults with their place."""

from collections.abc import Iterator, Mapping
from itertools import chain

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.checks.expansions import check_expansions
from tsunagu.therapies.domain.checks.flows import check_flows
from tsunagu.therapies.domain.checks.graph import check_graph, check_windows, is_graph_sound
from tsunagu.therapies.domain.checks.references import check_duplicates, check_references
from tsunagu.therapies.domain.checks.rules import check_panels, check_release, check_rules
from tsunagu.therapies.domain.route import Route

Fault = tuple[str, Text]


def check_route(route: Route, place: Mapping[str, str], is_shaped: bool) -> Iterator[Fault]:
    """Yield every fault of a route.

    Parameters
    ----------
    place : path in the file of each step key, after repetitions were written out.
    is_shaped : whether each single value could be read; what counts things through is checked only then.
    """
    yield from chain(check_duplicates(route, place), check_references(route, place))
    yield from chain(check_graph(route, place), check_rules(route, place), check_expansions(route, place))
    if not is_graph_sound(route):
        return
    yield from chain(check_windows(route, place), check_panels(route, place))
    if is_shaped:
        yield from chain(check_release(route, place), check_flows(route, place))


__all__ = ["Fault", "check_route"]
