"""What a correction of a record may set, in every concept's views; the views stay what the ledger says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from tests.stories import posts
from tests.stories.posts import ACT_POSTS, CLINIC, MAKER, Post
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.services.correct import correct
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.custody.services.views_of_ledger import view_models
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting

set_the_stage = posts.set_the_stage
VIEWS = view_models()
TELL_WHAT_IT_IS = {
    "state", "kind", "number", "coi", "therapy", "route", "version", "attempt", "key", "action", "stage", "place",
    "label", "epc", "product", "lot_number", "scheme", "value", "role", "acceptance", "verdict", "purpose", "subject",
    "donor", "marker", "result", "agrees", "has_infection", "is_prepared", "causes", "needs", "reason", "plan",
}  # fmt: skip
"""Fields that say what a thing is, whose it is, or what somebody answers for: these change by acts of their own."""


@pytest.mark.parametrize("model", VIEWS, ids=lambda model: model._meta.label)
def test_every_view_says_what_may_be_corrected_and_nothing_of_identity(model: type[models.Model]) -> None:
    correctable: frozenset[str] = model.correctable  # type: ignore[attr-defined]
    limits: dict[str, tuple[float, float]] = model.limits if correctable else {}  # type: ignore[attr-defined]
    assert not correctable & TELL_WHAT_IT_IS
    for name in correctable:
        field = model._meta.get_field(name)
        assert not isinstance(field, models.UUIDField | models.JSONField), f"{name} points at something"
        assert not getattr(field, "primary_key", False)
    assert set(limits) <= correctable
    numbers = {
        name
        for name in correctable
        if isinstance(model._meta.get_field(name), models.FloatField | models.IntegerField)
    }
    assert not numbers - set(limits) - {"quantity"}, "say between which limits a number may stand"


def row_of(chain: UUID, model: type[models.Model]) -> models.Model:
    with acting(Scope("auditor")):
        return model._default_manager.filter(chain=chain).order_by("uuid")[0]


def said_by(chain: UUID, table: str, uuid: UUID, field: str) -> LedgerRow:
    """The last row of the ledger that said this of the view's row (or made it, leaving the field as it begins)."""
    with acting(Scope("auditor")):
        found = []
        for row in LedgerRow.objects.filter(chain=chain).order_by("record_order"):
            effects = act_in(bytes(row.body))["effects"]
            for kind in ("new", "set"):
                for one in effects[kind].get(table, ()):
                    if one["uuid"] == str(uuid) and (kind == "new" or field in one):
                        found.append(row)
        return found[-1]


def corrected(world: World, chain: UUID, change: Change) -> None:
    """Correct the record as the quality unit of the organisation that made it."""
    row = said_by(chain, change.table, change.uuid, change.field)
    signer = Signer(row.actor, row.organisation)
    with world.acting(world.actor(row.organisation)):
        at = max(world.now, row.record_time)
        correct(signer, chain, row.uuid, [change], "転記の誤り", at, is_quality=True)


def prepared(world: World, verb: str) -> None:
    """Let the act happen first whose record is corrected."""
    if verb:
        post: Post = ACT_POSTS[verb](world)
        assert post.send(post.browser(world)).status_code == 302


CORRECTED: list[tuple[str, str, str, str, Any]] = [
    ("fresh", "", "journeys.Case", "injured_on", date(2026, 10, 1)),
    ("fresh", "", "journeys.Consent", "form_version", "3.1"),
    ("fresh", "", "journeys.Consent", "given_at", datetime(2026, 11, 1, 1, 0, tzinfo=UTC)),
    ("fresh", "", "journeys.Consent", "reconsent_due", datetime(2027, 11, 1, 1, 0, tzinfo=UTC)),
    ("fresh", "weight", "journeys.Weight", "kilograms", 58.2),
    ("fresh", "weight", "journeys.Weight", "weighed_at", datetime(2026, 11, 1, 1, 0, tzinfo=UTC)),
    ("fresh", "donor-test", "journeys.DonorTest", "window_days", 14),
    ("fresh", "donor-test", "journeys.DonorTest", "sampled_at", datetime(2026, 10, 30, 1, 0, tzinfo=UTC)),
    ("fresh", "deviation", "journeys.Deviation", "text", "採取の開始が40分遅れた"),
    ("fresh", "close-deviation", "journeys.Deviation", "conclusion", "影響なし（再確認）"),
    ("waiting", "sign", "journeys.DecisionSignature", "note", "資料7号を確認"),
    ("fresh", "cancel", "journeys.Journey", "end_reason", "転院のため"),
]


