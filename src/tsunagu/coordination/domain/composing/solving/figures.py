"""The six figures of a chain as expressions of the model; each is never below the true one, and is it at the best."""

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.problem import CRITERIA
from tsunagu.coordination.domain.composing.shape import Move
from tsunagu.coordination.domain.composing.solving.model import Literal, Model, weighted
from tsunagu.coordination.domain.composing.solving.prepared import km_of
from tsunagu.coordination.domain.composing.solving.seconds import second_sources

Figure = cp_model.LinearExprT
FAR = 2_000_000


def figures_of(model: Model) -> dict[str, Figure]:
    """Return the figures by the names of ``CRITERIA``."""
    missing = _missing(model)
    found: dict[str, Figure] = {
        "hours": _hours(model),
        "cost": _cost(model),
        "alone": second_sources(model),
        "km": sum((_km(model, move) for move in model.shape.moves), cp_model.LinearExpr.sum([])),
        "lead_days": _lead(model, missing),
        "papers": cp_model.LinearExpr.sum(missing),
    }
    return {name: found[name] for name in CRITERIA}


def _hours(model: Model) -> Figure:
    total = model.cp.new_int_var(0, FAR, "hours")
    for const, moves in model.shape.course:
        terms = [(literal, way.course_hours) for move in sorted(moves) for way, literal in model.way[move]]
        model.cp.add(total >= weighted(terms) + const)
    return total


def _cost(model: Model) -> Figure:
    terms = [
        (model.site[part][one.site.uuid], one.price)
        for part, chosen in model.ready.chosen.items()
        for one in chosen
    ]
    terms += [(literal, way.price) for ways in model.way.values() for way, literal in ways]
    return weighted(terms)


def _km(model: Model, move: Move) -> Figure:
    """Return the distance of a move: at least that from the group chosen to the one chosen at its other end."""
    starts, ends = model.at[move.origin], model.at[move.target]
    longest = max((km_of(one, other) for one in starts for other in ends), default=0)
    total = model.cp.new_int_var(0, longest, "km")
    few, many = (starts, ends) if len(starts) <= len(ends) else (ends, starts)
    for group, literal in few.items():
        distances = [(other, km_of(group, place)) for place, other in many.items()]
        model.cp.add(total >= weighted(distances)).only_enforce_if(literal)
    return total


def _lead(model: Model, missing: list[Literal]) -> Figure:
    rates = model.ready.problem.request.rates
    total = model.cp.new_int_var(0, FAR, "lead")
    for part, chosen in model.ready.chosen.items():
        model.cp.add(total >= weighted([(model.site[part][one.site.uuid], one.lead_days) for one in chosen]))
    waits = model.cp.new_bool_var("")
    for one in missing:
        model.cp.add_implication(one, waits)
    return total + rates.agreement_days * waits


def _missing(model: Model) -> list[Literal]:
    """Return one yes-or-no for each agreement that may be known to be missing."""
    known = model.ready.problem.network.agreements
    found = []
    for one, other in model.shape.links:
        pairs = [
            (mine, its)
            for first, mine in model.member[one].items()
            for second, its in model.member[other].items()
            if first == second or (first, second) in known.quality
        ]
        seen = (model.member[one], model.member[other])
        found.append(_unless(model, pairs, [], [side.get(known.viewer) for side in seen if known.viewer]))
    for move in model.shape.moves:
        couriers = {uuid: model.any_of(lanes) for uuid, lanes in model.couriers(move.key)}
        givers = model.member[move.origin]
        pairs = [
            (mine, its)
            for first, mine in givers.items()
            for second, its in couriers.items()
            if first == second or (first, second) in known.transport
        ]
        home = model.home[move.key]
        seen = (givers, couriers)
        triggers = [side.get(known.viewer) for side in seen if known.viewer]
        found.append(_unless(model, pairs, [] if home is None else [home], triggers))
    return found


def _unless(
    model: Model, pairs: list[tuple[Literal, Literal]], free: list[Literal], seen: list[Literal | None]
) -> Literal:
    """Return what is true unless one of the pairs, of which at most one is, is chosen, or nothing is needed.

    Where the reader sees only the agreements of one member, nothing is known to be missing unless it is chosen.
    """
    missing, agreed = model.cp.new_bool_var(""), []
    for one, other in pairs:
        made = model.cp.new_bool_var("")
        model.cp.add_implication(made, one)
        model.cp.add_implication(made, other)
        agreed.append(made)
    if model.ready.problem.network.agreements.viewer is None:
        model.cp.add_bool_or([missing, *agreed, *free])
    for trigger in seen:
        if trigger is not None:
            model.cp.add_bool_or([trigger.negated(), missing, *agreed, *free])
    return missing
