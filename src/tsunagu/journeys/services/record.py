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
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.queries.many import parties_of
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.screening import check_sample, check_screener
from tsunagu.journeys.models import Case, Consent, Deviation, Journey, JourneyStep, Weight
from tsunagu.journeys.services.assess_donor import screening_members
from tsunagu.journeys.services.decide import make_what_is_complete
from tsunagu.journeys.services.facts.needs import OPTIONAL_PURPOSES
from tsunagu.journeys.services.facts.permits import basis_of
from tsunagu.journeys.services.opening import (
    DATA_CONSENT,
    check_form_version,
    coordinator_comes,
    coordinator_leaves,
)
from tsunagu.journeys.services.running import load_running
from tsunagu.members.domain.actor import Actor, check_role

MOST_CELLS = 1e13
LIGHTEST, HEAVIEST = Weight.limits["kilograms"]
LONGEST = 1000
SCREENERS = ("physician", "procurement", "qc", "quality", "hospital_coordinator", "nurse")
"""Roles that note donor tests, in an organisation that answers for them."""


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
    reconsent_due: datetime | None = None, request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Note that the patient (or donor) consented to a purpose, for one item if it is named.

    ``reconsent_due``: by when the consent has to be given anew, if it has.
    """
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        record = _Record(actor, chain, "consent_given", request_key, {"purpose": purpose, "item": item})
        if done := record.done():
            return done
        running = load_running(chain)
        if purpose not in OPTIONAL_PURPOSES:
            check_form_version(basis_of(running), form_version, now)
        if reconsent_due is not None and reconsent_due <= now:
            raise BadInput("reconsent_due", _RECONSENT, "reconsent_due")
        effects, subject = Effects(), "donor" if running.case is None else "patient"
        effects.add(
            "journeys.Consent", uuid=uuid4(), chain=chain, purpose=purpose, form_version=form_version[:20],
            given_at=now, item=item, subject=subject, reconsent_due=reconsent_due,
        )  # fmt: skip
        if purpose == DATA_CONSENT:
            coordinator_comes(effects, chain, now)
        receipt = record.append(effects, "obtained consent", now)
        make_what_is_complete(actor, running, now)
        return receipt


def withdraw_consent(
    actor: Actor, chain: UUID, consent: UUID, now: datetime, request_key: str | None = None
) -> Receipt:
    """Note that the purpose of a consent was withdrawn: every consent to it so far; steps that need it stop at once."""
    check_role(actor, "physician", "hospital_coordinator", "procurement")
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        rows = {
            row.uuid: row for row in Consent.objects.select_for_update().filter(chain=chain).order_by("uuid")
        }
        row = rows.get(consent)
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
        for one in rows.values():
            if (one.purpose, one.subject, one.withdrawn_at) == (row.purpose, row.subject, None):
                effects.change("journeys.Consent", one.uuid, withdrawn_at=now)
        if row.purpose == DATA_CONSENT:
            coordinator_leaves(effects, chain, now)
        return record.append(effects, "noted a withdrawal", now)


def record_donor_test(
    actor: Actor, chain: UUID, donor: str, marker: str, result: str, sampled_at: datetime, now: datetime,
    window_days: int = 30, retest_due: datetime | None = None, request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Note a screening test of a donor: negative, positive or pending; only who answers for the screening may."""
    check_role(actor, *SCREENERS)
    if result not in ("negative", "positive", "pending"):
        raise BadInput("result", Text("結果を選んでください。", "Choose the result."), "result")
    check_sample(sampled_at, retest_due, now)
    with transaction.atomic():
        open_or_refuse(chain)
        check_screener(actor.member_uuid in screening_members(chain))
        record = _Record(actor, chain, "donor_tested", request_key, {"marker": marker, "result": result})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.DonorTest", uuid=uuid4(), chain=chain, donor=donor[:30], marker=marker[:30],
            sampled_at=sampled_at, window_days=window_days, result=result, retest_due=retest_due,
            reported_at=now, reported_by=actor.person_uuid,
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
    actor: Actor, chain: UUID, has_infection: bool, now: datetime, request_key: str | None = None,
    ordered_cells: float | None = None,
) -> Receipt:  # fmt: skip
    """The physician orders the treatment now, all at hand or so many cells, and says if there is an infection."""
    check_role(actor, "physician")
    if ordered_cells is not None and not 0 < ordered_cells <= MOST_CELLS:
        raise BadInput(
            "ordered_cells",
            Text(
                f"投与する細胞数は、0より大きく{MOST_CELLS:.0e}以下の数を入力してください。",
                f"Type the number of cells to give: more than 0, at most {MOST_CELLS:.0e}.",
            ),
            "ordered_cells",
        )
    with transaction.atomic():
        open_or_refuse(chain)
        _check_own_case(actor, chain)
        said: dict[str, object] = {"has_infection": has_infection}
        if ordered_cells is not None:
            said["ordered_cells"] = ordered_cells
        record = _Record(actor, chain, "readiness_stated", request_key, said)
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.Readiness", uuid=uuid4(), chain=chain, has_infection=has_infection, is_prepared=True,
            ordered_by=actor.person_uuid, ordered_cells=ordered_cells, stated_at=now,
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
        _check_takes_part(actor, chain)
        record = _Record(actor, chain, "deviation_raised", request_key, {"step": step})
        if done := record.done():
            return done
        effects = Effects()
        effects.add(
            "journeys.Deviation", uuid=uuid4(), chain=chain, journey=chain, step=step, text=text.strip(),
            member=actor.member_uuid, raised_at=now, raised_by=actor.person_uuid,
        )  # fmt: skip
        return record.append(effects, "reported", now)


