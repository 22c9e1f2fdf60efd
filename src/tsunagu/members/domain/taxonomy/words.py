"""What the taxonomy is: groups of words, each with a key, a name, what people type for it, and the word above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tsunagu.foundation.text import Text
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary_codes import AREAS, BANDS, MEMBER_KINDS, SETTINGS


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a group; ``also`` is what people type for it, ``parent`` the key of the word that includes it.

    ``stage`` is given for capabilities alone.
    """

    key: str
    name: Text
    also: tuple[str, ...] = ()
    parent: str = ""
    stage: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """All that it is called, the names first."""
        return (self.name.ja, self.name.en, *self.also)


GROUPS: dict[str, Text] = {
    "capabilities": Text("機能", "Capability"),
    "cell_types": Text("細胞・組織", "Cells and tissues"),
    "methods": Text("方法", "Method"),
    "formats": Text("形態", "Format"),
    "languages": Text("対応言語", "Language"),
    "licence_kinds": Text("許可・認定", "Licence"),
    "equipment_kinds": Text("設備", "Equipment"),
    "prefectures": Text("都道府県", "Prefecture"),
    "terms": Text("用語", "Term"),
}
"""Lists of words that are data: an installation adds to them."""

CODED: dict[str, Mapping[str, Text]] = {
    "stages": {key: one.name for key, one in STAGES.items()},
    "member_kinds": MEMBER_KINDS,
    "areas": AREAS,
    "settings": SETTINGS,
    "bands": BANDS,
}
"""Lists that stand in the code, for rules and tables hang on them; the files say only what people type for them."""

Words = dict[str, Word]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All words of an installation, by group and key, in the order of the files."""

    groups: Mapping[str, Words] = field(default_factory=dict)

    def words(self, group: str) -> Words:
        """Return the words of a group, coded lists included."""
        return self.groups.get(group, {})

    def with_narrower(self, group: str, key: str) -> frozenset[str]:
        """Return the key and those of all words below it: who makes marrow MSC makes MSC."""
        found, ahead = {key}, [key]
        while ahead:
            above = ahead.pop()
            below = [one.key for one in self.words(group).values() if one.parent == above]
            ahead += [one for one in below if one not in found]
            found.update(below)
        return frozenset(found)
