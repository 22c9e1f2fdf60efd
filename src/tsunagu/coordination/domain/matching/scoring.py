"""Which members could answer a need, and why: declared weights, each point with its reason, nothing hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from tsunagu.coordination.domain.matching.needs import Words
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import CapabilityFacts, MemberFacts, SiteFacts
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES, SETTINGS, word

WEIGHTS: Mapping[str, int] = {
    "capability": 40,
    "stage": 15,
    "cell_type": 15,
    "setting": 10,
    "band": 5,
    "licence": 10,
    "capacity": 5,
    "offer": 10,
    "area": 10,
    "near": 5,
    "past": 10,
}
"""Points of each reason; they stand on the page, and add up to the score. Of capability and stage one counts."""
NEAR_KM = 60.0
MOST = 10
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need as matching reads it; ``at`` is the place (latitude, longitude) of the poster's first site."""

    poster: UUID
    words: Words
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """How a member's consultations ended, and how many offers it has posted for the capability or stage."""

    agreed: int = 0
    ended: int = 0
    offers: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its points; ``is_met`` False says what is missing, without points."""

    key: str
    points: int
    said: Text
    is_met: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A member that could answer, the site that fits best, and all that speaks for it or is missing."""

    member: MemberFacts
    site: SiteFacts
    score: int
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def met(self) -> tuple[Reason, ...]:
        """What speaks for the member."""
        return tuple(one for one in self.reasons if one.is_met)

    @property
    def missing(self) -> tuple[Reason, ...]:
        """What is asked for and not stated, or lapsed."""
        return tuple(one for one in self.reasons if not one.is_met)


def proposals(
    wanted: Wanted, sites: Iterable[SiteFacts], past: Mapping[UUID, Past], on: date, most: int = MOST
) -> list[Proposal]:
    """Return the members that could answer, best first; equal ones in the order of their keys.

    Never the poster itself, the coordinator, a member that left, or one that has nothing of what is asked for.
    """
    best: dict[UUID, Proposal] = {}
    for site in sorted(sites, key=lambda one: one.key):
        if _is_left_out(wanted, site.member, on):
            continue
        found = _of_site(wanted, site, past.get(site.member.uuid, Past()), on)
        known = best.get(site.member.uuid)
        if found is not None and (known is None or found.score > known.score):
            best[site.member.uuid] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.member.key))[:most]


def _is_left_out(wanted: Wanted, member: MemberFacts, on: date) -> bool:
    has_left = member.has_left(on)
    return member.uuid == wanted.poster or member.is_coordinator or has_left


def _of_site(wanted: Wanted, site: SiteFacts, past: Past, on: date) -> Proposal | None:
    able = [one for one in site.capabilities if one.validity.valid_on(on)]
    chosen = _fitting(wanted.words, able)
    if chosen is None:
        return None
    reasons = [
        *_what(wanted.words, chosen), *_limits(wanted.words, chosen), *_standing(site, chosen),
        *_where(wanted, site), *_history(past),
    ]  # fmt: skip
    return Proposal(site.member, site, sum(one.points for one in reasons), tuple(reasons))


def _fitting(words: Words, able: Sequence[CapabilityFacts]) -> CapabilityFacts | None:
    """Return the capability that fits best: the one asked for, else one of its stage; None where there is neither."""
    stage = words.stage
    same = [one for one in able if one.key == words.capability] if words.capability else []
    if not same and not words.capability and stage:
        same = [one for one in able if one.stage == stage]
    if not same and not words.capability and not stage and words.cell_type:
        same = [one for one in able if one.cell_type == words.cell_type]
    return max(same, key=lambda one: (_fit(words, one), _stated(one), one.key), default=None)


def _fit(words: Words, one: CapabilityFacts) -> int:
    pairs = ((words.cell_type, one.cell_type), (words.setting, one.setting), (words.band, one.band))
    return sum(1 if not have or have == want else -1 for want, have in pairs if want)


def _stated(one: CapabilityFacts) -> bool:
    return one.terms.capacity_per_month is not None


def _what(words: Words, one: CapabilityFacts) -> list[Reason]:
    if words.capability:
        name = capability_name(one.key)
        return [_met("capability", f"機能「{name.ja}」がある", f"Has the capability “{name.en}”")]
    if words.stage:
        stage = STAGES[words.stage].name
        return [_met("stage", f"工程区分「{stage.ja}」の機能がある", f"Works in the stage “{stage.en}”")]
    return []


def _limits(words: Words, one: CapabilityFacts) -> list[Reason]:
    found = []
    for key, want, have, known in (
        ("cell_type", words.cell_type, one.cell_type, CELL_TYPES),
        ("setting", words.setting, one.setting, SETTINGS),
        ("band", words.band, one.band, BANDS),
    ):
        if not want:
            continue
        name = word(known, want)
        if not have or have == want:
            found.append(_met(key, f"「{name.ja}」に対応", f"Serves “{name.en}”"))
        else:
            found.append(_missing(key, f"「{name.ja}」への対応の記載がない", f"Doesn't state “{name.en}”"))
    return found


def _standing(site: SiteFacts, one: CapabilityFacts) -> list[Reason]:
    lapsed = site.lapsed_licences
    found = []
    if lapsed:
        names = lapsed[0].name
        found.append(_missing("licence", f"{names.ja}が期限切れ・停止中", f"{names.en}: lapsed or suspended"))
    elif site.has_licence:
        found.append(_met("licence", "許可・届出が有効", "Its licences are valid"))
    else:
        found.append(_missing("licence", "許可・届出の登録がない", "No licence is registered"))
    monthly = one.terms.capacity_per_month
    if monthly is None:
        found.append(_missing("capacity", "受入可能数の記載がない", "Capacity isn't stated"))
    else:
        found.append(
            _met(
                "capacity",
                f"受入可能数の記載あり（月{monthly}件）",
                f"States its capacity ({monthly} a month)",
            )
        )
    return found


def _where(wanted: Wanted, site: SiteFacts) -> list[Reason]:
    area, found = wanted.words.area, []
    if area:
        name = word(AREAS, area)
        if site.area == area:
            found.append(_met("area", f"希望の地域「{name.ja}」にある", f"Is in the area “{name.en}”"))
        else:
            found.append(
                _missing("area", f"希望の地域「{name.ja}」ではない", f"Isn't in the area “{name.en}”")
            )
    if wanted.at is not None:
        km = distance_km(wanted.at, (site.latitude, site.longitude))
        if km <= NEAR_KM:
            found.append(_met("near", f"近い（約{km:.0f} km）", f"Is near (about {km:.0f} km)"))
    return found


def _history(past: Past) -> list[Reason]:
    found = []
    if past.offers:
        found.append(_met("offer", "関連するオファーを掲載中", "Has posted an offer for it"))
    if past.agreed:
        found.append(
            _met(
                "past",
                f"過去の相談{past.ended}件のうち{past.agreed}件が成立",
                f"{past.agreed} of {past.ended} past consultations were agreed",
            )
        )
    return found


def _met(key: str, ja: str, en: str) -> Reason:
    return Reason(key, WEIGHTS[key], Text(ja, en))


def _missing(key: str, ja: str, en: str) -> Reason:
    return Reason(key, 0, Text(ja, en), is_met=False)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance (haversine formula) of two places in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
