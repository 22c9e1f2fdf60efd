"""Text in both languages, for rules that know no web framework."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Japanese and in English."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English text for ``en`` and the Japanese one for all else."""
        return self.en if language.startswith("en") else self.ja

    def with_note(self, note: "Text") -> "Text":
        """Return it with another text behind it in brackets, as each language writes them."""
        return Text(f"{self.ja}（{note.ja}）", f"{self.en} ({note.en})")

    def __str__(self) -> str:
        return self.ja

    def as_dict(self) -> dict[str, str]:
        """Return ``{"ja": ..., "en": ...}`` for a ledger row or a JSON answer."""
        return {"ja": self.ja, "en": self.en}


COMMA = Text("、", ", ")


def listed(names: Iterable[str], language: str) -> str:
    """Return names one after the other, as a language lists them."""
    return COMMA.in_language(language).join(names)
