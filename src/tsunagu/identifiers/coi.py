"""The chain-of-identity number, CoI番号: ISBT 128 structure 040, fifteen characters for life."""

import re
from dataclasses import dataclass
from typing import Final, Self

from tsunagu.identifiers.reading import wrong_shape

DATA_IDENTIFIER: Final = "&/"
URI: Final = "https://ns.tsunagu.example/coi/"
EXAMPLE: Final = "CHA9999 26 000148"
_FORM: Final = re.compile(r"CH([A-NP-Z1-9][0-9A-NP-Z]{4})([0-9]{2})([0-9]{6})")


@dataclass(frozen=True, slots=True, order=True)
class CoiNumber:
    """Allocating facility, year and running number.

    Parameters
    ----------
    facility : five characters of the facility that allocates (``A9999`` is the example facility).
    year : last two digits of the year of allocation.
    sequence : 0 to 999 999.
    """

    facility: str
    year: int
    sequence: int

    def __post_init__(self) -> None:
        if _FORM.fullmatch(str(self)) is None:
            raise wrong_shape("CoI番号", "a CoI number", str(self), EXAMPLE)

    def __str__(self) -> str:
        return f"CH{self.facility}{self.year:02d}{self.sequence:06d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read fifteen characters, with or without spaces and the data identifier."""
        compact = text.replace(" ", "").upper().removeprefix(DATA_IDENTIFIER)
        match = _FORM.fullmatch(compact)
        if match is None:
            raise wrong_shape("CoI番号", "a CoI number", text, EXAMPLE)
        return cls(match[1], int(match[2]), int(match[3]))

    @property
    def display(self) -> str:
        """The form that people read: ``CHA9999 26 000148``."""
        return f"CH{self.facility} {self.year:02d} {self.sequence:06d}"

    @property
    def data(self) -> str:
        """What an ISBT 128 symbol holds: ``&/CHA999926000148``."""
        return DATA_IDENTIFIER + str(self)

    @property
    def uri(self) -> str:
        """The URI of this number in events."""
        return URI + str(self)


def is_coi(text: str) -> bool:
    """Say whether the text is a CoI number in its compact form."""
    return _FORM.fullmatch(text) is not None
