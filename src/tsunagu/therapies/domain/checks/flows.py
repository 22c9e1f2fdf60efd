"""The things that flow: none is used before it exists, twice, or after its life."""

from collections.abc import Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Flow, Route, Step

Fault = tuple[str, Text]


def check_flows(route: Route, place: Mapping[str, str]) -> Iterator[Fault]:
    """Yield faults of inputs and outputs; the graph must be sound."""
    known = {product.key for product in route.products}
    for step in route.steps:
        for number, flow in enumerate(step.inputs):
            if flow.product in known:
                at = f"{place[step.key]}.inputs[{number}]"
                yield from _check_input(route, step, flow, at)
        if step.outputs and step.action not in ("collect", "process"):
            yield (
                f"{place[step.key]}.outputs",
                Text(
                    "新しい現品が生じるのは採取と加工・製造だけです。"
                    "outputs を消すか action を変えてください。",
                    "Only collect and process make new items; drop outputs or change the action.",
                ),
            )
    for product in sorted(known):
        yield from _check_balance(route, product, place)


def _check_input(route: Route, step: Step, flow: Flow, at: str) -> Iterator[Fault]:
    if flow.source == "lot":
        if step.action not in ("allocate", "process"):
            yield (
                f"{at}.source",
                Text(
                    "ロットから引き当てられるのは割当てと加工・製造だけです。",
                    "Only allocate and process may draw from a lot.",
                ),
            )
        return
    if step.action == "allocate":
        yield (
            f"{at}.source",
            Text(
                "割当ては出荷済みロットから行います。source: lot と書いてください。",
                "Allocation draws from a released lot; write source: lot.",
            ),
        )
        return
    earlier = [found for found in route.producers(flow.product) if found.key in route.ancestors(step.key)]
    if not earlier:
        yield (
            f"{at}.product",
            Text(
                f"「{flow.product}」を生む工程がこれより前にありません。"
                "前工程の outputs に加えるか、source: lot と書いてください。",
                f"No earlier step makes {flow.product!r}; "
                "add it to an earlier step's outputs or write source: lot.",
            ),
        )
        return
    yield from _check_at_hand(route, step, flow, at)
    yield from _check_life(route, step, flow, earlier, at)


def _made(step: Step, product: str) -> int:
    drawn = step.inputs if step.action == "allocate" else ()
    return sum(flow.count for flow in (*step.outputs, *drawn) if flow.product == product)


def _used(step: Step, product: str) -> int:
    if not step.is_consuming:
        return 0
    return sum(flow.count for flow in step.inputs if flow.product == product and flow.source == "journey")


def _check_at_hand(route: Route, step: Step, flow: Flow, at: str) -> Iterator[Fault]:
    before = [route.step(key) for key in route.ancestors(step.key)]
    left = sum(_made(one, flow.product) - _used(one, flow.product) for one in before)
    if flow.count > left:
        yield (
            f"{at}.count",
            Text(
                f"「{flow.product}」が {flow.count} 必要ですが、この時点では {max(left, 0)} しかありません。",
                f"{flow.count} of {flow.product!r} are wanted, but there are only {max(left, 0)} by then.",
            ),
        )


def _check_life(route: Route, step: Step, flow: Flow, earlier: list[Step], at: str) -> Iterator[Fault]:
    life = route.product(flow.product).shelf_life_hours
    if life is None or not step.is_consuming:
        return
    makers = [one.key for one in earlier if one.action != "allocate"]
    least = min((route.shortest_lag(key, step.key) for key in makers), default=0.0)
    if least > life:
        yield (
            f"{at}.product",
            Text(
                f"「{flow.product}」の使用期限は {life:g} 時間ですが、"
                f"この工程まで最短でも {least:g} 時間かかります。",
                f"{flow.product!r} keeps for {life:g} hours, "
                f"but this step comes at least {least:g} hours later.",
            ),
        )


def _check_balance(route: Route, product: str, place: Mapping[str, str]) -> Iterator[Fault]:
    made = sum(_made(step, product) for step in route.steps)
    used = sum(_used(step, product) for step in route.steps)
    if made and used > made:
        last = next(step for step in reversed(route.order) if _used(step, product))
        yield (
            f"{place[last.key]}.inputs",
            Text(
                f"「{product}」は {made} しか作られないのに {used} 使われます。",
                f"{used} of {product!r} are used, but only {made} are made.",
            ),
        )
