"""Publish a round: the method's performance to every member, scores by code to the laboratories that took part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.rounds import TRANSITIONS
from tsunagu.evaluation.models import Round
from tsunagu.evaluation.queries.rounds import AnalysisView, Part, analysis_of
from tsunagu.evaluation.services.analyse_round import ANALYSIS
from tsunagu.evaluation.services.running_round import ROUND, organised, signer_of, tell
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

PUBLISHED, GIVEN = "round_published", "round_analysis_given"
BY_CODE = ("labs", "critical", "version", "score")


def publish_round(actor: Actor, number: str, now: datetime, request_key: str | None = None) -> Receipt:
    """Publish what was frozen; each laboratory gets its copy in its own chain, and its own score in its inbox."""
    with transaction.atomic():
        found, parts = organised(actor, number)
        if done := already_done(found.chain, request_key, PUBLISHED, signer_of(actor)):
            return done
        analysis = analysis_of(found.chain, found.chain)
        if "published" not in TRANSITIONS[found.state] or analysis is None:
            raise Refused("not_to_publish", _PUBLISHED if found.state == "published" else _NOT_ANALYSED)
        effects = Effects()
        told = {name: value for name, value in analysis.data.items() if name not in BY_CODE}
        effects.change(ROUND, found.uuid, state="published", published_at=now, performance=told)
        acts = [Act(PUBLISHED, found.chain, now, {"input_hash": analysis.input_hash}, effects)]
        acts += [_given(part, found, analysis, now) for part in parts]
        receipt = append(signer_of(actor), acts, Signature("published a round"), now, request_key)
        scores = {lab["code"]: lab for lab in analysis.data["labs"]}
        kind = "z′" if analysis.data["score"] == "z_prime" else "z"
        for part in parts:
            tell(part, "", "information", _score(found, scores.get(part.code), kind), now, number)
        return receipt


def _given(part: Part, found: Round, analysis: AnalysisView, now: datetime) -> Act:
    effects = Effects()
    effects.add(
        ANALYSIS, uuid=uuid5(part.chain, "analysis"), chain=part.chain, round=found.chain, data=analysis.data,
        input_hash=analysis.input_hash, version=analysis.version, analysed_at=analysis.analysed_at,
    )  # fmt: skip
    return Act(GIVEN, part.chain, now, {"input_hash": analysis.input_hash}, effects)


def _score(found: Round, own: Mapping[str, Any] | None, score: str) -> Text:
    ja, en = f"試験所間比較 {found.number}（{found.name_ja}）", f"Round {found.number} ({found.name_en})"
    if own is None:
        return Text(
            f"{ja}の結果を公表しました。貴所の報告はありません。", f"{en} is published, without your report."
        )
    if own["z"] is None:
        return Text(f"{ja}の結果を公表しました。", f"{en} is published.")
    value = f"{own['z']:+.2f}".replace("-", "−")
    return Text(f"{ja}の結果：貴所の{score}スコアは{value}です。", f"{en}: your {score} score is {value}.")


_PUBLISHED = Text("この回は公表済みです。", "This round was published already.")
_NOT_ANALYSED = Text("解析してから公表してください。", "Analyse the round before you publish it.")