def _check_takes_part(actor: Actor, chain: UUID) -> None:
    """Refuse who only reads, and the coordinator, who notifies and never decides: an open deviation stops a release."""
    mine = {role for member, role in parties_of(chain) if member == actor.member_uuid}
    if actor.is_reader or not mine - {"coordinator"}:
        raise NotAllowed(
            "takes_no_part",
            Text(
                "逸脱を登録できるのは、この症例・ロットを扱う組織の担当者です。気づいたことは、担当の組織に連絡してください。",
                "Deviations are raised by the organisations that handle this case or lot. Tell them what you noticed.",
            ),
        )


def close_deviation(
    actor: Actor, chain: UUID, deviation: UUID, conclusion: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Quality assurance of who raised a deviation, or of who releases, closes it with the conclusion."""
    check_role(actor, "quality")
    said = check_reason(conclusion, LONGEST)
    with transaction.atomic():
        open_or_refuse(chain)
        row = Deviation.objects.select_for_update().filter(chain=chain, uuid=deviation).first()
        record = _Record(actor, chain, "deviation_closed", request_key, {"deviation": deviation})
        if done := record.done():
            return done
        if row is None or row.state != "open" or actor.member_uuid not in {row.member, *_releasing(chain)}:
            raise NotFound(
                "no_such_deviation", Text("未完了の逸脱が見つかりません。", "No open deviation was found.")
            )
        effects = Effects()
        effects.change(
            "journeys.Deviation",
            deviation,
            state="closed",
            closed_at=now,
            conclusion=said,
        )
        return record.append(effects, "closed", now)


def _releasing(chain: UUID) -> set[UUID]:
    """Return the members that release in this journey: who releases must be able to assess what departed."""
    return set(JourneyStep.objects.filter(chain=chain, action="release").values_list("member", flat=True))


def _check_own_case(actor: Actor, chain: UUID) -> None:
    """Refuse who isn't of the hospital of the case (or, for a lot, of a member that collects)."""
    case = Case.objects.filter(chain=chain).first()
    own = case.hospital == actor.member_uuid if case else JourneyStep.objects.filter(
        chain=chain, member=actor.member_uuid, stage="procurement"
    ).exists()  # fmt: skip
    if not own:
        raise NotAllowed(
            "not_your_case",
            Text(
                "この記録ができるのは、症例の病院だけです。", "Only the hospital of the case may record this."
            ),
        )


_RECONSENT = Text(
    "再同意の期限は、いまより後の日時を入力してください。",
    "The renewal of the consent must be due after now.",
)
