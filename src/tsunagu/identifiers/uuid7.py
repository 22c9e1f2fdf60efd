"""UUIDs that sort by time (RFC 9562, version 7), made of what is passed in."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
RANDOM_BYTES: Final = 8


def uuid7(now: datetime, random: bytes, after: UUID | None = None) -> UUID:
    """Make a version 7 UUID.

    Parameters
    ----------
    now : aware; milliseconds fill the first 48 bits, microseconds the next 12, so that ids of one
        millisecond still sort by time.
    random : at least eight bytes, for the last 62 bits.
    after : the id made before, if order must hold: the result is always larger, even when the clock
        stands still or runs backwards.
    """
    if now.tzinfo is None or len(random) < RANDOM_BYTES:
        raise ValueError("an aware time and eight random bytes are needed")
    milliseconds, rest = divmod((now - _EPOCH) // timedelta(microseconds=1), 1000)
    fine = rest * 4096 // 1000
    tail = int.from_bytes(random[:RANDOM_BYTES]) & ((1 << 62) - 1)
    made = UUID(int=milliseconds << 80 | 0x7 << 76 | fine << 64 | 0b10 << 62 | tail)
    return made if after is None or made > after else _next(after)


def _next(after: UUID) -> UUID:
    """Count the 74 bits between and behind version and variant up by one."""
    number = after.int
    fine, tail = number >> 64 & 0xFFF, number & ((1 << 62) - 1)
    counter = (fine << 62 | tail) + 1
    milliseconds = (number >> 80) + (counter >> 74)
    fine, tail = counter >> 62 & 0xFFF, counter & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fine << 64 | 0b10 << 62 | tail)


def time_of(uuid: UUID) -> datetime:
    """Return the millisecond in which a version 7 UUID was made."""
    return _EPOCH + timedelta(milliseconds=uuid.int >> 80)
