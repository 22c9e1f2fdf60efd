"""A proposal as plain data: what was asked, and what was composed, with names as they were."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from tsunagu.coordination.domain.composing.problem import (
    CRITERIA,
    Chain,
    Criteria,
    Network,
    Pin,
    Rates,
    Request,
    Step,
    Window,
)
from tsunagu.foundation.text import Text

Data = dict[str, Any]


def request_data(request: Request) -> Data:
    """Return a request as plain data."""
    return {
        "steps": [_step_data(step) for step in request.steps],
        "cell_type": request.cell_type,
        "setting": request.setting,
        "patients_per_year": request.patients_per_year,
        "starts_on": request.starts_on.isoformat(),
        "pins": {party: _pin_data(pin) for party, pin in request.pins.items()},
        "named_sites": sorted(str(site) for site in request.named_sites),
        "rates": [request.rates.agreement_days, request.rates.change_days],
    }


def _step_data(step: Step) -> Data:
    return {
        "key": step.key, "name": step.name.as_dict(), "stage": step.stage, "action": step.action,
        "party": step.party, "capability": step.capability, "hours": step.hours, "after": list(step.after),
        "windows": [[one.after_step, one.max_hours, one.name.as_dict()] for one in step.windows],
        "wait_hours": step.wait_hours, "spread_hours": step.spread_hours, "band": step.band,
        "is_separable": step.is_separable,
    }  # fmt: skip


def _pin_data(pin: Pin) -> Data:
    return {
        "site": None if pin.site is None else str(pin.site),
        "member": None if pin.member is None else str(pin.member),
        "area": pin.area,
    }


def request_from(data: Mapping[str, Any]) -> Request:
    """Return the request that was written."""
    return Request(
        steps=tuple(_step(one) for one in data["steps"]),
        cell_type=data["cell_type"],
        setting=data["setting"],
        patients_per_year=data["patients_per_year"],
        starts_on=date.fromisoformat(data["starts_on"]),
        pins={party: _pin(one) for party, one in data["pins"].items()},
        named_sites=frozenset(UUID(one) for one in data["named_sites"]),
        rates=Rates(*data["rates"]),
    )


def _step(data: Mapping[str, Any]) -> Step:
    windows = tuple(Window(after, hours, Text(**name)) for after, hours, name in data["windows"])
    given = {**data, "name": Text(**data["name"]), "after": tuple(data["after"]), "windows": windows}
    return Step(**given)


def _pin(data: Mapping[str, Any]) -> Pin:
    return Pin(
        None if data["site"] is None else UUID(data["site"]),
        None if data["member"] is None else UUID(data["member"]),
        data["area"],
    )


def chain_data(chain: Chain, criteria: Criteria, spread_hours: int, seconds: Sequence[str]) -> Data:
    """Return a chain with its figures as plain data; ``seconds`` are the parts and moves that have a second source."""
    return {
        "sites": {part: str(site) for part, site in chain.sites.items()},
        "lanes": {move: None if lane is None else str(lane) for move, lane in chain.lanes.items()},
        "criteria": dict(zip(CRITERIA, criteria.as_tuple, strict=True)),
        "spread_hours": spread_hours,
        "seconds": sorted(seconds),
    }


def chain_from(data: Mapping[str, Any]) -> tuple[Chain, Criteria]:
    """Return the chain that was written, with its figures then."""
    lanes = {move: None if lane is None else UUID(lane) for move, lane in data["lanes"].items()}
    chain = Chain({part: UUID(site) for part, site in data["sites"].items()}, lanes)
    return chain, Criteria(**data["criteria"])


def copy_uuid(proposal: UUID, owner: UUID) -> UUID:
    """Return the uuid of the copy of a proposal that a member was given, always the same."""
    return uuid5(proposal, str(owner))


def names_data(network: Network, chains: Sequence[Chain]) -> Data:
    """Return the names of the sites and couriers of chains as they are now, by uuid."""
    found: Data = {}
    for chain in chains:
        for uuid in chain.sites.values():
            site = network.by_uuid[uuid]
            found[str(uuid)] = {
                "name": site.name.as_dict(),
                "member": str(site.member.uuid),
                "area": site.area,
            }
        for lane in chain.lanes.values():
            if lane is not None:
                known = network.lanes_by_uuid[lane]
                found[str(lane)] = {
                    "name": known.courier.name.as_dict(),
                    "member": str(known.courier.uuid),
                    "hours": known.hours,
                }
    return found


def members_of(chain: Chain, names: Mapping[str, Any]) -> list[UUID]:
    """Return the members that take a part of a chain or carry for it, each once, in working order."""
    uuids = [*chain.sites.values(), *(lane for lane in chain.lanes.values() if lane is not None)]
    found = dict.fromkeys(names[str(uuid)].get("member") for uuid in uuids)
    return [UUID(one) for one in found if one is not None]
