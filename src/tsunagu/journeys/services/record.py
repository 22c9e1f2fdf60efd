"""Small signed records of a case or lot: consents, donor tests, weights, readiness, deviations."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Case, Consent, Deviation, Journey, JourneyStep
from tsunagu.members.domain.actor import Actor, check_role

LIGHTEST, HEAVIEST = 0.3, 400.0
LONGEST = 1000


def _append(
    actor: Actor, name: str, chain: UUID, effects: Effects, meaning: str, now: datetime, **facts: object
) -> Receipt:
    act = Act(name, chain, now, facts, effects)
    return append(Signer(actor.person_uuid, actor.member_uuid), [act], Signature(meaning), now)


def give_consent(
    actor: Actor, chain: UUID, purpose: str, form_version: str, now: datetime, *, item: UUID | None = None
) -> Receipt:
    """Note that the patient (or donor) consented to a purpose, for one item if it is named."""
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        effects = Effects()
        effects.add(
            "journeys.Consent", uuid=uuid4(), chain=chain, purpose=purpose, form_version=form_version[:20],
            given_at=now, item=item,
        )  # fmt: skip
        return _append(actor, "consent_given", chain, effects, "obtained consent", now, purpose=purpose)


def withdraw_consent(actor: Actor, chain: UUID, consent: UUID, now: datetime) -> Receipt:
    """Note that a consent was withdrawn; steps that need it stop at once."""
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        row = Consent.objects.select_for_update().filter(chain=chain, uuid=consent, withdrawn_at=None).first()
        if row is None:
            raise NotFound(
                "no_such_consent", Text("有効な同意が見つかりません。", "No consent in force was found.")
            )
        effects = Effects()
        effects.change("journeys.Consent", consent, withdrawn_at=now)
        return _append(
            actor, "consent_withdrawn", chain, effects, "noted a withdrawal", now, purpose=row.purpose
        )


def record_donor_test(
    actor: Actor, chain: UUID, donor: str, marker: str, result: str, sampled_at: datetime, now: datetime,
    window_days: int = 30, retest_due: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Note a screening test of a donor: negative, positive or pending."""
    check_role(actor, "physician", "procurement", "qc", "quality", "hospital_coordinator", "nurse")
    if result not in ("negative", "positive", "pending"):
        raise BadInput("result", Text("結果を選んでください。", "Choose the result."), "result")
    with transaction.atomic():
        open_or_refuse(chain)
        effects = Effects()
        effects.add(
            "journeys.DonorTest", uuid=uuid4(), chain=chain, donor=donor[:30], marker=marker[:30],
            sampled_at=sampled_at, window_days=window_days, result=result, retest_due=retest_due,
            reported_at=now,
        )  # fmt: skip
        return _append(actor, "donor_tested", chain, effects, "reported", now, marker=marker, result=result)


def record_weight(
    actor: Actor, chain: UUID, kilograms: float, weighed_at: datetime, now: datetime
) -> Receipt:
    """Note the patient's weight with its date."""
    check_role(actor, "physician", "nurse", "hospital_coordinator")
    if not LIGHTEST <= kilograms <= HEAVIEST or weighed_at > now:
        raise BadInput(
            "weight",
            Text(
                f"体重は{LIGHTEST}〜{HEAVIEST:g} kg、測定日はいままでの日時を入力してください。",
                f"Type a weight of {LIGHTEST} to {HEAVIEST:g} kg, measured until now.",
            ),
            "kilograms",
        )
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        effects = Effects()
        effects.add("journeys.Weight", uuid=uuid4(), chain=chain, kilograms=kilograms, weighed_at=weighed_at)
        return _append(actor, "weight_measured", chain, effects, "measured", now)


def state_readiness(actor: Actor, chain: UUID, has_infection: bool, now: datetime) -> Receipt:
    """The physician orders the treatment now, and says whether there is an infection."""
    check_role(actor, "physician")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        effects = Effects()
        effects.add(
            "journeys.Readiness", uuid=uuid4(), chain=chain, has_infection=has_infection, is_prepared=True,
            ordered_by=actor.person_uuid, stated_at=now,
        )  # fmt: skip
        return _append(actor, "readiness_stated", chain, effects, "ordered", now)


def acknowledge_running_tests(actor: Actor, chain: UUID, plan: str, now: datetime) -> Receipt:
    """The physician acknowledges tests that are still running, with the plan for a positive result."""
    check_role(actor, "physician")
    if not plan.strip() or len(plan) > LONGEST:
        raise BadInput(
            "plan",
            Text(
                f"陽性だったときの対応を1〜{LONGEST}文字で入力してください。",
                f"Say in 1 to {LONGEST} characters what is done if a result is positive.",
            ),
            "plan",
        )
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        attempt = Journey.objects.get(chain=chain, uuid=chain).attempt
        effects = Effects()
        effects.add(
            "journeys.RunningTestsKnown", uuid=uuid4(), chain=chain, attempt=attempt, plan=plan.strip(),
            acknowledged_by=actor.person_uuid, acknowledged_at=now,
        )  # fmt: skip
        return _append(actor, "running_tests_acknowledged", chain, effects, "acknowledged", now)


def raise_deviation(actor: Actor, chain: UUID, step: str, text: str, now: datetime) -> Receipt:
    """Note a departure from the procedure."""
    if not text.strip() or len(text) > LONGEST:
        raise BadInput(
            "deviation_text",
            Text(
                f"逸脱の内容を1〜{LONGEST}文字で入力してください。",
                f"Describe it in 1 to {LONGEST} characters.",
            ),
            "text",
        )
    with transaction.atomic():
        open_or_refuse(chain)
        effects = Effects()
        effects.add(
            "journeys.Deviation", uuid=uuid4(), chain=chain, journey=chain, step=step, text=text.strip(),
            member=actor.member_uuid, raised_at=now, raised_by=actor.person_uuid,
        )  # fmt: skip
        return _append(actor, "deviation_raised", chain, effects, "reported", now, step=step)


def close_deviation(actor: Actor, chain: UUID, deviation: UUID, conclusion: str, now: datetime) -> Receipt:
    """Quality assurance closes a deviation of its organisation with the conclusion."""
    check_role(actor, "quality")
    with transaction.atomic():
        open_or_refuse(chain)
        row = Deviation.objects.select_for_update().filter(chain=chain, uuid=deviation, state="open").first()
        if row is None or row.member != actor.member_uuid:
            raise NotFound(
                "no_such_deviation", Text("未完了の逸脱が見つかりません。", "No open deviation was found.")
            )
        effects = Effects()
        effects.change(
            "journeys.Deviation",
            deviation,
            state="closed",
            closed_at=now,
            conclusion=conclusion.strip()[:LONGEST],
        )
        return _append(actor, "deviation_closed", chain, effects, "closed", now)


def _check_own_case(actor: Actor, chain: UUID) -> None:
    """Refuse who isn't of the hospital of the case (or, for a lot, of a member that collects)."""
    case = Case.objects.filter(chain=chain).first()
    own = case.hospital == actor.member_uuid if case else JourneyStep.objects.filter(
        chain=chain, member=actor.member_uuid
    ).exists()  # fmt: skip
    if not own:
        raise NotAllowed(
            "not_your_case",
            Text(
                "この記録ができるのは、症例の病院だけです。", "Only the hospital of the case may record this."
            ),
        )
