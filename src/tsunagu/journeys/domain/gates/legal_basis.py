"""Legal basis: approval, trial or plan in force, naming this site and this version. Nothing overrides it."""

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import FINAL_KINDS, LegalFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import day, local_day

# What must be on record before a case starts, by setting.
PAPERS: dict[str, tuple[str, ...]] = {
    "approved": ("approval",),
    "trial": ("jrct", "protocol"),
    "research": ("plan", "committee", "jrct"),
    "treatment": ("plan", "committee"),
}
PAPER_NAMES = {
    "approval": Text("承認番号", "approval number"),
    "jrct": Text("jRCT登録", "jRCT registration"),
    "protocol": Text("治験実施計画書", "protocol"),
    "plan": Text("再生医療等提供計画", "provision plan"),
    "committee": Text("認定再生医療等委員会の審査", "review by a certified committee"),
}
# Where the papers name sites. An approval names no hospital; the others do.
NAMED_STAGES = frozenset({"processing", "manufacturing", "evaluation"})
GENE_STAGES = frozenset({"processing", "manufacturing", "storage", "clinical"})
BARRED_WITHOUT_COMPARABILITY = frozenset({"release", "allocate", "administer"})


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop when the basis is missing, suspended, expired, or doesn't name this site or process version."""
    legal = facts.legal
    if legal is None or legal.state == "missing":
        return [
            stops(
                "legal_basis.missing",
                "この症例・ロットの法的根拠（承認・治験・計画）が登録されていません",
                "No approval, trial or plan is on record for this journey",
            )
        ]
    found = [
        *_papers(facts, legal),
        *_state(facts, legal),
        *_named(facts, legal),
        *_comparability(facts, legal),
    ]
    until = f"（{day(legal.valid_until)}まで）" if legal.valid_until else ""
    until_en = f" until {day(legal.valid_until)}" if legal.valid_until else ""
    shown, study = _shown(facts, legal)
    return found or [
        passes(
            "legal_basis.in_force",
            f"{legal.label} 有効{until}{shown.ja}",
            f"{legal.label} is in force{until_en}{shown.en}",
            evidence=(*_proof(legal), *study),
        )
    ]


def _proof(legal: LegalFacts) -> tuple[Evidence, ...]:
    return (Evidence("legal_basis", legal.uuid, legal.label),)


def _papers(facts: StepFacts, legal: LegalFacts) -> list[Verdict]:
    missing = [PAPER_NAMES[key] for key in PAPERS[facts.setting] if key not in legal.on_record]
    if not missing:
        return []
    return [
        stops(
            "legal_basis.papers",
            f"{legal.label}に「{'」「'.join(name.ja for name in missing)}」が登録されていません",
            f"{legal.label} lacks {', '.join(name.en for name in missing)}",
            evidence=_proof(legal),
        )
    ]


def _state(facts: StepFacts, legal: LegalFacts) -> list[Verdict]:
    today = local_day(facts.now)
    if legal.state == "suspended":
        return [
            stops(
                "legal_basis.suspended",
                f"{legal.label}は停止されています",
                f"{legal.label} is suspended",
                evidence=_proof(legal),
            )
        ]
    if legal.state == "expired" or (legal.valid_until is not None and legal.valid_until < today):
        when = f"{day(legal.valid_until)}で" if legal.valid_until else ""
        when_en = f" on {day(legal.valid_until)}" if legal.valid_until else ""
        return [
            stops(
                "legal_basis.expired",
                f"{legal.label}は{when}失効しています",
                f"{legal.label} expired{when_en}",
                evidence=_proof(legal),
            )
        ]
    if legal.valid_from is not None and today < legal.valid_from:
        return [
            stops(
                "legal_basis.not_yet",
                f"{legal.label}は{day(legal.valid_from)}から有効です",
                f"{legal.label} is valid from {day(legal.valid_from)}",
                evidence=_proof(legal),
            )
        ]
    return []


def _named(facts: StepFacts, legal: LegalFacts) -> list[Verdict]:
    found = []
    stage, site = facts.step.stage, facts.site
    must_be_named = stage in NAMED_STAGES or (stage == "clinical" and facts.setting != "approved")
    if must_be_named and (site is None or site.uuid not in legal.named_sites):
        where = site.name if site else Text("実施拠点", "the site")
        found.append(
            stops(
                "legal_basis.site_not_named",
                f"{where.ja}は、{legal.label}に実施施設として記載されていません",
                f"{where.en} is not named in {legal.label}",
                evidence=_proof(legal),
            )
        )
    if (
        legal.gene_modified
        and stage in GENE_STAGES
        and (site is None or site.uuid not in legal.cartagena_sites)
    ):
        where = site.name if site else Text("実施拠点", "the site")
        found.append(
            stops(
                "legal_basis.cartagena",
                f"{where.ja}には、遺伝子改変細胞を扱うカルタヘナ法の承認・確認がありません",
                f"{where.en} has no Cartagena approval for these gene-modified cells",
                evidence=_proof(legal),
            )
        )
    version = legal.process_version
    if stage in NAMED_STAGES and version is not None and version not in legal.named_versions:
        found.append(
            stops(
                "legal_basis.version_not_named",
                f"製造方法の版 {version} は、{legal.label}に記載されていません",
                f"Process version {version} is not named in {legal.label}",
                evidence=_proof(legal),
            )
        )
    return found


def _comparability(facts: StepFacts, legal: LegalFacts) -> list[Verdict]:
    if not legal.comparability_pending or not _is_barred(facts):
        return []
    return [
        stops(
            "legal_basis.comparability",
            "同等性が確認されるまで、この製品は出荷・割当・投与できません",
            "Until comparability is shown, this product may not be released, shipped, allocated or given",
            evidence=_proof(legal),
            advice=_STUDY_NEEDED,
        )
    ]


def _is_barred(facts: StepFacts) -> bool:
    ships_product = facts.step.action == "transport" and any(item.kind in FINAL_KINDS for item in facts.items)
    return facts.step.action in BARRED_WITHOUT_COMPARABILITY or ships_product


def _shown(facts: StepFacts, legal: LegalFacts) -> tuple[Text, tuple[Evidence, ...]]:
    """Say that comparability has been shown where it would bar the step; the study only to who may know of it."""
    study = legal.comparability
    if study is None or not _is_barred(facts):
        return Text("", ""), ()
    if not study.visible_to_actor:
        return Text("・同等性確認済み", "; comparability is shown"), ()
    return (
        Text(f"・同等性確認済み（{study.number}）", f"; comparability is shown ({study.number})"),
        (Evidence("comparability", study.uuid, study.number),),
    )


_STUDY_NEEDED = Text(
    "適合した同等性評価に、製造業者の品質保証と製造販売業者の二者が署名すると解除されます",
    "It falls when the manufacturer's quality unit and the authorisation holder have signed a study that passed",
)
