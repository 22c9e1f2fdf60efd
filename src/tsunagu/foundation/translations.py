"""The gate of translations: message ids are English, each concept keeps a complete Japanese catalogue.

Works without GNU gettext and without settings: ``python -m tsunagu.foundation.translations update|check|compile``.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib

from tsunagu.foundation.messages import Message, extract

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale/ja/LC_MESSAGES/django.po")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def concepts(root: Path = ROOT) -> list[Path]:
    """Return the folders that may keep a catalogue, in alphabetical order."""
    return sorted(path.parent for path in root.glob("*/__init__.py"))


def catalogue(concept: Path) -> polib.POFile:
    """Read a concept's catalogue, or begin one."""
    path = concept / CATALOGUE
    if path.exists():
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=110)
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Language": "ja",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return fresh


def update(root: Path = ROOT) -> list[str]:
    """Bring every catalogue up to date with the sources; return what is left to translate."""
    known = _known(root)
    left: list[str] = []
    for concept in concepts(root):
        wanted, old = extract(concept), catalogue(concept)
        if not wanted:
            continue
        kept = {_key(entry): entry for entry in old}
        old.clear()
        for key in sorted(wanted, key=lambda key: (key[1].casefold(), key[1], key[0])):
            own = kept.get(key)
            entry = own if own and _is_translated(own) else known.get(key) or own or _fresh(wanted[key])
            old.append(_refreshed(entry, wanted[key]))
            if not _is_translated(entry):
                left.append(f"{concept.name}: {key[1]!r}")
        path = concept / CATALOGUE
        path.parent.mkdir(parents=True, exist_ok=True)
        old.save(str(path), newline="\n")
    return left


def check(root: Path = ROOT) -> list[str]:
    """Return one sentence for each message that is missing, empty, fuzzy, left over or contradictory."""
    problems: list[str] = []
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for concept in concepts(root):
        wanted = extract(concept)
        entries = {_key(entry): entry for entry in catalogue(concept) if not entry.obsolete}
        for key, message in sorted(wanted.items()):
            found = entries.get(key)
            fault = "is not in the catalogue" if found is None else _fault(found)
            if fault:
                problems.append(f"{concept.name}: {key[1]!r} {fault} ({message.place})")
            elif found is not None:
                shown = _japanese(found)
                other, text = seen.setdefault(key, (concept.name, shown))
                if text != shown:
                    problems.append(f"{concept.name}: {key[1]!r} is translated differently in {other}")
        problems += [f"{concept.name}: {key[1]!r} is no longer used" for key in entries if key not in wanted]
    return problems


def compile_catalogues(root: Path = ROOT) -> int:
    """Write the binary catalogue beside each text one where it is missing or older; return how many were written."""
    written = 0
    for concept in concepts(root):
        source = concept / CATALOGUE
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            unfinished = target.with_suffix(".unfinished")
            catalogue(concept).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            written += 1
    return written


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the three commands; anything but 0 means that the Japanese is not complete."""
    parser = argparse.ArgumentParser(
        prog="translations", description="Keep the Japanese catalogues complete."
    )
    parser.add_argument("command", choices=["update", "check", "compile"])
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.command == "compile":
        print(f"{compile_catalogues(given.root)} catalogues compiled")
        return 0
    lines = update(given.root) if given.command == "update" else check(given.root)
    for line in lines:
        print(line)
    print("Translations complete." if not lines else f"{len(lines)} messages need work.")
    return 1 if lines and given.command == "check" else 0


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _known(root: Path) -> dict[tuple[str, str], polib.POEntry]:
    """What any concept has translated already, so that the same English gets the same Japanese."""
    return {
        _key(entry): entry
        for concept in concepts(root)
        for entry in catalogue(concept)
        if _is_translated(entry)
    }


def _fresh(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
    return entry


def _refreshed(entry: polib.POEntry, message: Message) -> polib.POEntry:
    copy = _fresh(message)
    if message.plural:
        copy.msgstr_plural = {0: _japanese(entry)}
    else:
        copy.msgstr = _japanese(entry)
    copy.flags = [flag for flag in entry.flags if flag == "fuzzy"]
    if _PLACEHOLDER.search(message.text) and "%" in message.text:
        copy.flags.append("python-format")
    return copy


def _japanese(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "")) if entry.msgstr_plural else str(entry.msgstr)


def _is_translated(entry: polib.POEntry) -> bool:
    return bool(_japanese(entry)) and "fuzzy" not in entry.flags


def _fault(entry: polib.POEntry) -> str:
    if "fuzzy" in entry.flags:
        return "is fuzzy"
    shown = _japanese(entry)
    if not shown:
        return "has no Japanese"
    wanted, got = (set(_placeholders(text)) for text in (entry.msgid_plural or entry.msgid, shown))
    return "" if wanted == got else f"has other placeholders in Japanese: {sorted(wanted ^ got)}"


def _placeholders(text: str) -> Iterator[str]:
    return (found.group() for found in _PLACEHOLDER.finditer(text))


if __name__ == "__main__":
    sys.exit(main())