@pytest.mark.parametrize(
    ("name", "verb", "table", "field", "value"),
    CORRECTED,
    ids=[f"{one[2].split('.')[1]}.{one[3]}" for one in CORRECTED],
)
def test_after_a_correction_the_views_are_what_the_ledger_says(
    world: World, name: str, verb: str, table: str, field: str, value: Any
) -> None:
    prepared(world, verb)
    chain, model = world.chains[name], apps.get_model(table)
    uuid: UUID = row_of(chain, model).uuid  # type: ignore[attr-defined]
    corrected(world, chain, Change(table, uuid, field, value))
    with acting(Scope("auditor")):
        assert getattr(model._default_manager.get(chain=chain, uuid=uuid), field) == value
    assert rebuild()[table] > 0
    with acting(Scope("auditor")):
        assert getattr(model._default_manager.get(chain=chain, uuid=uuid), field) == value
    assert verify().wrong == ()


REFUSED: list[tuple[str, str, str, Any, str]] = [
    ("", "journeys.Case", "hospital", UUID(int=7), "not_correctable"),
    ("", "journeys.Case", "coi", "CHA999926000001", "not_correctable"),
    ("", "journeys.Consent", "purpose", "research", "not_correctable"),
    ("", "journeys.Consent", "item", UUID(int=7), "not_correctable"),
    ("", "journeys.JourneyStep", "member", UUID(int=7), "not_correctable"),
    ("", "journeys.JourneyStep", "state", "done", "not_correctable"),
    ("", "journeys.Journey", "chain", UUID(int=7), "not_correctable"),
    ("", "journeys.Journey", "no_such_field", "x", "not_correctable"),
    ("", "conditions.Leg", "state", "within", "not_correctable"),
    ("", "conditions.Leg", "minutes_over", 0.0, "not_correctable"),
    ("donor-test", "journeys.DonorTest", "result", "negative", "not_correctable"),
    ("donor-test", "journeys.DonorTest", "window_days", 0, "value"),
    ("donor-test", "journeys.DonorTest", "window_days", 366, "value"),
    ("weight", "journeys.Weight", "kilograms", 4000.0, "value"),
    ("weight", "journeys.Weight", "kilograms", float("nan"), "value"),
    ("weight", "journeys.Weight", "kilograms", "heavy", "value"),
    ("weight", "journeys.Weight", "weighed_at", datetime(2031, 1, 1, tzinfo=UTC), "value"),
    ("deviation", "journeys.Deviation", "text", "", "value"),
    ("deviation", "journeys.Deviation", "text", "あ" * 1001, "value"),
]


@pytest.mark.parametrize(
    ("verb", "table", "field", "value", "code"),
    REFUSED,
    ids=[f"{one[1].split('.')[1]}.{one[2]} {place}" for place, one in enumerate(REFUSED)],
)
def test_what_may_not_be_corrected_is_refused_in_one_sentence(
    world: World, verb: str, table: str, field: str, value: Any, code: str
) -> None:
    prepared(world, verb)
    chain = world.chains["fresh"]
    uuid: UUID = row_of(chain, apps.get_model(table)).uuid  # type: ignore[attr-defined]
    with world.unchanged(), pytest.raises(Refused) as caught:
        corrected(world, chain, Change(table, uuid, field, value))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.reason.ja.count("。") <= 2


def test_a_result_is_corrected_by_its_own_act_alone(world: World) -> None:
    chain = world.chains["tested"]
    model = apps.get_model("evaluation.Result")
    uuid: UUID = row_of(chain, model).uuid  # type: ignore[attr-defined]
    with world.unchanged(), pytest.raises(Refused) as caught:
        corrected(world, chain, Change("evaluation.Result", uuid, "number", 99.0))
    assert caught.value.code == "not_correctable"
    assert "試験結果" in caught.value.reason.ja


def test_the_laboratory_and_the_hospital_correct_their_own_records_alone(world: World) -> None:
    prepared(world, "weight")
    chain, weight = world.chains["fresh"], apps.get_model("journeys.Weight")
    uuid: UUID = row_of(chain, weight).uuid  # type: ignore[attr-defined]
    row = said_by(chain, "journeys.Weight", uuid, "kilograms")
    maker = world.actor(MAKER, "quality")
    signer = Signer(maker.person_uuid, maker.member_uuid)
    change = Change("journeys.Weight", uuid, "kilograms", 50.0)
    with world.unchanged(), world.acting(maker), pytest.raises(Refused) as caught:
        correct(signer, chain, row.uuid, [change], "誤り", world.now + timedelta(hours=1))
    assert caught.value.code == "not_your_record"
    assert row.organisation == world.member(CLINIC)
