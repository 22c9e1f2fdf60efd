"""Which steps a new attempt carries out again."""

from tsunagu.therapies.domain.route import Route


def steps_again(route: Route, from_step: str) -> frozenset[str]:
    """Return the step to begin at and all that follow from it."""
    return frozenset(
        step.key for step in route.steps if step.key == from_step or from_step in route.ancestors(step.key)
    )
