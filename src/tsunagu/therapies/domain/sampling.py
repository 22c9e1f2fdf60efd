"""Which panels the samples of a step are for: its own at a test, those that its samples go to where they are drawn."""

from tsunagu.therapies.domain.route import Panel, Route, Step


def panels_served(route: Route, step: Step) -> list[Panel]:
    """Return the panels for which samples are tested or drawn at a step, in working order."""
    if step.action == "test":
        return [route.panel(step.panel)] if step.panel else []
    drawn = {one.product for one in step.outputs if route.product(one.product).kind == "sample"}
    found = [
        later.panel
        for later in route.order
        if later.panel
        and drawn & {one.product for one in later.inputs}
        and step.key in route.ancestors(later.key)
    ]
    return [route.panel(key) for key in dict.fromkeys(found)]
