"""Synthetic networks of any size for tests and measurements: invented members, sites, lanes and agreements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np

from tsunagu.coordination.domain.composing.problem import (
    Agreements,
    Network,
    Pin,
    Problem,
    Request,
    Step,
    Window,
)
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.facts import CapabilityFacts, LicenceFacts, MemberFacts, SiteFacts, Terms
from tsunagu.members.domain.lanes import Ends, LaneFacts
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import AREAS

START = date(2027, 4, 1)
SINCE = Validity(date(2024, 4, 1))
ENDED = Validity(date(2024, 4, 1), date(2027, 3, 1))
CELL_TYPE = "adipose_msc"
LATITUDES = (35.3, 43.1)
LONGITUDES = (138.0, 141.4)
DAYS = ("1111111", "1111100", "1010100")
FEW_DAYS = ("1000000", "0010000", "1010100", "0001000")
CHAIN = (
    "adipose_collection", "cell_isolation", "msc_manufacturing", "release_testing", "rapid_sterility", "cryostorage",
    "infusion",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is: members, capabilities in all, places, couriers, and chances of agreements."""

    members: int
    capabilities: int
    places: int
    couriers: int
    agreements: int


LARGE = Size(1000, 5000, 40, 25, 2000)
"""What the bench composes from."""


class _Made:
    """Makes one network, always the same for a seed."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size, self.chance = size, np.random.default_rng(seed)
        self.areas = list(AREAS)
        self.places = [self._place(number) for number in range(size.places)]
        self.members = [_member(number) for number in range(size.members)]

    def _place(self, number: int) -> tuple[str, float, float]:
        lat, lon = self.chance.uniform(*LATITUDES), self.chance.uniform(*LONGITUDES)
        return self.areas[number % len(self.areas)], round(float(lat), 2), round(float(lon), 2)

    def network(self, keys: Sequence[str]) -> Network:
        offers = self._offers(keys)
        sites = tuple(
            self._site(number, member, offers[number]) for number, member in enumerate(self.members)
        )
        return Network(sites, tuple(self._lanes()), self._agreements())

    def _offers(self, keys: Sequence[str]) -> list[list[CapabilityFacts]]:
        """Spread the capabilities over the members; the first members are the couriers."""
        offers: list[list[CapabilityFacts]] = [[] for _ in self.members]
        for number in range(self.size.couriers):
            offers[number] = [self._offer("cell_transport"), self._offer("cryo_transport")]
        total = 2 * self.size.couriers
        while total < self.size.capabilities:
            member = int(self.chance.integers(self.size.couriers, self.size.members))
            key = keys[int(self.chance.integers(len(keys)))]
            if all(one.key != key for one in offers[member]):
                offers[member].append(self._offer(key))
            total += 1
        return offers

    def _offer(self, key: str) -> CapabilityFacts:
        chance = self.chance
        terms = Terms(
            capacity_per_month=None if chance.random() < 0.3 else int(chance.integers(1, 9)),
            lead_time_days=None if chance.random() < 0.3 else int(chance.integers(2, 25)) * 10,
            price_thousand_yen=None if chance.random() < 0.3 else int(chance.integers(3, 80)) * 10,
        )
        validity = ENDED if chance.random() < 0.05 else SINCE
        return CapabilityFacts(CAPABILITIES[key].stage, key, "", "", "", validity, terms)

    def _site(self, number: int, member: MemberFacts, offers: list[CapabilityFacts]) -> SiteFacts:
        area, lat, lon = self.places[int(self.chance.integers(len(self.places)))]
        licence = LicenceFacts("manufacturing", "", ENDED if self.chance.random() < 0.05 else SINCE)
        return SiteFacts(
            number, _uuid(2, number), f"site-{number}", _name("拠点", "Site", number), Text(area, area), "", area,
            lat, lon, "", member, START, (licence,), tuple(offers),
        )  # fmt: skip

    def _lanes(self) -> Iterator[LaneFacts]:
        """Yield lanes between areas in two bands, by two or three couriers, and their ways back."""
        number = 0
        for band in ("cold", "vapour"):
            for origin in self.areas:
                for target in self.areas:
                    for _ in range(int(self.chance.integers(1, 4))):
                        number += 1
                        yield self._lane(number, band, origin, target)

    def _lane(self, number: int, band: str, origin: str, target: str) -> LaneFacts:
        chance = self.chance
        courier = self.members[int(chance.integers(self.size.couriers))]
        hours = int(chance.integers(2, 9 if origin == target else 30))
        return LaneFacts(
            _uuid(3, number), courier, Ends(origin), Ends(target), band, hours,
            DAYS[int(chance.integers(len(DAYS)))], SINCE, int(chance.integers(2, 20)) * 10,
        )  # fmt: skip

    def _agreements(self) -> Agreements:
        pairs = self.chance.integers(0, self.size.members, (self.size.agreements, 2))
        found = [(self.members[int(a)].uuid, self.members[int(b)].uuid) for a, b in pairs if a != b]
        both = frozenset(found) | frozenset((other, one) for one, other in found)
        couriers = {member.uuid for member in self.members[: self.size.couriers]}
        return Agreements(both, frozenset(pair for pair in both if set(pair) & couriers))


def _uuid(kind: int, number: int) -> UUID:
    return UUID(int=kind * 10**12 + number)


def _name(ja: str, en: str, number: int) -> Text:
    return Text(f"{ja}{number}（合成）", f"{en} {number} (synthetic)")


def _member(number: int) -> MemberFacts:
    return MemberFacts(
        number, _uuid(1, number), f"m{number}", _name("会員", "Member", number), "company", True, False, ""
    )


def ten_steps() -> tuple[Step, ...]:
    """Return a route of ten steps that ten members could take, with three windows."""
    return (
        _step("collect", "procurement", "collect", "collector", "adipose_collection", 2),
        _transport("transport_in", "cold", "collect"),
        _step("isolate", "processing", "process", "processor", "cell_isolation", 6, "transport_in",
              windows=(_window("collect", 48),)),
        _step("culture", "manufacturing", "tend", "manufacturer", "msc_manufacturing", 480, "isolate", band="cold",
              windows=(_window("isolate", 24),)),
        _step("release_test", "evaluation", "test", "laboratory", "release_testing", 96, "culture", band="cold"),
        _step("sterility", "evaluation", "test", "sterility", "rapid_sterility", 24, "culture", band="cold",
              windows=(_window("culture", 24),)),
        _step("store", "storage", "store", "store", "cryostorage", 24, "release_test", "sterility", band="vapour"),
        _transport("transport_out", "vapour", "store"),
        _step("accept", "clinical", "accept", "hospital", "infusion", 1, "transport_out"),
        _step("administer", "clinical", "administer", "hospital", "infusion", 2, "accept"),
    )  # fmt: skip


def _step(
    key: str, stage: str, action: str, party: str, capability: str, hours: int, *after: str, band: str = "",
    windows: tuple[Window, ...] = (),
) -> Step:  # fmt: skip
    return Step(key, Text(key, key), stage, action, party, capability, hours, after, windows, band=band)


def _transport(key: str, band: str, after: str) -> Step:
    capability = "cryo_transport" if band == "vapour" else "cell_transport"
    return Step(key, Text(key, key), "transport", "transport", "courier", capability, 0, (after,), band=band)


def _window(after: str, hours: int) -> Window:
    return Window(after, hours, Text(f"{after}から", f"after {after}"))


def large_problem(seed: int, size: Size = LARGE) -> Problem:
    """Return the ten steps asked of a large network, the hospital in Tohoku."""
    keys = [key for key in CAPABILITIES if "transport" not in key]
    request = Request(ten_steps(), CELL_TYPE, "treatment", 20, START, {"hospital": Pin(area="tohoku")})
    return Problem(request, _Made(size, seed).network(keys))


def small_problem(seed: int, members: int = 8, capabilities: int = 22) -> Problem:
    """Return a few of the steps asked of a network that can be gone through whole."""
    size = Size(members, capabilities, 4, 2, 6)
    made = _Made(size, seed)
    steps = ten_steps()
    keys = (
        CHAIN[:4] if seed % 2 else ("adipose_collection", "cell_isolation", "msc_manufacturing", "infusion")
    )
    kept = _short(steps, seed)
    viewer = made.members[int(made.chance.integers(members))].uuid if seed % 3 == 0 else None
    network = made.network(keys)
    agreements = Agreements(network.agreements.quality, network.agreements.transport, viewer)
    named = frozenset(site.uuid for site in network.sites[::2]) if seed % 5 == 0 else frozenset[UUID]()
    request = Request(kept, CELL_TYPE, "treatment", 20, START, {}, named)
    lanes = network.lanes
    if _joins_lanes(seed):
        lanes = tuple(
            replace(lane, weekdays=FEW_DAYS[(seed + n) % len(FEW_DAYS)]) for n, lane in enumerate(lanes)
        )
    return Problem(request, Network(network.sites, lanes, agreements))


def _joins_lanes(seed: int) -> bool:
    """Say whether a small problem has a window over several lanes, which leave on few days of the week then."""
    return seed % 7 < 4


def _short(steps: tuple[Step, ...], seed: int) -> tuple[Step, ...]:
    """Return a shorter route: collected, isolated, cultured, then tested or given; of some, windows join lanes."""
    collect, carry, isolate, culture, test = steps[:5]
    if joins := _joins_lanes(seed):
        culture = replace(culture, windows=(*culture.windows, _window("collect", 30 + seed % 5 * 8)))
    if seed % 2:
        return collect, carry, isolate, culture, test
    return (
        collect, carry, isolate, culture, _transport("transport_out", "vapour", "culture"),
        _step("administer", "clinical", "administer", "hospital", "infusion", 2, "transport_out",
              windows=(_window("collect", 540),) if joins else (_window("culture", 24),)),
    )  # fmt: skip
