"""A transport step as a consignment: from where to where, who carries, at which temperature, by when."""

from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.papers import Consignment
from tsunagu.custody.queries.chains import NO_SUCH_CHAIN, open_if_party
from tsunagu.custody.queries.consignments import place_of
from tsunagu.custody.queries.state import chain_by_number
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Journey, JourneyStep
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.route import Step
from tsunagu.therapies.domain.vocabulary import BANDS

ARRIVE_BY = Text("この時刻までに到着", "To arrive by")
NO_TRANSPORT = Text("この症例・ロットに輸送の工程はありません。", "This journey has no transport step.")


def transport_paper(number: str, step_key: str) -> Consignment:
    """Return the transport step of a journey that the scope's member takes part in; without a key, the next one."""
    with gate_scope():
        found = chain_by_number(number)
    known = found is not None and open_if_party([found[0]])
    if found is None or not known or not Journey.objects.filter(chain=found[0]).exists():
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    running = load_running(found[0])
    step = _step(running, step_key)
    row, today = running.rows[step.key], clock.now().astimezone(TOKYO).date()
    items = carried_items(running, step)
    (giver, giver_site), (receiver, receiver_site) = _before(running, step, items), _after(running, step)
    return Consignment(
        number=running.journey.number,
        title=Text(f"輸送票　{step.name.ja}", f"Travel document: {step.name.en}"),
        giver=place_of(giver, giver_site, today),
        receiver=place_of(receiver, receiver_site, today),
        carrier=member_names([row.member]).get(row.member),
        items=[item.uuid for item in items],
        band=BANDS.get(step.band or ""),
        departs_at=row.started_at or row.planned_start,
        due_at=_due(running, step, row),
        due_name=ARRIVE_BY,
        step=step.key,
    )


def _step(running: Running, key: str) -> Step:
    transports = [
        step for step in running.route.order if step.action == "transport" and step.key in running.rows
    ]
    if key:
        transports = [step for step in transports if step.key == key]
    if not transports:
        raise NotFound("no_transport", NO_TRANSPORT)
    ahead = [step for step in transports if running.rows[step.key].state in ("planned", "started")]
    return ahead[0] if ahead else transports[-1]


def _before(running: Running, step: Step, items: list[ItemView]) -> tuple[UUID, UUID | None]:
    """Return who sends: the holder, or the last one before the carrier who had the things in hand."""
    row = running.rows[step.key]
    if items and row.state == "planned" and items[0].holder != row.member:
        return items[0].holder, items[0].site
    products = {flow.product for flow in step.inputs}
    before = running.route.ancestors(step.key)
    for one in reversed(running.route.order):
        handled = {flow.product for flow in (*one.inputs, *one.outputs)}
        if one.key in before and products & handled and one.action not in ("release", "test"):
            sender = running.rows[one.key]
            return sender.member, sender.site
    return row.member, row.site


def _after(running: Running, step: Step) -> tuple[UUID, UUID | None]:
    following = [running.rows[key] for key in running.route.successors(step.key) if key in running.rows]
    row = following[0] if following else running.rows[step.key]
    return row.member, row.site


def _due(running: Running, step: Step, row: JourneyStep) -> datetime:
    """Return when it must arrive: the planned end, or earlier where a window of what follows says so."""
    due = row.planned_end
    for key in running.route.successors(step.key):
        for window in running.route.step(key).windows:
            ended = running.rows[window.after_step].ended_at if window.after_step in running.rows else None
            if ended is not None:
                due = min(due, ended + timedelta(hours=window.max_hours))
    return due
