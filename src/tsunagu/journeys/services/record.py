"""Small signed records of a case or lot: consents, donor tests, weights, readiness, deviations.

The same request sent twice is one record: what it would change is locked before its key is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Case, Consent, Deviation, Journey, JourneyStep, Weight
from tsunagu.journeys.services.decide import make_what_is_complete
from tsunagu.journeys.services.running import load_running
from tsunagu.members.domain.actor import Actor, check_role

LIGHTEST, HEAVIEST = Weight.limits["kilograms"]
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Record:
    """What is about to be recorded: who, of which chain, under which name, with what it says."""

    actor: Actor
    chain: UUID
    name: str
    request_key: str | None
    facts: Mapping[str, object]

    @property
    def signer(self) -> Signer:
        """The actor as the ledger names him."""
        return Signer(self.actor.person_uuid, self.actor.member_uuid)

    def done(self) -> Receipt | None:
        """Return the receipt of this very request, if it was made before."""
        return already_done(self.chain, self.request_key, self.name, self.signer, self.facts)

    def append(self, effects: Effects, meaning: str, now: datetime) -> Receipt:
        """Write the record with what it changes."""
        act = Act(self.name, self.chain, now, self.facts, effects)
        return append(self.signer, [act], Signature(meaning), now, self.request_key)


def give_consent(
    actor: Actor, chain: UUID, purpose: str, form_version: str, now: datetime, *, item: UUID | None = None,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Note that the patient (or donor) consented to a purpose, for one item if it is named."""
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        record = _Record(actor, chain, "consent_given", request_key, {"purpose": purpose, "item": item})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.Consent", uuid=uuid4(), chain=chain, purpose=purpose, form_version=form_version[:20],
            given_at=now, item=item,
        )  # fmt: skip
        receipt = record.append(effects, "obtained consent", now)
        make_what_is_complete(actor, load_running(chain), now)
        return receipt


def withdraw_consent(
    actor: Actor, chain: UUID, consent: UUID, now: datetime, request_key: str | None = None
) -> Receipt:
    """Note that a consent was withdrawn; steps that need it stop at once."""
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        row = Consent.objects.select_for_update().filter(chain=chain, uuid=consent).first()
        purpose = row.purpose if row else ""
        facts = {"purpose": purpose, "consent": consent}
        record = _Record(actor, chain, "consent_withdrawn", request_key, facts)
        if done := record.done():
            return done
        if row is None or row.withdrawn_at is not None:
            raise NotFound(
                "no_such_consent", Text("有効な同意が見つかりません。", "No consent in force was found.")
            )
        effects = Effects()
        effects.change("journeys.Consent", consent, withdrawn_at=now)
        return record.append(effects, "noted a withdrawal", now)


def record_donor_test(
    actor: Actor, chain: UUID, donor: str, marker: str, result: str, sampled_at: datetime, now: datetime,
    window_days: int = 30, retest_due: datetime | None = None, request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Note a screening test of a donor: negative, positive or pending."""
    check_role(actor, "physician", "procurement", "qc", "quality", "hospital_coordinator", "nurse")
    if result not in ("negative", "positive", "pending"):
        raise BadInput("result", Text("結果を選んでください。", "Choose the result."), "result")
    with transaction.atomic():
        open_or_refuse(chain)
        record = _Record(actor, chain, "donor_tested", request_key, {"marker": marker, "result": result})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.DonorTest", uuid=uuid4(), chain=chain, donor=donor[:30], marker=marker[:30],
            sampled_at=sampled_at, window_days=window_days, result=result, retest_due=retest_due,
            reported_at=now,
        )  # fmt: skip
        return record.append(effects, "reported", now)


def record_weight(
    actor: Actor, chain: UUID, kilograms: float, weighed_at: datetime, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
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
        record = _Record(actor, chain, "weight_measured", request_key, {"kilograms": kilograms})
        if done := record.done():
            return done
        effects = Effects()
        effects.add("journeys.Weight", uuid=uuid4(), chain=chain, kilograms=kilograms, weighed_at=weighed_at)
        return record.append(effects, "measured", now)


def state_readiness(
    actor: Actor, chain: UUID, has_infection: bool, now: datetime, request_key: str | None = None
) -> Receipt:
    """The physician orders the treatment now, and says whether there is an infection."""
    check_role(actor, "physician")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        record = _Record(actor, chain, "readiness_stated", request_key, {"has_infection": has_infection})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.Readiness", uuid=uuid4(), chain=chain, has_infection=has_infection, is_prepared=True,
            ordered_by=actor.person_uuid, stated_at=now,
        )  # fmt: skip
        return record.append(effects, "ordered", now)


def acknowledge_running_tests(
    actor: Actor, chain: UUID, plan: str, now: datetime, request_key: str | None = None
) -> Receipt:
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
        record = _Record(actor, chain, "running_tests_acknowledged", request_key, {})
        if done := record.done():
            return done
        attempt = Journey.objects.get(chain=chain, uuid=chain).attempt
        effects = Effects()
        effects.add(
            "journeys.RunningTestsKnown", uuid=uuid4(), chain=chain, attempt=attempt, plan=plan.strip(),
            acknowledged_by=actor.person_uuid, acknowledged_at=now,
        )  # fmt: skip
        return record.append(effects, "acknowledged", now)


def raise_deviation(
    actor: Actor, chain: UUID, step: str, text: str, now: datetime, request_key: str | None = None
) -> Receipt:
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
        record = _Record(actor, chain, "deviation_raised", request_key, {"step": step})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.Deviation", uuid=uuid4(), chain=chain, journey=chain, step=step, text=text.strip(),
            member=actor.member_uuid, raised_at=now, raised_by=actor.person_uuid,
        )  # fmt: skip
        return record.append(effects, "reported", now)


def close_deviation(
    actor: Actor, chain: UUID, deviation: UUID, conclusion: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Quality assurance closes a deviation of its organisation with the conclusion."""
    check_role(actor, "quality")
    with transaction.atomic():
        open_or_refuse(chain)
        row = Deviation.objects.select_for_update().filter(chain=chain, uuid=deviation).first()
        record = _Record(actor, chain, "deviation_closed", request_key, {"deviation": deviation})
        if done := record.done():
            return done
        if row is None or row.state != "open" or row.member != actor.member_uuid:
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
        return record.append(effects, "closed", now)


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
