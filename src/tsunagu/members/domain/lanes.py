"""Lanes 輸送路: which courier carries from where to where, in which band, how long, how often, for how much."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import MemberFacts, SiteFacts
from tsunagu.members.domain.validity import Validity

DAYS_OF_WEEK = 7
LONGEST_HOURS = 240
HIGHEST_PRICE = 100_000


@dataclass(frozen=True, slots=True)
class Ends:
    """One end of a lane: a site, or any site of an area where ``site`` is None."""

    area: str = ""
    site: UUID | None = None

    def holds(self, site: SiteFacts) -> bool:
        """Say whether the courier comes to the site under this end."""
        return site.uuid == self.site if self.site is not None else site.area == self.area


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """A lane as its courier states it.

    Attributes
    ----------
    hours : from door to door. weekdays : seven signs from Monday on, ``1`` where it leaves.
    price_thousand_yen : of one time; a guide, no offer; None is not stated.
    """

    uuid: UUID
    courier: MemberFacts
    origin: Ends
    target: Ends
    band: str
    hours: int
    weekdays: str
    validity: Validity
    price_thousand_yen: int | None = None

    @property
    def longest_wait_hours(self) -> int:
        """How long what is ready on the worst day waits for the next departure."""
        return 24 * max(waits_of(self.weekdays))

    @property
    def mean_wait_hours(self) -> int:
        """How long what is ready on any day of the week waits on average, in whole hours, halves up."""
        return (2 * 24 * sum(waits_of(self.weekdays)) + DAYS_OF_WEEK) // (2 * DAYS_OF_WEEK)


@cache
def waits_of(weekdays: str) -> tuple[int, ...]:
    """Return for each day of the week how many days the next departure is away."""
    return tuple((weekdays * 2)[day:].index("1") for day in range(DAYS_OF_WEEK))


def check_lane(hours: int, weekdays: str, price: int | None) -> None:
    """Refuse hours, days or a price that no lane has."""
    if not 1 <= hours <= LONGEST_HOURS:
        raise BadInput("lane_hours", HOURS, "hours")
    if len(weekdays) != DAYS_OF_WEEK or set(weekdays) - {"0", "1"} or "1" not in weekdays:
        raise BadInput("lane_weekdays", WEEKDAYS_NEEDED, "weekdays")
    if price is not None and not 0 <= price <= HIGHEST_PRICE:
        raise BadInput("lane_price", PRICE, "price_thousand_yen")


HOURS = Text(
    f"所要時間は、集荷から配達までの1〜{LONGEST_HOURS}時間で入力してください。",
    f"The hours from door to door are 1 to {LONGEST_HOURS}.",
)
WEEKDAYS_NEEDED = Text(
    "運行する曜日を一つ以上選んでください。", "Choose one or more days on which it leaves."
)
PRICE = Text(
    f"料金の目安は、0〜{HIGHEST_PRICE:,}千円で入力してください。",
    f"The guide to the price is 0 to {HIGHEST_PRICE:,} thousand yen.",
)
