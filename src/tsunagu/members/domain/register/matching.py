"""Which member a row of a list means: by its number, then by its name; where neither is sure, a person decides."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.sheets import in_shift_jis
from tsunagu.members.domain.register.names import are_nearly, bare_name, number_key
from tsunagu.members.domain.register.record import Known, Line

Choice = Literal["same", "new", "skip"]


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the member that it means (None: nobody registered); ``doubt`` says why a person must decide."""

    line: Line
    known: Known | None = None
    doubt: Text | None = None
    choices: tuple[Choice, ...] = ()


def match_lines(lines: Sequence[Line], known: Iterable[Known]) -> list[Match]:
    """Return each row with the member it means.

    A row with a registered number means that member, unless the names have nothing in common. Else the same bare
    name means the member, if that has no other number. A name that is nearly that of a member whom no other row
    means, or the same with another number, leaves it to a person.
    """
    members = list(known)
    by_number = {number_key(one.record.number): one for one in members if one.record.number}
    certain = [_by_number(line, by_number) for line in lines]
    taken = {one.known.id for one in certain if one is not None and one.known is not None}
    named = _Names([one for one in members if one.id not in taken])
    return [found or named.match(line) for line, found in zip(lines, certain, strict=True)]


def _by_number(line: Line, by_number: dict[str, Known]) -> Match | None:
    found = by_number.get(number_key(line.number)) if line.number else None
    if found is None:
        return None
    if not line.name or any(are_nearly(bare_name(line.name), one) for one in _bare(found)):
        return Match(line, found)
    was = found.record.name_ja
    doubt = Text(
        f"会員番号 {line.number} は「{was}」として登録されています。名称変更か、番号の誤りかを確かめてください。",
        f"Number {line.number} is registered as “{was}”. Was it renamed, or is the number wrong?",
    )
    return Match(line, found, doubt, ("same", "skip"))


def _bare(known: Known) -> tuple[str, ...]:
    """Return a member's bare name, and what is left of it in a list that went through Shift_JIS."""
    name = known.record.name_ja
    return tuple(dict.fromkeys((bare_name(name), bare_name(in_shift_jis(name)))))


class _Names:
    """The members whom no row names by number."""

    def __init__(self, members: list[Known]) -> None:
        self.bare = [(bare, one) for one in members for bare in _bare(one)]
        self.counts = Counter(bare for bare, _ in self.bare)

    def match(self, line: Line) -> Match:
        """Return the member that a row means by its name."""
        said = bare_name(line.name)
        same = next((one for bare, one in self.bare if bare == said), None)
        if same is not None and self.counts[said] == 1 and not (line.number and same.record.number):
            return Match(line, same)
        like = same or next((one for bare, one in self.bare if are_nearly(said, bare)), None)
        if like is None:
            return Match(line)
        return Match(line, like, _doubt(line, like), ("same", "new", "skip"))


def _doubt(line: Line, like: Known) -> Text:
    was, number = like.record.name_ja, like.record.number
    told_ja = f"会員番号 {number}" if number else "会員番号なし"
    told_en = f"number {number}" if number else "without a number"
    return Text(
        f"名称がよく似た「{was}」（{told_ja}）が登録されています。同じ会員かどうかを選んでください。",
        f"“{was}” ({told_en}) is registered under nearly the same name. Say whether it is the same member.",
    )
