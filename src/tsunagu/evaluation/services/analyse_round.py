"""Analyse a round once its reports are due or complete, and freeze what was found."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.round_analysis import STATISTICS_VERSION, StatisticsRefused, freeze
from tsunagu.evaluation.domain.round_material import as_items
from tsunagu.evaluation.domain.rounds import check_may_analyse
from tsunagu.evaluation.queries.rounds import convention_of, material_of, readings_by_code
from tsunagu.evaluation.services.running_round import ROUND, organised, signer_of
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

ANALYSIS = "evaluation.RoundAnalysis"
ANALYSED = "round_analysed"


def analyse_round(actor: Actor, number: str, now: datetime, request_key: str | None = None) -> Receipt:
    """Analyse the reports in force; what can't be answered is said by the statistics, in one sentence."""
    with transaction.atomic():
        found, parts = organised(actor, number)
        if done := already_done(found.chain, request_key, ANALYSED, signer_of(actor)):
            return done
        reported = sum(part.reported_at is not None for part in parts)
        check_may_analyse(found.state, found.reports_due, reported, len(parts), now)
        try:
            measured = {kind: as_items(one.items) for kind, one in material_of(found.chain).items()}
            frozen = freeze(readings_by_code(parts), convention_of(found.chain), measured)
        except StatisticsRefused as refused:
            raise Refused(refused.code, Text(refused.ja, refused.en)) from refused
        effects = Effects()
        effects.add(
            ANALYSIS, uuid=uuid5(found.chain, "analysis"), chain=found.chain, round=found.chain,
            data=frozen.data, input_hash=frozen.input_hash, version=STATISTICS_VERSION, analysed_at=now,
        )  # fmt: skip
        effects.change(ROUND, found.uuid, state="analysed", analysed_at=now)
        facts = {"input_hash": frozen.input_hash, "reported": reported}
        act = Act(ANALYSED, found.chain, now, facts, effects)
        return append(signer_of(actor), [act], Signature("analysed a round"), now, request_key)
