"""Every chain of a small problem, gone through one by one: what the solver is measured against."""

from collections.abc import Iterator
from itertools import product
from uuid import UUID

from tsunagu.coordination.domain.composing.problem import Chain, Criteria, Problem
from tsunagu.coordination.domain.composing.shape import Move, Shape
from tsunagu.coordination.domain.composing.verify.checking import Verifier
from tsunagu.members.domain.facts import SiteFacts


def every_chain(problem: Problem, shape: Shape) -> Iterator[tuple[Chain, Criteria]]:
    """Yield every chain that holds, with its figures; sites and lanes that the facts refuse are not tried."""
    verifier = Verifier(problem, shape)
    for chosen in product(*(verifier.facts.able_sites(part) for part in shape.parts)):
        sites = {part.key: site for part, site in zip(shape.parts, chosen, strict=True)}
        lanes = [_lanes(verifier, move, sites[move.origin], sites[move.target]) for move in shape.moves]
        for taken in product(*lanes):
            chain = Chain(
                {part: site.uuid for part, site in sites.items()},
                {move.key: lane for move, lane in zip(shape.moves, taken, strict=True)},
            )
            checked = verifier.check(chain)
            if checked.criteria is not None:
                yield chain, checked.criteria


def _lanes(verifier: Verifier, move: Move, origin: SiteFacts, target: SiteFacts) -> list[UUID | None]:
    if origin.uuid == target.uuid:
        return [None]
    facts = verifier.facts
    return [uuid for uuid, lane in facts.lanes_for(move).items() if facts.carries(lane, move, origin, target)]
