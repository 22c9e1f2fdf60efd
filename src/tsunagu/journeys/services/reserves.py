"""Reserves for a retest: which belong to what was tested, and that one is used up by the retest."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.domain.holding import check_holds
from tsunagu.custody.domain.items import ItemView, use_up
from tsunagu.custody.queries.items import items_by_uuid, lock_items
from tsunagu.custody.queries.origins import origins_of
from tsunagu.custody.services.hand_over.signing import check_not_given
from tsunagu.evaluation.domain.samples import check_reserve_of
from tsunagu.evaluation.queries import InvestigationView, result_by_uuid
from tsunagu.evaluation.queries.samples import SampleView, sample_by_uuid, samples_of
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.members.domain.actor import Actor

SAMPLE = "evaluation.Sample"
FOR_RETEST = ("retest", "test")


def reserves_for(one: InvestigationView) -> list[SampleView]:
    """Return the samples of an opened chain that a retest of this result may use: still there, of the same things."""
    found = [sample for sample in samples_of([one.chain], FOR_RETEST) if sample.item.state == "in_use"]
    tested = _tested(one)
    return [sample for sample in found if _is_of_same(sample, tested)]


def check_reserve(one: InvestigationView, sample: UUID) -> None:
    """Refuse a sample that isn't kept for a retest, is gone, or was taken from something else."""
    found = sample_by_uuid(sample)
    is_same = found.row.chain == one.chain and _is_of_same(found, _tested(one))
    try:
        check_reserve_of(found.kept, is_same)
    except Refused as refused:
        raise BadInput(refused.code, refused.reason, "sample") from refused


def use_reserve(effects: Effects, one: InvestigationView, actor: Actor, now: datetime) -> None:
    """Use up the reserve that was planned; refuse where the laboratory doesn't hold it, or it is gone."""
    if one.retest_sample is None:
        return
    lock_items([one.retest_sample])
    check_reserve(one, one.retest_sample)
    found = sample_by_uuid(one.retest_sample)
    check_holds([found.item], actor.member_uuid)
    check_not_given([found.item])
    use_up(effects, [found.item.ref])
    effects.change(
        SAMPLE, found.uuid, ended_at=now, ended_by=actor.person_uuid, ended_reason=f"OOS {one.characteristic}"
    )


def _tested(one: InvestigationView) -> Sequence[ItemView]:
    """Return the thing whose result failed with all that it was made from."""
    result = result_by_uuid(one.result)
    if result is None or result.item is None:
        return []
    own = items_by_uuid([result.item])
    return [
        *own,
        *origins_of([result.item], ("donation", "intermediate", "sample", "vial", "dose", "sheet"), False),
    ]


def _is_of_same(sample: SampleView, tested: Sequence[ItemView]) -> bool:
    """Say whether a sample was taken from the tested thing, from what it was made of, or from what was made with it."""
    if sample.uuid in {one.uuid for one in tested[:1]}:
        return False
    sources = items_by_uuid([sample.row.source])
    return any(source.uuid == one.uuid or _made_together(source, one) for source in sources for one in tested)


def _made_together(one: ItemView, other: ItemView) -> bool:
    return bool(one.made_by_step) and (one.chain, one.made_by_step, one.attempt) == (
        other.chain, other.made_by_step, other.attempt,
    )  # fmt: skip
