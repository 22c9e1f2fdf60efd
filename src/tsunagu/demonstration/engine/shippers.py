"""Lets couriers register their shippers, and close one when a transport begins."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.conditions.queries import shippers_fit
from tsunagu.conditions.services.keep_shippers import NewTest, add_shipper, record_test
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.shippers_under_way import under_way
from tsunagu.journeys.services.pack_shipper import pack_shipper
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor

BEFORE_LEAVING = timedelta(minutes=25)


def register_shippers(now: datetime) -> None:
    """Enter the shippers of each courier with what was measured of them; again changes nothing."""
    for line in reading.read("shippers"):
        actor = hands.actor(stable_uuid("member", line["member"]), "courier", *hands.ANYONE, now=now)
        with hands.working(actor):
            for one in line["shippers"]:
                uuid = add_shipper(actor, one["code"], one["model"], one["band"], one["nominal"], now)
                for test in one["tests"]:
                    _measure(actor, uuid, one["code"], test, now)


def close_shipper(running: Running, step_key: str, who: Actor, at: datetime) -> None:
    """Record the carrier's shipper of a transport that has begun, where it has one that is fit and not under way."""
    step, row = running.step(step_key)
    fit = shippers_fit(step.band, tokyo_date(at), [row.member]) if step.band else []
    busy = under_way(one.uuid for one in fit)
    fit = [one for one in fit if one.uuid not in busy]
    if fit:
        chosen = fit[running.chain.int % len(fit)]
        pack_shipper(who, running.chain, step_key, chosen.uuid, at - BEFORE_LEAVING, at)


def _measure(actor: Actor, shipper: UUID, code: str, test: dict[str, Any], now: datetime) -> None:
    tested_on = tokyo_date(now - timedelta(days=test["days_ago"]))
    measured = NewTest(
        test["hours"], tested_on, tested_on + timedelta(days=test["for"]), "保持時間試験室（デモ）",
        f"HT-{tested_on:%y%m}-{code}",
    )  # fmt: skip
    record_test(actor, shipper, measured, tokyo_date(now), now)
