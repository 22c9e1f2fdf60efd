"""Which steps may be noted as done on paper."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route


def check_paper_steps(route: Route, done: Mapping[str, datetime], now: datetime) -> None:
    """Refuse steps that the route hasn't, gaps in their order, times in the future or against the order."""
    for key, at in done.items():
        if not route.has_step(key):
            raise _bad(f"工程「{key}」はこの工程フローにありません。", f"The route has no step {key!r}.")
        name = route.step(key).name
        if at > now:
            raise _bad(
                f"「{name.ja}」の日時がいまより先です。", f"The time of {name.en!r} lies in the future."
            )
        for before in route.step(key).after:
            earlier = route.step(before).name
            if before not in done:
                raise _bad(
                    f"「{name.ja}」の前の工程「{earlier.ja}」が実施済みになっていません。",
                    f"{earlier.en!r} comes before {name.en!r} and isn't marked as done.",
                )
            if done[before] > at:
                raise _bad(
                    f"「{name.ja}」が、前の工程「{earlier.ja}」より早い日時になっています。",
                    f"{name.en!r} has an earlier time than {earlier.en!r}, which comes before it.",
                )


@dataclass(frozen=True, slots=True)
class AtHand:
    """Pieces of one product that exist when a journey is taken over, and the part of the route that has them."""

    product: str
    count: int
    party: str
    made_by: str


def things_at_hand(route: Route, done: Collection[str]) -> list[AtHand]:
    """Return what the steps done so far have made and not used up, held where it was handled last."""
    found = []
    for step in route.order:
        if step.key not in done:
            continue
        for flow in step.outputs:
            used = any(one.key in done for one in route.consumers(flow.product))
            if not used:
                holders = [
                    one.party
                    for one in route.order
                    if one.key in done and any(part.product == flow.product for part in one.inputs)
                ]
                found.append(AtHand(flow.product, flow.count, (holders or [step.party])[-1], step.key))
    return found


def _bad(ja: str, en: str) -> BadInput:
    return BadInput("paper_steps", Text(ja, en), "done")
