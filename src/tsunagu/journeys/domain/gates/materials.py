"""Materials: every lot that goes in is released, in date and free; the line was cleared."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ItemFacts, MaterialFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import minute


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop on a lot that is unreleased, expired or on hold, and without line clearance where it is asked for."""
    found = [verdict for lot in facts.materials for verdict in _lot(facts, lot)]
    if facts.case is not None and facts.step.act == "process":
        found += [verdict for item in facts.items for verdict in _drawn(facts, item)]
    if facts.step.line_clearance_needed and not facts.line_clearance and not facts.preview:
        found.append(
            stops(
                "materials.line_clearance",
                "作業前のラインクリアランス（清掃・前の製品が残っていないことの確認）が記録されていません",
                "Line clearance and cleaning are not on record",
            )
        )
    if found or not facts.materials:
        return found
    return [
        passes(
            "materials.usable",
            f"原材料{len(facts.materials)}ロットはすべて使用可能です",
            f"All {len(facts.materials)} input lots may be used",
        )
    ]


def _lot(facts: StepFacts, lot: MaterialFacts) -> list[Verdict]:
    problems: list[tuple[str, str, str]] = []
    if lot.on_hold:
        problems.append(("held", "は使用停止です", "is on hold"))
    if not lot.released:
        problems.append(("unreleased", "は使用可の判定がされていません", "is not released for use"))
    if lot.expires_at is not None and lot.expires_at <= facts.now:
        when = minute(lot.expires_at)
        problems.append(("expired", f"は使用期限（{when}）が切れています", f"expired at {when}"))
    return [
        stops(
            f"materials.{code}.{lot.uuid}",
            f"原材料「{lot.name.ja}」ロット {lot.lot_number} {ja}",
            f"Lot {lot.lot_number} of {lot.name.en} {en}",
            evidence=(Evidence("lot", lot.uuid, lot.lot_number),),
        )
        for code, ja, en in problems
    ]


def _drawn(facts: StepFacts, item: ItemFacts) -> list[Verdict]:
    """Stop when a thing drawn from another lot (donor amnion, say) goes into a patient's product unreleased."""
    given = [release for release in item.releases if release.at <= facts.now]
    newest = max(given, key=lambda release: release.at, default=None)
    if item.source != "lot" or (newest is not None and newest.verdict == "released"):
        return []
    return [
        stops(
            "materials.drawn_unreleased",
            f"現品 {item.label} のロット {item.lot_number} は出荷判定がされていません",
            f"Lot {item.lot_number} of item {item.label} is not released",
            item=item.uuid,
            evidence=(Evidence("item", item.uuid, item.label),),
        )
    ]
