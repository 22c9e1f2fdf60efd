"""Qualifications as tests sign them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.support.world import World
from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.qualifications import TOKYO, Qualification, TypedQualification
from tsunagu.evaluation.queries.qualifications import qualifications
from tsunagu.evaluation.services.qualify_method import qualify_method
from tsunagu.evaluation.services.withdraw_qualification import withdraw_qualification
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import sites_of

LABORATORY = "kawasaki-evaluation"


def quality(world: World, member: str = LABORATORY) -> Actor:
    return world.actor(member, "quality")


def typed(world: World, member: str = LABORATORY, **changes: Any) -> TypedQualification:
    with acting(Scope("worker")):
        site = sites_of(world.member(member), world.now.date())[0].uuid
    today = world.now.astimezone(TOKYO).date()
    found = TypedQualification(
        site, "viability", Text("生存率", "Viability"), "automated_count", Text("自動細胞計数", "Automated count"),
        "", today, today + timedelta(days=365), "verification", "VR-2026-001（合成データ）",
    )  # fmt: skip
    return replace(found, **changes)


def sign(world: World, what: TypedQualification, key: str | None = None, member: str = LABORATORY) -> Receipt:
    with world.acting(quality(world, member)) as who:
        return qualify_method(who, what, world.now, key)


def withdraw(
    world: World, number: str, reason: str = "装置の更新（合成データ）", member: str = LABORATORY
) -> Receipt:
    with world.acting(quality(world, member)) as who:
        return withdraw_qualification(who, number, reason, world.now)


def newest(world: World) -> Qualification:
    with acting(Scope("auditor")):
        return qualifications()[0]
