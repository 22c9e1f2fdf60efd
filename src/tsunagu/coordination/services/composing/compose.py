"""Compose the chains for what someone asks for; nothing is written."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from tsunagu.coordination.domain.composing.explaining import Explained, Explainer
from tsunagu.coordination.domain.composing.missing import Missing, missing_of
from tsunagu.coordination.domain.composing.problem import Chain, Network, Problem, Request
from tsunagu.coordination.domain.composing.shape import Shape, shape_of
from tsunagu.coordination.domain.composing.sketch import capabilities_of
from tsunagu.coordination.domain.composing.solving.closing import Closings, closings_of
from tsunagu.coordination.domain.composing.solving.front import Front, front_of, spread
from tsunagu.coordination.domain.composing.verify import Checked, Verifier
from tsunagu.coordination.queries.composing.network import network_on, presets
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True)
class Proposed:
    """A chain that was found and checked."""

    chain: Chain
    checked: Checked


@dataclass(frozen=True)
class Composed:
    """The chains for a request, the best first; or what is missing where there are none."""

    problem: Problem
    shape: Shape
    front: Front
    proposals: tuple[Proposed, ...]
    closings: Closings | None
    wish: str
    facts_on: date
    viewer: UUID | None

    @property
    def network(self) -> Network:
        """The facts that it was composed from."""
        return self.problem.network

    @cached_property
    def verifier(self) -> Verifier:
        """What checks its chains."""
        return Verifier(self.problem, self.shape)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is missing, in sentences."""
        return () if self.closings is None else missing_of(self.problem, self.shape, self.closings)

    def explained(self, number: int) -> tuple[Explained, ...]:
        """Return the reasons for the choices of one chain."""
        one = self.proposals[number]
        explainer = Explainer(self.problem, self.shape, self.front.ready.field, self.verifier)
        assert one.checked.criteria is not None  # noqa: S101 - a chain that doesn't hold is not proposed
        return explainer.explain(one.chain, one.checked.criteria)


def compose(actor: Actor, request: Request, wish: str, today: date) -> Composed:
    """Return the chains that cover a request, each checked apart from what found it, or else what is missing.

    ``wish`` is a key of the presets. Agreements count as far as the actor may see them.
    """
    shape = shape_of(request)
    network = network_on(request.starts_on, actor, capabilities_of(request.steps))
    problem = Problem(request, network)
    front = front_of(problem, shape, presets().wishes[wish].weights)
    verifier = Verifier(problem, shape)
    proposals = []
    for found in spread(front.found):
        checked = verifier.check(found.chain)
        if checked.faults or checked.criteria != found.criteria:
            raise RuntimeError(f"the checker disagrees: {[fault.en for fault in checked.faults]}")
        proposals.append(Proposed(found.chain, checked))
    closings = None if proposals else closings_of(problem, shape)
    return Composed(
        problem, shape, front, tuple(proposals), closings, wish, today, network.agreements.viewer
    )  # fmt: skip
