"""Qualified methods in the demonstration: invented records, one that ends soon and one that was withdrawn."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.evaluation.domain.qualifications import TypedQualification
from tsunagu.evaluation.queries.qualifications import qualifications
from tsunagu.evaluation.services.qualify_method import qualify_method
from tsunagu.evaluation.services.withdraw_qualification import withdraw_qualification
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.subjects import Subject, subjects
from tsunagu.members.queries.sites import sites_of

USUAL, SOON = timedelta(days=300), timedelta(days=24)
LABORATORIES = {
    "kawasaki-evaluation": ("flow_cytometry", "automated_count", "kinetic_chromogenic"),
    "tsukuba-analysis": ("flow_cytometry", "automated_count"),
    "sendai-rapid": ("rapid_sterility", "nat"),
    "tonomachi-cells": ("automated_count",),
}
"""Methods that each laboratory has qualified, by the keys of members."""
ENDING = ("tonomachi-cells", "microscopy")
WITHDRAWN = ("tsukuba-analysis", "soft_agar")
REASON = "試薬の製造終了により再検証が必要（デモ・合成データ）"


def qualify_methods(now: datetime) -> None:
    """Let the quality units of laboratories sign their methods."""
    with acting(Scope("worker")):
        known = list(subjects().values())
    for laboratory, methods in LABORATORIES.items():
        for subject in known:
            if subject.method in methods:
                _sign(laboratory, subject, now - timedelta(days=40), (now + USUAL).date())
    for laboratory, method in (ENDING, WITHDRAWN):
        subject = next(one for one in known if one.method == method)
        _sign(laboratory, subject, now - timedelta(days=40), (now + SOON).date())
    _withdraw(*WITHDRAWN, now - timedelta(days=3))


def _sign(laboratory: str, subject: Subject, at: datetime, until: date) -> None:
    member = stable_uuid("member", laboratory)
    typed = TypedQualification(
        _site(member, at), subject.characteristic, subject.name, subject.method, subject.method_name, "",
        at.date() - timedelta(days=325), until, "verification", "検証報告書 VR-2025-012（デモ・合成データ）",
    )  # fmt: skip
    who = hands.actor(member, "quality", now=at)
    with hands.working(who):
        qualify_method(who, typed, at)


def _site(member: UUID, at: datetime) -> UUID:
    with acting(Scope("worker")):
        return sites_of(member, at.date())[0].uuid


def _withdraw(laboratory: str, method: str, at: datetime) -> None:
    who = hands.actor(stable_uuid("member", laboratory), "quality", now=at)
    with hands.working(who):
        found = next(one for one in qualifications(who.member_uuid) if one.method == method)
        withdraw_qualification(who, found.number, REASON, at)
