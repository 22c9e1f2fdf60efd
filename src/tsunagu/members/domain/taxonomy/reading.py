"""Reads the taxonomy from written files: whole or refused, every fault with its line and reason."""

from collections.abc import Iterator, Sequence

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import Cursor
from tsunagu.foundation.written.faults import FileRefused, in_order
from tsunagu.foundation.written.reading import Reading, read_text
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.taxonomy.words import CODED, GROUPS, Taxonomy, Word, Words

UNREADABLE = Text("会員名簿の用語を読み込めません", "The words of the directory can't be taken")
LONGEST = 120


def taxonomy_from(*layers: tuple[str, str]) -> Taxonomy:
    """Return the taxonomy that the files say, each given by its name and its text; a later one adds to the earlier.

    Raises
    ------
    FileRefused : a file isn't readable, or a word makes no sense; ``errors`` holds every fault with its line.
    """
    groups: dict[str, Words] = {name: {} for name in GROUPS}
    groups |= {name: {key: Word(key, text) for key, text in words.items()} for name, words in CODED.items()}
    for name, text in layers:
        try:
            _take(read_text(text, "yaml"), groups)
        except FileRefused as refused:
            what = Text(f"{name}：{UNREADABLE.ja}", f"{name}: {UNREADABLE.en}")
            raise FileRefused(refused.errors, "taxonomy_refused", what) from refused
    return Taxonomy(groups)


def _take(reading: Reading, groups: dict[str, Words]) -> None:
    parts = Cursor(reading.data, "", reading).fields(tuple(groups))
    for name, part in parts.items():
        for key, at in part.entries():
            Cursor(key, at.path, reading).key()
            if name in CODED:
                _add_coded(name, key, at, groups[name])
            else:
                groups[name][key] = _word(name, key, at, groups[name].get(key))
        _check_parents(part, groups[name])
    if reading.errors:
        raise FileRefused(in_order(reading.errors))


def _add_coded(name: str, key: str, at: Cursor, words: Words) -> None:
    if key not in words:
        at.refuse(
            f"「{key}」という用語はありません。使える用語：{'、'.join(words)}",
            f"There is no word {key!r} here. Known words: {', '.join(words)}",
        )
        return
    known = words[key]
    words[key] = Word(key, known.name, _joined(known.also, list(_texts(at))))


def _word(group: str, key: str, at: Cursor, known: Word | None) -> Word:
    """Read a word; one that is known already keeps what isn't said anew, and its stage."""
    is_capability = group == "capabilities"
    fields = ("ja", "en", "also", "parent", *(("stage",) if is_capability else ()))
    needed = () if known else ("ja", "en", *(("stage",) if is_capability else ()))
    found = at.fields(fields, needed)
    stage = found["stage"].choice({key: one.name for key, one in STAGES.items()}, "") if is_capability else ""
    if known is not None and stage not in ("", known.stage):
        found["stage"].refuse(
            f"「{key}」の工程区分は変えられません。工程フローがこの区分で使っています。",
            f"The stage of {key!r} can't change: routes use it so.",
        )
    name = known.name if known else Text(key, key)
    return Word(
        key,
        Text(found["ja"].text(LONGEST, name.ja), found["en"].text(LONGEST, name.en)),
        _joined(known.also if known else (), list(_texts(found["also"]))),
        found["parent"].text(default=known.parent if known else ""),
        known.stage if known else stage,
    )


def _texts(at: Cursor) -> Iterator[str]:
    for one in at.each():
        written = one.text(LONGEST)
        if written:
            yield written


def _joined(before: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _check_parents(part: Cursor, words: Words) -> None:
    """Note a parent that isn't there, and words that stand above themselves."""
    for key, at in part.entries():
        above, seen = words.get(key), {key}
        while above is not None and above.parent:
            if above.parent not in words:
                at.refuse(
                    f"上位の用語「{above.parent}」がありません。",
                    f"There is no parent {above.parent!r} here.",
                )
                break
            if above.parent in seen:
                at.refuse("自分自身を上位の用語にしています。", "This word stands above itself.")
                break
            seen.add(above.parent)
            above = words[above.parent]
