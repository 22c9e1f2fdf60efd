"""Every form with which a person acts: how it is come by, and what is typed into it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.stories.acts import GROUNDS, hold
from tests.stories.desk import minute
from tests.stories.posting import (
    CLINIC,
    COURIER,
    KEY,
    LOT,
    MAKER,
    TRIAL,
    Post,
    Prepare,
    act_on,
    set_the_stage,
)
from tests.stories.posts_laboratory import LABORATORY_POSTS
from tests.support.world import World
from tsunagu.conditions.services.keep_shippers import NewTest, add_shipper, record_test
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.state import hand_overs, holds
from tsunagu.custody.services.hand_over import give
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.evaluation.queries import corrections_awaiting, results_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.models import Consent, Deviation, DonorTest, Release
from tsunagu.journeys.services.correct_result import correct_result
from tsunagu.journeys.services.decide import Proposal, propose_decision
from tsunagu.journeys.services.record import raise_deviation, record_donor_test, record_weight
from tsunagu.members.domain.actor import Actor


def at_the_window(world: World) -> tuple[UUID, str]:
    """The time of a step has passed: return the chain and the cause that a decision may be about."""
    chain = world.chains["waiting"]
    collected = world.row(chain, "collect").ended_at
    assert collected
    world.now = collected + timedelta(hours=48.5)
    return chain, "time.window.collect"


def propose(world: World) -> Post:
    _, cause = at_the_window(world)
    item = world.items(world.chains["waiting"])[0]
    causes = [f"{cause}|", f"{cause}|{item.uuid}"]
    post = act_on(world, "waiting", "propose", MAKER, "quality", step="transduce", grounds=GROUNDS)
    shown = post.browser(world).get(f"{post.path}?step=transduce").content.decode()
    post.data["causes"] = [one for one in causes if f'value="{one}"' in shown]
    return post


def sign(world: World) -> Post:
    chain, cause = at_the_window(world)
    quality = world.actor(MAKER, "quality")
    with world.acting(quality):
        items: list[UUID | None] = [None, *(one.uuid for one in world.items(chain))]
        decision = propose_on_any(world, quality, chain, cause, items)
    return act_on(world, "waiting", "sign", MAKER, "quality", subject=str(decision), agrees="yes", note="")


def propose_on_any(world: World, who: Actor, chain: UUID, cause: str, items: list[UUID | None]) -> UUID:
    """Propose on the verdict as the gates give it: about the item, or about the step as a whole."""
    return propose_decision(
        who, Proposal(chain, "transduce", frozenset({cause}), items[-1], GROUNDS), world.now, "first"
    )


def lift(world: World) -> Post:
    item = world.items(world.chains["fresh"])[0]
    hold(world, item.uuid, MAKER, "quality")
    with acting(Scope("auditor")):
        (placed,) = holds([world.chains["fresh"]])
    return act_on(world, "fresh", "lift", MAKER, "quality", subject=str(placed.uuid), reason="問題なし")


def countersign(world: World) -> Post:
    with acting(Scope("auditor")):
        (passing,) = hand_overs([world.chains["unsigned"]], ["received_unsigned"])
    return act_on(world, "unsigned", "countersign", COURIER, "courier", subject=str(passing.uuid))


def sign_on_list(world: World) -> Post:
    subject = countersign(world).data["subject"]
    return Post(world.actor(COURIER, "courier"), f"/trace/hand-overs/{subject}/sign/")


def take_back(world: World) -> Post:
    maker, item = world.actor(MAKER, "supervisor"), world.items(world.chains["fresh"])[0]
    with world.acting(maker):
        signer = Signer(maker.person_uuid, maker.member_uuid)
        give(signer, [item.uuid], world.member(COURIER), world.now)
    with acting(Scope("auditor")):
        (passing,) = hand_overs([world.chains["fresh"]], ["given"])
    return Post(maker, f"/trace/hand-overs/{passing.uuid}/cancel/", {"reason": "車が来なかった"})


def readings(world: World) -> Post:
    row = world.row(world.chains["fresh"], "transport_in")
    assert row.started_at
    assert row.ended_at
    post = act_on(world, "fresh", "readings", COURIER, "courier", step="transport_in")
    post.file = ("logger.csv", logger_file("cold", row.started_at, row.ended_at, "twice"))
    return post


def correct(world: World) -> Post:
    with acting(Scope("auditor")):
        wrong = next(one for one in results_of([world.chains["tested"]]) if one.characteristic == "viability")
    return act_on(
        world, "tested", "correct", MAKER, "qc", step=wrong.step, result=str(wrong.uuid), value="91.5",
        reason="転記の誤り",
    )  # fmt: skip


def withdraw(world: World) -> Post:
    with acting(Scope("auditor")):
        given = Consent.objects.filter(chain=world.chains["fresh"], purpose="network_data").earliest(
            "given_at"
        )
    return act_on(world, "fresh", "withdraw", CLINIC, "physician", subject=str(given.uuid))


def assess_donor(world: World) -> Post:
    chain, reporter = world.chains["fresh"], world.actor(CLINIC, "physician")
    with world.acting(reporter):
        record_donor_test(reporter, chain, "patient", "CMV", "positive", world.now, world.now)
    with acting(Scope("auditor")):
        test = DonorTest.objects.get(chain=chain, result="positive")
    return act_on(
        world, "fresh", "assess-donor", CLINIC, "quality", subject=str(test.uuid), reason="確認検査は陰性"
    )


def close_deviation(world: World) -> Post:
    chain, operator = world.chains["fresh"], world.actor(MAKER, "operator")
    with world.acting(operator):
        raise_deviation(operator, chain, "transduce", "30分遅れた", world.now)
    with acting(Scope("auditor")):
        found = Deviation.objects.get(chain=chain)
    return act_on(
        world, "fresh", "close-deviation", MAKER, "quality", subject=str(found.uuid), conclusion="影響なし"
    )


def complete(world: World) -> Post:
    """The second of two people completes what the first has confirmed."""
    ready = world.run_until(world.chains["fresh"], "transduce", "perform")
    ready.check()
    world.later(minutes=1)
    number = ready.running.journey.number
    data = {"key": KEY, "step": "transduce", "item_0": ready.item.label, "line_clearance": "on"}
    return Post(ready.who, f"/journeys/{number}/complete/", data)


def notify(world: World) -> Post:
    post = act_on(
        world, "fresh", "notify", "rink", "coordinator", role="operator", text="状況をお知らせください"
    )
    post.data["member"] = str(world.member(MAKER))
    post.rows = 0
    return post


def amend(world: World) -> Post:
    """The hospital weighed its patient, and typed the weight wrongly; its quality unit corrects it."""
    nurse, chain = world.actor(CLINIC, "nurse"), world.chains["fresh"]
    with world.acting(nurse):
        row = record_weight(nurse, chain, 16.0, world.now, world.now).uuid
    return act_on(world, "fresh", "amend", CLINIC, "quality", row=str(row), value_0="61.5", reason="桁の誤り")


def scanned(world: World, role: str, verb: str, **data: Any) -> Post:
    """A form of the scan page on the cells at the manufacturer."""
    item = world.items(world.chains["fresh"])[0]
    return Post(world.actor(MAKER, role), f"/scan/item/{item.uuid}/{verb}/", {"request_key": KEY, **data})


def problem(world: World) -> Post:
    post = scanned(world, "operator", "problem", text="袋が漏れている", hold="on")
    post.rows = 2  # the deviation and the hold
    return post


def withdraw_release(world: World) -> Post:
    """The sponsor takes back what it released."""
    world.run_until(world.chains["tested"], "transport_out")
    with acting(Scope("auditor")):
        given = Release.objects.get(chain=world.chains["tested"])
    return act_on(
        world,
        "tested",
        "withdraw-release",
        "sakura-cart",
        "sponsor",
        subject=str(given.uuid),
        reason="逸脱が判明",
    )


def pack(world: World) -> Post:
    """The carrier closes a shipper that was measured."""
    row, today = world.row(world.chains["fresh"], "transport_out"), local_day(world.now)
    band = world.running(world.chains["fresh"]).route.step("transport_out").band or ""
    carrier = world.actor(row.member, "courier")
    with world.acting(carrier):
        shipper = add_shipper(carrier, "DS-1", "試験用 10L", band, 240, world.now)
        test = NewTest(200, today, today + timedelta(days=30), "試験室", "HT-1")
        record_test(carrier, shipper, test, today, world.now)
    return act_on(
        world, "fresh", "pack", row.member, "courier", step="transport_out", shipper=str(shipper),
        closed_at=minute(world.now),
    )  # fmt: skip


def confirm_correction(world: World) -> Post:
    """The analyst corrects a failed value; quality of the manufacturer agrees."""
    chain = world.chains["fresh"]
    ready = world.run_until(chain, "in_process", "perform")
    ready.perform(ready.work(values={**ready.work().values, "viability": "50"}))
    with acting(Scope("auditor")):
        wrong = next(
            one
            for one in results_of([chain])
            if (one.panel, one.characteristic) == ("in_process", "viability")
        )
    with world.acting(world.actor(MAKER, "qc")) as analyst:
        correct_result(analyst, chain, wrong.uuid, "91.5", "転記の誤り", world.now)
    with acting(Scope("auditor")):
        (waiting,) = corrections_awaiting(chain)
    return act_on(
        world, "fresh", "confirm-correction", MAKER, "quality", result=str(waiting.uuid), agrees="yes"
    )


def label(world: World, name: str) -> str:
    return world.items(world.chains[name])[0].label


def uuid_of(world: World, name: str) -> str:
    return str(world.items(world.chains[name])[0].uuid)


ACT_POSTS: dict[str, Prepare] = {
    "start": lambda world: act_on(
        world, "waiting", "start", MAKER, "operator", step="transduce", item_0=label(world, "waiting"),
        line_clearance="on",
    ),
    "complete": complete,
    "fail": lambda world: act_on(world, "fresh", "fail", MAKER, "operator", step="transduce", reason="増殖しない"),
    "propose": propose,
    "sign": sign,
    "hold": lambda world: act_on(
        world, "fresh", "hold", MAKER, "quality", item=uuid_of(world, "fresh"), reason="確認中", deadline=""
    ),
    "lift": lift,
    "countersign": countersign,
    "readings": readings,
    "correct": correct,
    "consent": lambda world: act_on(
        world, "fresh", "consent", CLINIC, "physician", purpose="network_data", form_version="2.0", item=""
    ),
    "withdraw": withdraw,
    "donor-test": lambda world: act_on(
        world, "fresh", "donor-test", CLINIC, "physician", marker="CMV", result="negative",
        sampled_at="2026-11-01T10:00", window_days="30",
    ),
    "assess-donor": assess_donor,
    "weight": lambda world: act_on(world, "fresh", "weight", CLINIC, "nurse", kilograms="61.5", weighed_at=""),
    "readiness": lambda world: act_on(world, "fresh", "readiness", CLINIC, "physician", infection="no"),
    "running-tests": lambda world: act_on(world, "fresh", "running-tests", CLINIC, "physician", plan="抗菌薬を準備"),
    "deviation": lambda world: act_on(
        world, "fresh", "deviation", CLINIC, "physician", step="collect", text="採取が30分遅れた"
    ),
    "close-deviation": close_deviation,
    "again": lambda world: act_on(
        world, "fresh", "again", CLINIC, "physician", from_step="collect", reason="再採取"
    ),
    "cancel": lambda world: act_on(world, "fresh", "cancel", CLINIC, "physician", reason="患者さんの希望"),
    "dispose": lambda world: act_on(
        world, "fresh", "dispose", MAKER, "quality", items=[uuid_of(world, "fresh")], reason="容器の破損"
    ),
    "notify": notify,
    "amend": amend,
    "number": lambda world: act_on(
        world, "fresh", "number", CLINIC, "hospital_coordinator", scheme="sponsor_coi", value="SPN-0042"
    ),
    "withdraw-release": withdraw_release,
    "confirm-correction": confirm_correction,
    "pack": pack,
    **LABORATORY_POSTS,
}  # fmt: skip
"""By the verb of the act."""

OTHER_POSTS: dict[str, Prepare] = {
    "hand-over signed on the list": sign_on_list,
    "hand-over taken back": take_back,
    "confirmed by scan": lambda world: scanned(world, "operator", "do", act="check", step="transduce"),
    "problem seen at scan": problem,
}


def order(world: World) -> Post:
    """A hospital orders; the first of each selection is chosen."""
    return _begun(
        Post(world.actor(CLINIC, "hospital_coordinator"), "/journeys/order/"), world, TRIAL,
        name="試験 太郎", kana="", born_on="1960-05-01", record_number="0001-0001", form_version="1.0", urgency="1",
        consents=["trial", "out_of_specification", "retained_cells", "network_data"], kilograms="60",
    )  # fmt: skip


def from_paper(world: World) -> Post:
    """The same, of a course that began on paper: registered and collected."""
    post = order(world)
    post.path = "/journeys/from-paper/"
    done = {"done_register": world.now - timedelta(days=1), "done_collect": world.now - timedelta(hours=5)}
    post.data |= {name: minute(at) for name, at in done.items()}
    post.data |= {"din": "A999926000001", "evidence": "手順書控え 26-114"}
    post.rows = 2  # the order, and what was taken over
    return post


def produce(world: World) -> Post:
    """A manufacturer begins a lot."""
    post = Post(world.actor("shonan-bio", "supervisor"), "/journeys/produce/")
    return _begun(post, world, LOT, consents=["donation"], form_version="1.0")


def _begun(post: Post, world: World, therapy: str, **typed: Any) -> Post:
    form = post.browser(world).get(f"{post.path}?therapy={therapy}").content.decode()
    for name in ("hospital_site", "legal_basis"):
        if f'name="{name}"' in form:
            typed[name] = form.split(f'name="{name}"')[1].split('<option value="')[1].split('"')[0]
    post.data = {"key": KEY, "therapy": therapy, "begins_at": minute(world.now + timedelta(days=1)), **typed}
    return post


__all__ = ["ACT_POSTS", "CLINIC", "KEY", "MAKER", "OTHER_POSTS", "Post", "set_the_stage"]
OTHER_POSTS |= {"order": order, "order from paper": from_paper, "production": produce}
