"""How numbers are written for people: grouped, with superscripts, units apart."""

import re
from decimal import Decimal

MINUS = "−"
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_CHAIN_NUMBER = re.compile(r"^([A-Z]{2}[A-Z0-9]\d{4}|[A-Z0-9]\d{4})(\d{2})(\d{6})$")

Number = int | float | Decimal


def number(value: Number, digits: int = 4) -> str:
    """Write a number to ``digits`` significant figures at most; very large and small ones as m×10ⁿ."""
    size = abs(float(value))
    if size and (size >= 1_000_000 or size < 0.001):
        return power_of_ten(value, min(digits, 2))
    if size == int(size):
        return f"{int(value):,}".replace("-", MINUS)
    text = f"{value:,.{max(0, digits - len(str(int(size))))}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def power_of_ten(value: Number, digits: int = 2) -> str:
    """Write ``1.8×10⁸``."""
    mantissa, exponent = f"{float(value):.{digits - 1}e}".split("e")
    return f"{mantissa.replace('-', MINUS)}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def grouped(chain_number: str) -> list[str]:
    """Split a number of ISBT 128 shape into facility, year and sequence; leave any other whole.

    >>> grouped("CHA999926000148")
    ['CHA9999', '26', '000148']
    """
    found = _CHAIN_NUMBER.match(chain_number)
    return list(found.groups()) if found else [chain_number]


def slack_state(hours: float) -> str:
    """Judge the time left to a hard limit: under 4 hours stop, under a day warn, else wait."""
    if hours < 4:
        return "stop"
    return "warn" if hours < 24 else "wait"


def hours_and_days(hours: float) -> tuple[str, str]:
    """Return the number and the unit (``hours`` or ``days``) in which a span is best read."""
    if abs(hours) >= 48:
        value, unit = hours / 24, "days"
    else:
        value, unit = hours, "hours"
    text = f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"
    return ("0.0" if text == "-0.0" else text.replace("-", MINUS)), unit
