"""An overloaded month of the demonstration: two declared policies and one round, published, all of it invented."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.fairness.allocating import JOINT
from tsunagu.planning.domain.fairness.grades import DEFAULT, grades_of
from tsunagu.planning.domain.fairness.policy import Criterion, Policy
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.services.ask_for_plan import ask_for_plan
from tsunagu.planning.services.fairness.answer_offer import accept_offer, decline_offer
from tsunagu.planning.services.fairness.compute_round import compute_round
from tsunagu.planning.services.fairness.declare_policy import Declared, declare_policy
from tsunagu.planning.services.fairness.gathering import Period
from tsunagu.planning.services.fairness.open_round import open_round
from tsunagu.planning.services.fairness.override import Wanted, agree_override, ask_override
from tsunagu.planning.services.fairness.publish_round import publish_round
from tsunagu.planning.services.fairness.start_computing import start_computing
from tsunagu.planning.services.fairness.state_inputs import Stated, state_inputs

THERAPY = "auto-car-t-frozen"
HUB = "rink"
ASKED = {
    "haneda-clinic": (
        (63, 1, "大きい"),
        (41, 2, "中程度"),
        (20, 1, "大きい"),
        (9, 4, "中程度"),
        (5, 1, "小さい"),
    ),
    "yokohama-hospital": ((35, 1, "中程度"), (28, 2, "大きい"), (12, 1, "")),
    "sendai-hospital": ((52, 1, "小さい"), (33, 2, "中程度"), (16, 4, "大きい"), (7, 1, "中程度")),
}
"""For each hospital its requests: days waited, class of urgency, grade of expected benefit."""
WEIGHTS: dict[Criterion, int] = {"waited": 40, "urgency": 35, "benefit": 15, "equity": 10}
STANDARD = Policy(
    "standard", 0, WEIGHTS, full_weeks=12, floor=1, guard_weeks=8, grades=grades_of(DEFAULT),
)  # fmt: skip
POLICIES = (
    ("標準の割当方針（デモ）", STANDARD),
    ("待機期間だけの方針（デモ）", Policy("waiting-only", 0, {"waited": 100}, tie="asked")),
)
CONSULTED = "合成データ：連絡会議で全会員に諮り、この方針で合意した、という設定です。"
REASON = "合成データ：ほかの治療の予定が変わり、この月を逃すと実施できなくなる、という設定です。"


def allocate_a_month(now: datetime, effort: Effort = JOINT) -> None:
    """Declare, ask, open, state, override, compute, publish and answer; a network that has policies does nothing."""
    today = now.astimezone(TOKYO).date()
    with hands.working(hands.actor(stable_uuid("member", HUB), "coordinator", now=now)) as hub:
        if queries.policies():
            return
        declared = [_declare(hub, title, policy, today, now) for title, policy in POLICIES]
    for hospital, patients in ASKED.items():
        _ask(hospital, len(patients), now)
    first = today + timedelta(days=2)
    period = Period(first, first + timedelta(days=27))
    with hands.working(hub):
        round_ = open_round(hub, declared[0], period, "混み合う1か月（デモ）", now)
    claims = [one for hospital in ASKED for one in _state(hospital, round_, today, now)]
    _override(claims[-1], hub, today, now)
    with hands.working(hub):
        start_computing(hub, round_, now)
    compute_round(round_, lambda: now, effort)
    with hands.working(hub):
        publish_round(hub, round_, now)
    _answer("haneda-clinic", round_, now)


def _declare(hub: Actor, title: str, policy: Policy, today: date, now: datetime) -> UUID:
    return declare_policy(hub, policy, Declared(title, today - timedelta(days=60), CONSULTED), now)


def _physician(hospital: str, now: datetime) -> Actor:
    return hands.actor(stable_uuid("member", hospital), "physician", now=now)


def _ask(hospital: str, count: int, now: datetime) -> None:
    with hands.working(_physician(hospital, now)) as physician:
        need = Need(THERAPY, now.astimezone(TOKYO).date() + timedelta(days=2))
        for number in range(count):
            at = now - timedelta(hours=number + 1)
            ask_for_plan(
                physician, stable_uuid("site", f"{hospital}-main"), need, at, f"demonstration-{number}"
            )


def _state(hospital: str, round_: UUID, today: date, now: datetime) -> list[tuple[str, UUID]]:
    """Let a hospital state the inputs of its requests; return its claims."""
    with hands.working(_physician(hospital, now)) as physician:
        claims = [one for one in queries.claims_of(round_, now) if one.therapy == THERAPY]
        for claim, (days, urgency, benefit) in zip(claims, ASKED[hospital], strict=False):
            state_inputs(physician, claim.uuid, Stated(today - timedelta(days=days), urgency, benefit), now)
    return [(hospital, one.uuid) for one in claims]


def _override(claim: tuple[str, UUID], hub: Actor, today: date, now: datetime) -> None:
    hospital, uuid = claim
    with hands.working(_physician(hospital, now)) as physician:
        made = ask_override(physician, uuid, Wanted("first", REASON, today + timedelta(days=14)), now)
    with hands.working(hub):
        agree_override(hub, made, now)


def _answer(hospital: str, round_: UUID, now: datetime) -> None:
    """Let a hospital accept its first offer and decline its last."""
    with hands.working(_physician(hospital, now)) as physician:
        offered = [one.uuid for one in queries.claims_of(round_, now) if one.answer == "offered"]
        if len(offered) > 1:
            accept_offer(physician, offered[0], now)
            decline_offer(physician, offered[-1], now)
