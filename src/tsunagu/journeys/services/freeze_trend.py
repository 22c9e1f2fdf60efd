"""Freeze the limits of a product's trend: a chain of the member's own keeps every version."""

from datetime import datetime

from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.evaluation.domain.controls import FREEZERS
from tsunagu.evaluation.domain.trend_choice import Choice
from tsunagu.evaluation.domain.trend_rules import FOR_PRODUCTS
from tsunagu.evaluation.queries.trends import trend_chain
from tsunagu.evaluation.services.freeze_limits import FROZEN, limits_act, signature_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.trends import SeriesKey, product_series_of
from tsunagu.members.domain.actor import Actor, check_role

TREND, SUBJECT, WATCHER = "evaluation.Trend", "trend", "watcher"


def freeze_trend(
    actor: Actor, key: SeriesKey, choice: Choice, now: datetime, request_key: str | None = None
) -> Receipt:
    """Freeze the next version of a series' limits; results tested from now on are judged by it.

    Raises
    ------
    BadInput : a rule family for controls, too few or constant points, an exclusion without a reason.
    Refused : the points changed since they were looked at.
    """
    check_role(actor, *FREEZERS)
    if choice.rules not in FOR_PRODUCTS:
        raise BadInput("rules", _FAMILY, "rules")
    with transaction.atomic():
        points = product_series_of(key).points
        chain = trend_chain(actor.member_uuid, key.route, key.panel, key.characteristic)
        is_new = not open_if_party([chain])
        open_chains([chain])
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, FROZEN, signer):
            return done
        effects = Effects()
        if is_new:
            chain_opened(effects, chain, "lot", next_lot_number("TD", now), SUBJECT, now)
            party_joined(effects, chain, actor.member_uuid, WATCHER, now)
            effects.add(
                TREND, uuid=chain, chain=chain, member=actor.member_uuid, product=key.route, panel=key.panel,
                characteristic=key.characteristic, began_at=now,
            )  # fmt: skip
        act = limits_act(actor, chain, points, choice, now, effects)
        return append(signer, [act], signature_of(points), now, request_key)


_FAMILY = Text(
    "製品のトレンドには、ウェスタン・エレクトリックまたはネルソンのルールを選んでください。",
    "Choose the rules of Western Electric or Nelson for a product.",
)
