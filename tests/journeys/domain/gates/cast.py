"""A step at which everything is right, to be spoilt one fact at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.dose import DosePlan, Weight
from tsunagu.journeys.domain.gates import facts as f
from tsunagu.journeys.domain.gates import judge
from tsunagu.journeys.domain.verdicts import Outcome, Verdict

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COI, OTHER_COI = "CHA999926000148", "CHA999926000149"


def uid(number: int) -> UUID:
    return UUID(int=number)


HOSPITAL, MAKER, OUTSIDER = uid(1), uid(2), uid(3)
NURSE, OPERATOR, QUALITY, PHYSICIAN, SECOND, AGREES = (uid(n) for n in range(11, 17))
BAG, SITE, STEP = uid(21), uid(22), "give"
NAMES = {HOSPITAL: Text("羽田病院（デモ）", "Haneda Hospital (demo)")}


def text(word: str) -> Text:
    return Text(word, word)


def named(key: str) -> f.Named:
    return f.Named(key, text(key))


def release(kind: str = "sponsor", **changes: Any) -> f.ReleaseFacts:
    return replace(f.ReleaseFacts(uid(31), kind, QUALITY, NOW - DAY, by_quality_unit=True), **changes)


def item(**changes: Any) -> f.ItemFacts:
    right = f.ItemFacts(
        BAG,
        "B-1",
        "car-t",
        expected=True,
        holder=HOSPITAL,
        holder_name=NAMES[HOSPITAL],
        acceptance="accepted",
        expires_at=NOW + 22 * HOUR,
        case_coi=COI,
        allocated_coi=COI,
        quantity_cells=Decimal("1.1e8"),
        irreplaceable=True,
        releases=(release(),),
        makers=frozenset({OPERATOR}),
    )
    return replace(right, **changes)


def needs(**changes: Any) -> f.StepNeeds:
    right = f.StepNeeds(
        STEP,
        Text("投与", "Administration"),
        "administer",
        "clinical",
        consents=("treatment",),
        inputs_needed=1,
    )
    return replace(right, **changes)


LEGAL = f.LegalFacts(
    uid(41),
    "治験 jRCT2031260001",
    "active",
    on_record=frozenset({"approval", "jrct", "protocol", "plan", "committee"}),
    valid_until=date(2027, 3, 31),
    named_sites=frozenset({SITE}),
)
CONSENT = f.ConsentFacts(uid(42), "treatment", NOW - 30 * DAY, "4.1", valid_when_given=True)


def facts(step: f.StepNeeds | None = None, **changes: Any) -> f.StepFacts:
    """Return facts under which the patient may be given the bag."""
    right = f.StepFacts(
        NOW,
        step or needs(),
        f.ActorFacts(NURSE, HOSPITAL, NAMES[HOSPITAL], frozenset({"nurse"})),
        "trial",
        "autologous",
        site=f.SiteFacts(SITE, text("羽田病院")),
        case=f.CaseFacts(uid(51), COI, HOSPITAL, irreplaceable=True),
        items=(item(),),
        scanned=(f.ScannedFacts("]d2010499", BAG, BAG, second_given=True),),
        wristband=True,
        legal=LEGAL,
        consents=(CONSENT,),
        dose=f.DoseFacts(
            DosePlan(Decimal("2e6"), Decimal("5e7"), Decimal("2e8"), weight_valid_days=7),
            Weight(Decimal("54.2"), NOW - DAY),
        ),
        readiness=f.ReadinessFacts(order=uid(61), infection=False),
        responsible_members=frozenset({MAKER}),
    )
    return replace(right, **changes)


def step(action: str, stage: str = "manufacturing", **changes: Any) -> f.StepNeeds:
    """Return another kind of step, which asks for nothing in particular."""
    plain: dict[str, Any] = {
        "key": STEP,
        "action": action,
        "stage": stage,
        "consents": (),
        "inputs_needed": 0,
    }
    return needs(**{**plain, **changes})


def signature(person: UUID, member: UUID, role: str, at: datetime = NOW - HOUR) -> f.SignatureFacts:
    return f.SignatureFacts(person, member, role, at)


SIGNED = (signature(QUALITY, MAKER, "quality"), signature(PHYSICIAN, HOSPITAL, "physician"))
SIGNED_BY_ALL = (*SIGNED, signature(AGREES, MAKER, "manufacturer"))


def decision(verdict: Verdict, **changes: Any) -> f.DecisionFacts:
    """Return a fully signed decision about this verdict at this step."""
    full = f.DecisionFacts(
        uid(71), "override", frozenset({verdict.cause}), verdict.item, frozenset({STEP}), NOW - HOUR, SIGNED
    )
    return replace(full, **changes)


def special_use(verdict: Verdict, **changes: Any) -> f.DecisionFacts:
    """Return a complete out-of-specification decision about this verdict."""
    return decision(
        verdict,
        **{
            "kind": "out_of_specification",
            "signatures": SIGNED_BY_ALL,
            "legal_route": "治験",
            **changes,
        },
    )


SPECIAL_CONSENT = f.ConsentFacts(
    uid(43), "out_of_specification", NOW - 2 * HOUR, "1.0", valid_when_given=True, item=BAG
)


def of(gate: str, judged: f.StepFacts) -> tuple[Verdict, ...]:
    """Return what one gate says when all are judged."""
    return tuple(verdict for verdict in judge(judged) if verdict.gate == gate)


def bad(gate: str, judged: f.StepFacts) -> Verdict:
    """Return the first verdict of the gate that doesn't pass."""
    return next(verdict for verdict in of(gate, judged) if verdict.outcome is not Outcome.PASS)


def outcomes(gate: str, judged: f.StepFacts) -> set[str]:
    return {verdict.outcome.value for verdict in of(gate, judged)}
