"""Reading STR profiles however they were written: locus names, alleles, full-width characters, lines of text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from tsunagu.statistics.estimates import refuse

AMELOGENIN = "AMEL"
ALIASES = {
    "AMELOGENIN": AMELOGENIN,
    "AM": AMELOGENIN,
    "THO1": "TH01",
    "CSF": "CSF1PO",
    "CSFIPO": "CSF1PO",
    "TPO": "TPOX",
    "VWA31A": "VWA",
    "VWA31": "VWA",
    "PENTAD": "PENTA D",
    "PENTAE": "PENTA E",
}
_LINES = (
    re.compile(r"([^:=\t]+)[:=\t](.*)"),
    re.compile(r"(penta[ _-]?[de]|[^\s,;]+)[\s,;]+(.+)", re.IGNORECASE),
)
_SEPARATORS = re.compile(r"[\s,;/|、，・]+")
_ALLELE = re.compile(r"[0-9]{1,2}(\.[0-9])?|X|Y|OL|<[0-9]+|>[0-9]+")

Profile = Mapping[str, tuple[str, ...]]


def profile(given: Mapping[str, object] | str | Iterable[tuple[str, object]]) -> Profile:
    """Return a profile as locus -> alleles, whatever way it was written.

    Parameters
    ----------
    given : locus -> alleles (a list, or text such as ``11,12``, ``11/12``, ``9.3``, ``X,Y``; full-width characters
        too), pairs of these, or lines of text ``D5S818: 11,12``. Loci without alleles are left out.

    Refuses alleles that are none, loci named twice, and more than 4 alleles at a locus.
    """
    pairs: Iterable[tuple[str, object]]
    if isinstance(given, str):
        pairs = [_line(line) for line in given.splitlines() if line.strip()]
    elif isinstance(given, Mapping):
        pairs = given.items()
    else:
        pairs = list(given) if isinstance(given, Iterable) else [()]
        if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
            refuse("profile", "STR型は座位ごとに指定してください。", "A profile must give alleles by locus.")
    found: dict[str, tuple[str, ...]] = {}
    for name, alleles in pairs:
        locus, read = locus_name(name), _alleles(name, alleles)
        if locus in found:
            refuse("locus_twice", f"座位{locus}が重複しています。", f"Locus {locus} is given twice.")
        if read:
            found[locus] = read
    return found


def _plain(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip().upper()


def locus_name(name: object) -> str:
    """Return the standard name of a locus (``THO1`` is ``TH01``, ``vWA`` is ``VWA``)."""
    joined = re.sub(r"[\s_-]+", "", _plain(name))
    return ALIASES.get(joined, joined)


def _alleles(locus: object, given: object) -> tuple[str, ...]:
    if isinstance(given, Iterable) and not isinstance(given, str):
        parts = [part for one in given for part in _SEPARATORS.split(_plain(one))]
    else:
        parts = _SEPARATORS.split("" if given is None else _plain(given))
    found = [_allele(locus, part) for part in parts if part not in ("", "-", "NAN", "NONE")]
    if len(set(found)) > 4:
        refuse(
            "too_many_alleles",
            f"座位{locus}のアレルが多すぎます。混合試料の可能性があります。",
            f"Locus {locus} has too many alleles; the sample may be mixed.",
        )
    return tuple(sorted(set(found), key=lambda allele: (len(allele.split(".")[0]), allele)))


def _allele(locus: object, text: str) -> str:
    plain = text.removesuffix(".0").lstrip("0") if text[:1].isdigit() else text
    if not _ALLELE.fullmatch(plain):
        refuse(
            "not_an_allele",
            f"座位{locus}の「{text}」はアレルとして読めません。例：11,12 または 9.3。",
            f"{text!r} at locus {locus} is no allele; write 11,12 or 9.3.",
        )
    return plain


def _line(line: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", line).strip()
    found = next((match for form in _LINES if (match := form.fullmatch(plain))), None)
    if found is None:
        refuse(
            "not_a_line",
            f"「{line.strip()}」を読めません。「D5S818: 11,12」のように書いてください。",
            f"{line.strip()!r} is no locus with alleles; write D5S818: 11,12.",
        )
    return found[1], found[2]
