"""Qualification: site, equipment and person are fit for this step on this date."""

from collections.abc import Iterable
from datetime import date

from tsunagu.journeys.domain.gates.answers import asks, passes, stops
from tsunagu.journeys.domain.gates.facts import (
    AuditOutcome,
    Equipment,
    MaterialFacts,
    MethodGap,
    Named,
    SiteFacts,
    StepFacts,
    Valid,
)
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import day, local_day


def judge(facts: StepFacts) -> list[Verdict]:
    """Ask for a decision where a qualification lapses; a licence that an authority suspended is a stop."""
    today = local_day(facts.now)
    found = [*judge_place(facts.site, facts.step.capability, today), *_person(facts, today)]
    found += [_supplier(lot) for lot in facts.materials if lot.has_approved_supplier is False]
    found += [_method(gap) for gap in facts.method_gaps]
    return found or [
        passes(
            "qualification.valid",
            "拠点・設備・担当者の資格は有効です",
            "Site, equipment and person are qualified today",
        )
    ]


def judge_place(site: SiteFacts | None, need: Named | None, on: date) -> list[Verdict]:
    """Return what is missing or lapsed on a day where a step is done, whoever does it: nothing if all is valid."""
    found = _capability(site, need, on)
    if site is not None:
        found += [*_papers(site, on), *_equipment(site.equipment, on)]
        found += [verdict for audit in site.audits for verdict in _audit(site, audit, on)]
    return found


def _capability(site: SiteFacts | None, need: Named | None, today: date) -> list[Verdict]:
    if need is None:
        return []
    if site is None:
        return [
            asks(
                "qualification.no_site",
                f"「{need.name.ja}」を行う拠点が記録されていません",
                f"No site is on record for {need.name.en!r}",
            )
        ]
    if any(have.key == need.key and have.holds_on(today) for have in site.capabilities):
        return []
    return [
        asks(
            f"qualification.capability.{need.key}",
            f"{site.name.ja}には、この細胞種・区分・温度帯で実施日に有効な機能「{need.name.ja}」がありません",
            f"{site.name.en} has no capability {need.name.en!r} valid on the day for this cell type,"
            " setting and temperature band",
            evidence=(Evidence("site", site.uuid, site.name.ja),),
        )
    ]


def _person(facts: StepFacts, today: date) -> list[Verdict]:
    found = []
    role = facts.step.role
    if role is not None and role.key not in facts.actor.roles:
        found.append(
            asks(
                f"qualification.role.{role.key}",
                f"この工程は「{role.name.ja}」が行いますが、担当者にその役割がありません",
                f"This step is for the role {role.name.en!r}, which this person does not have",
            )
        )
    for need in facts.step.trainings:
        if not any(have.key == need.key and have.holds_on(today) for have in facts.actor.trainings):
            found.append(
                asks(
                    f"qualification.training.{need.key}",
                    f"担当者の教育訓練「{need.name.ja}」が有効ではありません",
                    f"This person has no valid training {need.name.en!r}",
                )
            )
    return found


def _papers(site: SiteFacts, today: date) -> list[Verdict]:
    return [
        *_lapsed("licence", site, site.licences, today),
        *_lapsed("agreement", site, site.agreements, today),
    ]


def _lapsed(kind: str, site: SiteFacts, papers: Iterable[Valid], today: date) -> list[Verdict]:
    found = []
    for paper in papers:
        cause = f"qualification.{kind}.{paper.key}"
        if paper.suspended:
            found.append(
                stops(
                    cause,
                    f"{site.name.ja}の「{paper.name.ja}」は停止されています",
                    f"{paper.name.en} of {site.name.en} is suspended",
                )
            )
        elif not paper.holds_on(today):
            early = paper.valid_from is not None and today < paper.valid_from
            bound = paper.valid_from if early else paper.valid_until
            when = day(bound) if bound else ""
            found.append(
                asks(
                    cause,
                    f"{site.name.ja}の「{paper.name.ja}」は"
                    + (f"{when}からです" if early else f"{when}で切れています"),
                    f"{paper.name.en} of {site.name.en} "
                    + (f"begins on {when}" if early else f"ended on {when}"),
                )
            )
    return found


def _audit(site: SiteFacts, audit: AuditOutcome, today: date) -> list[Verdict]:
    cause = f"qualification.audit.{audit.by}"
    if not audit.is_accepted:
        return [
            asks(
                cause,
                f"{site.name.ja}は、{audit.by_name.ja}による監査（{day(audit.held_on)}）で不適合とされています",
                f"{site.name.en} was not accepted in the audit by {audit.by_name.en} of {day(audit.held_on)}",
            )
        ]
    if audit.valid_until is not None and audit.valid_until < today:
        return [
            asks(
                cause,
                f"{audit.by_name.ja}による{site.name.ja}の監査は、{day(audit.valid_until)}で期限が切れています",
                f"The audit of {site.name.en} by {audit.by_name.en} counted until {day(audit.valid_until)}",
            )
        ]
    return []


def _supplier(lot: MaterialFacts) -> Verdict:
    return asks(
        f"qualification.supplier.{lot.uuid}",
        f"原材料「{lot.name.ja}」ロット {lot.lot_number} の供給業者は、本日有効な承認がありません",
        f"The supplier of lot {lot.lot_number} of {lot.name.en} is not approved today",
        evidence=(Evidence("lot", lot.uuid, lot.lot_number),),
    )


def _method(gap: MethodGap) -> Verdict:
    return asks(f"qualification.method.{gap.characteristic}", gap.reason.ja, gap.reason.en)


def _equipment(equipment: Iterable[Equipment], today: date) -> list[Verdict]:
    return [
        asks(
            f"qualification.calibration.{piece.uuid}",
            f"設備「{piece.name.ja}」の校正期限（{day(piece.calibration_due)}）が過ぎています",
            f"The calibration of {piece.name.en!r} was due on {day(piece.calibration_due)}",
            evidence=(Evidence("equipment", piece.uuid, piece.name.ja),),
        )
        for piece in equipment
        if piece.calibration_due is not None and piece.calibration_due < today
    ]
