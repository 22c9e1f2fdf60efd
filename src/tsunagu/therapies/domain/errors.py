"""What is wrong with a route: the refusal that a person reads, with every fault behind it."""

from collections.abc import Sequence

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.faults import Fault, FileRefused


class RouteRefused(FileRefused):
    """A route that can't be taken; ``errors`` holds every fault found, in file order."""

    def __init__(self, errors: Sequence[Fault]) -> None:
        super().__init__(
            errors, "route_refused", Text("工程フローを読み込めません", "The route can't be taken")
        )
