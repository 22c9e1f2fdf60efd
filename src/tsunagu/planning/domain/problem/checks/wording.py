"""How the checks of a problem tell what they found."""

from collections.abc import Iterator, Sequence

from tsunagu.foundation.text import Text

Fault = tuple[str, Text]


def fault(path: str, ja: str, en: str) -> Fault:
    """Return a fault at a place of the file."""
    return path, Text(ja, en)


def twice(path: str, keys: Sequence[str]) -> Iterator[Fault]:
    """Yield the keys that are empty, or that stand at an earlier place of the same list already."""
    known: set[str] = set()
    for number, key in enumerate(keys):
        if not key:
            yield fault(f"{path}[{number}].key", "キーが空です。", "The key is empty.")
        elif key in known:
            ja = f"キー「{key}」は二度使われています。別のキーにしてください。"
            yield fault(f"{path}[{number}].key", ja, f"The key {key!r} is used twice; take another.")
        known.add(key)


def unknown(path: str, what: tuple[str, str], key: str) -> Fault:
    """Return the fault of a key that names nothing; ``what`` says in both languages what it should name."""
    return fault(path, f"「{key}」という{what[0]}はありません。", f"There is no {what[1]} {key!r}.")
