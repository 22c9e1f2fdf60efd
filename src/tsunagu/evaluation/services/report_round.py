"""Report a laboratory's readings, blind; until the due time a new report replaces the old one, which is kept."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.rounds import TypedReport, check_may_report, read_readings
from tsunagu.evaluation.queries.rounds import (
    NO_SUCH_ROUND,
    is_received,
    own_part,
    report_in_force,
    round_by_number,
)
from tsunagu.evaluation.services.running_round import LABORATORY, lock_laboratories, signer_of
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.notices.services.mark_done import settle

REPORT = "evaluation.RoundReport"
REPORTED = "round_reported"
MOST_LOTS, LONGEST_LOT = 10, 60


def report_round(
    actor: Actor, number: str, report: TypedReport, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign a report as typed; the ledger keeps it in a chain that no other laboratory sees."""
    check_role(actor, "qc")
    with transaction.atomic():
        part = own_part(round_by_number(number).uuid, actor.member_uuid)
        if part is None:
            raise NotFound("no_such_round", NO_SUCH_ROUND)
        lock_laboratories([part.chain])
        if done := already_done(part.chain, request_key, REPORTED, signer_of(actor)):
            return done
        found = round_by_number(number)  # read again: the analysis may have come first
        check_may_report(found.state, found.opens_at, found.reports_due, is_received(part), now)
        numbers = read_readings(report.readings, found.replicates, found.unit)
        if report.tested_at > now:
            raise BadInput("tested_at", _FUTURE, "tested_at")
        new, effects = uuid4(), Effects()
        if (old := report_in_force(part.chain)) is not None:
            effects.change(REPORT, old.uuid, replaced_by=new)
        effects.add(
            REPORT, uuid=new, chain=part.chain, round=found.uuid,
            readings=[text.strip() for text in report.readings if text.strip()],
            numbers=[str(one) for one in numbers], tested_at=report.tested_at, reported_at=now,
            reported_by=actor.person_uuid, **_circumstances(report),
        )  # fmt: skip
        effects.change(LABORATORY, part.chain, reported_at=now)
        settle(part.chain, now, kinds=["result_due"], person_id=actor.person_id)
        act = Act(REPORTED, part.chain, now, {"round": found.uuid}, effects)
        return append(signer_of(actor), [act], Signature("reported"), now, request_key)


def _circumstances(report: TypedReport) -> dict[str, object]:
    lots = [check_text(lot, "reagent_lots", LONGEST_LOT) for lot in report.reagent_lots]
    if len(lots) > MOST_LOTS:
        raise BadInput("reagent_lots", _LOTS, "reagent_lots")
    return {
        "operator": check_text(report.operator, "operator", 40),
        "instrument": check_text(report.instrument, "instrument", 80),
        "method_version": check_text(report.method_version, "method_version", 20),
        "reagent_lots": [lot for lot in lots if lot],
    }


_FUTURE = Text("試験日時がいまより先です。", "The time of the test lies in the future.")
_LOTS = Text(f"試薬ロットは{MOST_LOTS}件までです。", f"At most {MOST_LOTS} reagent lots.")
