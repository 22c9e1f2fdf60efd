"""What must hold of every chain whatever was done: read from the ledger and its views, not from the services."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import Genealogy, HandOver, Item, LedgerRow
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Case, JourneyStep
from tsunagu.journeys.services.running import load_running

GONE = frozenset({"used", "administered", "destroyed"})
OVER = frozenset({"done", "skipped"})
Acts = list[tuple[LedgerRow, dict[str, Any]]]


def check_everything() -> None:
    """Assert every invariant; the last ones rebuild all views and read all hashes."""
    with acting(Scope("auditor")):
        acts: Acts = [(row, act_in(bytes(row.body))) for row in LedgerRow.objects.order_by("record_order")]
        check_holders(acts)
        check_used_once(acts)
        check_genealogy(acts)
        check_allocations(acts)
        check_attempts(acts)
        check_steps()
    rebuild()
    found = verify()
    assert found.count == len(acts)
    assert not found.wrong


def check_holders(acts: Acts) -> None:
    """One holder at a time: the maker, then whoever received it last; one open hand-over at most."""
    holder: dict[str, str] = {}
    for row, act in acts:
        for made in act["effects"]["new"].get("custody.Item", ()):
            assert made["uuid"] not in holder, "made twice"
            holder[made["uuid"]] = made["holder"]
        for change in act["effects"]["set"].get("custody.Item", ()):
            if "holder" in change:
                assert row.name == "items_received", f"{row.name} moved possession"
                assert change["holder"] == str(row.organisation), "received in another's name"
                assert change["holder"] != holder[change["uuid"]], "received what it had"
                holder[change["uuid"]] = change["holder"]
    now = {str(uuid): str(member) for uuid, member in Item.objects.values_list("uuid", "holder")}
    assert now == holder
    waiting = Counter(uuid for one in HandOver.objects.filter(state="given") for uuid in one.items)
    assert not [uuid for uuid, times in waiting.items() if times > 1], "given twice at once"


def check_used_once(acts: Acts) -> None:
    """Nothing is used, given or destroyed twice, and nothing happens to it afterwards."""
    gone: dict[str, str] = {}
    for row, act in acts:
        for change in act["effects"]["set"].get("custody.Item", ()):
            assert change["uuid"] not in gone, f"{row.name} after {gone.get(change['uuid'])}"
            if change.get("state") in GONE:
                gone[change["uuid"]] = row.name


def check_genealogy(acts: Acts) -> None:
    """No item is its own ancestor, and what went into one act went into no other."""
    used_by: dict[str, set[UUID]] = defaultdict(set)
    for row, act in acts:
        for link in act["effects"]["new"].get("custody.Genealogy", ()):
            if not link["is_material"]:
                used_by[link["parent"]].add(row.uuid)
    assert not [parent for parent, rows in used_by.items() if len(rows) > 1]
    below: dict[UUID, set[UUID]] = defaultdict(set)
    for parent, child in Genealogy.objects.values_list("parent", "child"):
        below[parent].add(child)
    for item in list(below):
        assert item not in _descendants(item, below)


def _descendants(item: UUID, below: dict[UUID, set[UUID]]) -> set[UUID]:
    found: set[UUID] = set()
    waiting = set(below.get(item, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting |= below.get(one, set())
    return found


def check_allocations(acts: Acts) -> None:
    """A thing is reserved for one patient, for good, and given to that patient only."""
    reserved: dict[str, str] = {}
    cases = {str(chain) for chain in Case.objects.values_list("chain", flat=True)}
    owner: dict[str, str] = {}
    for row, act in acts:
        for made in act["effects"]["new"].get("custody.Item", ()):
            owner[made["uuid"]] = made["chain"]
        for change in act["effects"]["set"].get("custody.Item", ()):
            if "allocated_to" in change:
                assert change["uuid"] not in reserved, "reserved twice"
                reserved[change["uuid"]] = owner[change["uuid"]] = change["allocated_to"]
            if change.get("state") == "administered":
                assert str(row.chain) in cases
                assert owner[change["uuid"]] == str(row.chain), "given to another patient"


def check_attempts(acts: Acts) -> None:
    """What is released or given was made by the attempt that counts then, and what is given was released in it."""
    newest: dict[tuple[str, str], int] = {}
    made: dict[str, tuple[str, str, int]] = {}
    released: set[tuple[str, str, int]] = set()
    for row, act in acts:
        for step in act["effects"]["new"].get("journeys.JourneyStep", ()):
            newest[step["chain"], step["key"]] = max(
                step.get("attempt", 1), newest.get((step["chain"], step["key"]), 0)
            )
        for item in act["effects"]["new"].get("custody.Item", ()):
            made[item["uuid"]] = (item["chain"], item.get("made_by_step", ""), item.get("attempt", 1))
        releases = act["effects"]["new"].get("journeys.Release", ())
        released |= {
            (one["chain"], one["step"], one["attempt"]) for one in releases if one["verdict"] == "released"
        }
        given = [
            one["uuid"]
            for one in act["effects"]["set"].get("custody.Item", ())
            if one.get("state") == "administered"
        ]
        for uuid in [*given, *(act["facts"].get("items", ()) if releases else ())]:
            chain, key, attempt = made[uuid]
            assert attempt == newest.get((chain, key), attempt), f"{row.name}: a thing of an earlier attempt"
        for uuid in given:
            chains = {made[uuid][0], *_lots_behind(uuid)}
            assert any(
                chain in chains and newest[chain, step] == attempt for chain, step, attempt in released
            ), "given without a release of its attempt"


def _lots_behind(uuid: str) -> set[str]:
    """Return the chains of all that the thing was made from."""
    below: dict[UUID, set[UUID]] = defaultdict(set)
    for parent, child in Genealogy.objects.filter(is_material=False).values_list("parent", "child"):
        below[child].add(parent)
    parents = _descendants(UUID(uuid), below)
    rows = Item.objects.filter(uuid__in=parents).values_list("lot", flat=True)
    return {str(lot) for lot in rows if lot is not None}


def check_steps() -> None:
    """What is done came after what had to be done before."""
    for journey in set(JourneyStep.objects.values_list("journey", flat=True)):
        running = load_running(journey)
        for step in running.route.order:
            row = running.rows[step.key]
            if row.state != "done":
                continue
            for earlier in step.after:
                before = running.rows[earlier]
                if before.attempt <= row.attempt:
                    assert before.state in OVER, f"{step.key} was done before {earlier}"
