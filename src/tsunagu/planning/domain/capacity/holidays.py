"""Public holidays of Japan 国民の祝日, from the library that keeps them; the only place that knows it."""

from datetime import date
from functools import cache

import holidays

from tsunagu.foundation.text import Text


def public_holidays(first: date, last: date) -> dict[date, Text]:
    """Return the public holidays of the days from first to last with their names.

    Substitute holidays 振替休日 and citizens' holidays 国民の休日 are among them; the New Year's closing of 29 December
    to 3 January is not, except 1 January: a member that closes then says so by an exception. Outside 1949 to 2099
    the library knows none. Equinoxes of years that the Cabinet hasn't announced yet are computed.
    """
    found: dict[date, Text] = {}
    for year in range(first.year, last.year + 1):
        found |= {day: name for day, name in _of_year(year).items() if first <= day <= last}
    return found


@cache
def _of_year(year: int) -> dict[date, Text]:
    ja, en = (holidays.country_holidays("JP", years=year, language=each) for each in ("ja", "en_US"))
    return {day: Text(name, en.get(day) or name) for day, name in sorted(ja.items())}
