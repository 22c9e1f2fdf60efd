"""Whether two STR profiles come from one donor: the share of matching alleles, and what it means."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tsunagu.statistics.agreement.str_reading import AMELOGENIN, Profile, locus_name, profile
from tsunagu.statistics.counting.checking import share, unknown
from tsunagu.statistics.estimates import Caution, refuse

HOMOZYGOUS = ("once", "twice")
LOCI = ("both", "query", "reference")
FEWEST = 8
RELATED, UNRELATED = 0.9, 0.8


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """How a query profile matches a reference.

    Attributes
    ----------
    tanabe : 2 x shared / (alleles of both) (Tanabe et al. 1999).
    masters_query, masters_reference : shared / alleles of the query, of the reference (Masters et al. 2001).
    shared, query_alleles, reference_alleles : counted over ``loci``.
    loci : loci that were compared; ``different`` those where the alleles differ.
    verdict : ``related``, ``ambiguous`` or ``unrelated``; ``ja`` and ``en`` say it in words.
    cautions : ``few_loci`` (below 8).
    """

    tanabe: float
    masters_query: float
    masters_reference: float
    shared: int
    query_alleles: int
    reference_alleles: int
    loci: tuple[str, ...]
    different: tuple[str, ...]
    verdict: str
    ja: str
    en: str
    cautions: tuple[Caution, ...]


def match_profiles(
    query: Mapping[str, object] | str,
    reference: Mapping[str, object] | str,
    *,
    amelogenin: bool = False,
    homozygous: str = "once",
    loci: str = "both",
    exclude: Collection[str] = (),
    index: str = "tanabe",
    related: float = RELATED,
    unrelated: float = UNRELATED,
) -> ProfileMatch:
    """Return how two profiles match, with a verdict (ANSI/ATCC ASN-0002; Capes-Davis et al. 2013).

    Parameters
    ----------
    query, reference : profiles in any way that ``profile`` reads.
    amelogenin : whether the sex marker counts; by custom it doesn't.
    homozygous : a homozygous locus counts ``once`` or ``twice``.
    loci : loci compared: those in ``both`` profiles, or all of the ``query`` or the ``reference`` (missing: no match).
    exclude : loci that are left out.
    index : which index the verdict goes by: ``tanabe``, ``masters_query`` or ``masters_reference``.
    related, unrelated : from ``related`` on the verdict is related, below ``unrelated`` unrelated, between ambiguous.

    Refuses profiles without a common locus.
    """
    one, other = profile(query), profile(reference)
    _check(homozygous, loci, index, related, unrelated)
    left_out = {locus_name(name) for name in exclude} | (set() if amelogenin else {AMELOGENIN})
    used = _compared(one, other, loci, left_out)
    first = {locus: _counted(one.get(locus, ()), homozygous) for locus in used}
    second = {locus: _counted(other.get(locus, ()), homozygous) for locus in used}
    shared = sum((first[locus] & second[locus]).total() for locus in used)
    of_query = sum(alleles.total() for alleles in first.values())
    of_reference = sum(alleles.total() for alleles in second.values())
    indices = {
        "tanabe": 2 * shared / (of_query + of_reference),
        "masters_query": shared / of_query,
        "masters_reference": shared / of_reference,
    }
    verdict = _verdict(indices[index], related, unrelated)
    return ProfileMatch(
        **indices,
        shared=shared,
        query_alleles=of_query,
        reference_alleles=of_reference,
        loci=used,
        different=tuple(locus for locus in used if first[locus] != second[locus]),
        verdict=verdict,
        ja=VERDICTS[verdict][0],
        en=VERDICTS[verdict][1],
        cautions=(FEW_LOCI,) if len(used) < FEWEST else (),
    )


def _compared(one: Profile, other: Profile, loci: str, left_out: set[str]) -> tuple[str, ...]:
    common = (one.keys() & other.keys()) - left_out
    if not common:
        refuse(
            "no_common_locus",
            "共通のSTR座位がないため、照合できません。",
            "The profiles have no common locus.",
        )
    chosen = {"both": common, "query": set(one), "reference": set(other)}[loci]
    return tuple(sorted(chosen - left_out))


def _check(homozygous: str, loci: str, index: str, related: float, unrelated: float) -> None:
    if homozygous not in HOMOZYGOUS:
        unknown("ホモ接合の数え方", "way to count homozygous loci", homozygous, HOMOZYGOUS)
    if loci not in LOCI:
        unknown("座位の選び方", "choice of loci", loci, LOCI)
    if index not in ("tanabe", "masters_query", "masters_reference"):
        unknown("一致率の種類", "index", index, ("tanabe", "masters_query", "masters_reference"))
    share(related, "関連ありの基準", "threshold of related", one=True)
    share(unrelated, "関連なしの基準", "threshold of unrelated", zero=True, one=True)
    if unrelated > related:
        refuse(
            "thresholds",
            "関連なしの基準が関連ありの基準を超えています。",
            "The threshold of unrelated exceeds that of related.",
        )


def _counted(alleles: tuple[str, ...], homozygous: str) -> Counter[str]:
    distinct = dict.fromkeys(alleles)
    doubled = homozygous == "twice" and len(distinct) == 1
    return Counter([*distinct, *distinct] if doubled else distinct.keys())


def _verdict(found: float, related: float, unrelated: float) -> str:
    if found >= related - 1e-12:
        return "related"
    return "unrelated" if found < unrelated - 1e-12 else "ambiguous"


VERDICTS = {
    "related": (
        "同一の提供者に由来すると判断できます。",
        "The profiles are related: they come from one donor.",
    ),
    "ambiguous": (
        "同一の提供者に由来するか判断できません。座位を追加して再検査してください。",
        "Whether the profiles are related remains open; test further loci.",
    ),
    "unrelated": (
        "同一の提供者に由来しません。取り違えまたは混入を調査してください。",
        "The profiles are unrelated; look for a mix-up or contamination.",
    ),
}
FEW_LOCI = Caution(
    "few_loci",
    "比較できた座位が8未満のため、偶然の一致を否定できません。",
    "Fewer than 8 loci were compared; a chance match cannot be ruled out.",
)
