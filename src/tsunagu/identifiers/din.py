"""The donation identification number (ISBT 128 structure 001) and its check character."""

import re
from dataclasses import dataclass
from typing import Final, Self

from stdnum.iso7064 import mod_37_2

from tsunagu.identifiers.reading import wrong_check, wrong_shape

DATA_IDENTIFIER: Final = "="
URI: Final = "https://ns.tsunagu.example/din/"
EXAMPLE: Final = "A9999 26 000123"
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_FORM: Final = re.compile(r"([A-NP-Z1-9][0-9A-NP-Z]{4})([0-9]{2})([0-9]{6})")
_FLAGS: Final = re.compile(r"[0-9A-NP-Z]{2}")
_FIRST_CHECKING_FLAG: Final = 60  # flags 60 to 96 carry the check value themselves


@dataclass(frozen=True, slots=True, order=True)
class Din:
    """Facility, year and running number of one donation.

    Parameters
    ----------
    facility : five characters (``A9999`` is the example facility).
    year : last two digits of the year.
    sequence : 0 to 999 999.
    flags : two characters behind the number in a symbol; no part of the identity.
    """

    facility: str
    year: int
    sequence: int
    flags: str = "00"

    def __post_init__(self) -> None:
        if _FORM.fullmatch(str(self)) is None or _FLAGS.fullmatch(self.flags) is None:
            raise wrong_shape("採取識別番号（DIN）", "a donation number (DIN)", str(self), EXAMPLE)
        if self.flags.isdigit() and _FIRST_CHECKING_FLAG <= int(self.flags) <= _FIRST_CHECKING_FLAG + 36:
            value = _ALPHABET.index(self.check_character)
            if int(self.flags) != _FIRST_CHECKING_FLAG + value:
                raise wrong_check("採取識別番号", "donation number", str(self))

    def __str__(self) -> str:
        return f"{self.facility}{self.year:02d}{self.sequence:06d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read thirteen characters, fourteen with the check character, or a symbol's ``=`` and fifteen."""
        compact = text.replace(" ", "").upper()
        if compact.startswith(DATA_IDENTIFIER):
            return cls._split(compact[1:14], text, compact[14:] if len(compact) == 16 else "")
        din = cls._split(compact[:13], text, "00")
        if len(compact) == 13 or compact[13:] == din.check_character:
            return din
        if len(compact) == 14 and compact[13] in _ALPHABET:
            raise wrong_check("採取識別番号", "donation number", text)
        raise wrong_shape("採取識別番号（DIN）", "a donation number (DIN)", text, EXAMPLE)

    @classmethod
    def _split(cls, number: str, text: str, flags: str) -> Self:
        match = _FORM.fullmatch(number)
        if match is None:
            raise wrong_shape("採取識別番号（DIN）", "a donation number (DIN)", text, EXAMPLE)
        return cls(match[1], int(match[2]), int(match[3]), flags)

    @property
    def check_character(self) -> str:
        """The character in the box beside the number, for typing by hand (ISO 7064, mod 37-2)."""
        return check_character(str(self))

    @property
    def display(self) -> str:
        """The form that people read, check character last: ``A9999 26 000123 X``."""
        return f"{self.facility} {self.year:02d} {self.sequence:06d} {self.check_character}"

    @property
    def data(self) -> str:
        """What an ISBT 128 symbol holds: ``=A99992600012300``."""
        return DATA_IDENTIFIER + str(self) + self.flags

    @property
    def uri(self) -> str:
        """The URI of this donation in events."""
        return URI + str(self)


def check_character(number: str) -> str:
    """Return the ISO 7064 mod 37-2 check character of digits and capitals."""
    return str(mod_37_2.calc_check_digit(number))


def is_din(text: str) -> bool:
    """Say whether the text is a donation number in its compact form, with or without check character."""
    return _FORM.fullmatch(text[:13]) is not None and len(text) in (13, 14)
