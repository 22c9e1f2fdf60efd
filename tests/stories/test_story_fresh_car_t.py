"""The whole fresh CAR-T trial, each act by the people of its organisation, on their own pages."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.desk import Desk, Town, minute, readings, results
from tsunagu.custody.services.replay import verify
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Case

pytestmark = pytest.mark.story

ROUTE = "auto-car-t-fresh-trial"
CLINIC, COURIER, MAKER = "haneda-clinic", "minato-logistics", "tonomachi-cells"
SPONSOR = "sakura-cart"
RECORD_NUMBER = "DEMO-20411"


class Trial:
    """One patient's course: short words for what its people do again and again."""

    def __init__(self, town: Town) -> None:
        self.town, self.world = town, town.world
        self.chain, self.number = UUID(int=0), ""

    def label(self, product: str) -> str:
        """Return what a scanner reads from the label of a thing that exists."""
        return self.world.items(self.chain, product)[0].epc

    def hand_over(self, product: str, giver: Desk, receiver: Desk) -> None:
        """Both scan: one gives and signs, the other receives and signs."""
        label = self.label(product)
        giver.do(label)
        receiver.do(label)
        assert self.world.items(self.chain, product)[0].holder == receiver.who.member_uuid

    def carry(self, product: str, step: str, courier: Desk) -> None:
        """Begin the transport, arrive four hours later, add the logger's file."""
        label = self.label(product)
        courier.do(label)
        self.town.show(hours=4)
        courier.do(label)
        courier.act(self.number, "readings", step=step).fill(
            step=step, file=readings(self.world, self.chain, step)
        )
        courier.sign().done()

    def state(self, step: str) -> str:
        return self.world.row(self.chain, step).state


@pytest.fixture
def trial(town: Town) -> Trial:
    return Trial(town)


def test_from_the_order_to_the_follow_up(trial: Trial) -> None:
    order(trial)
    collect(trial)
    to_the_manufacturer(trial)
    make(trial)
    release(trial)
    to_the_patient(trial)
    afterwards(trial)
    assert trial.world.running(trial.chain).journey.state == "completed"
    with acting(Scope("auditor")):
        assert verify().wrong == ()


def order(trial: Trial) -> None:
    """The hospital's coordinator orders; the physician states that the patient is ready."""
    town = trial.town
    desk = town.desk(CLINIC, "hospital_coordinator")
    desk.open(f"journeys/order/?therapy={ROUTE}")
    begins = town.sync() + timedelta(minutes=5)
    desk.fill(
        name="デモ山田 花子", kana="デモ ヤマダ ハナコ", born_on="1971-04-03", record_number=RECORD_NUMBER
    )
    desk.fill(consents=True, begins_at=minute(begins), urgency="2").sign().done()
    with acting(Scope("auditor")):
        case = Case.objects.get()
    trial.chain, trial.number = case.chain, case.coi
    physician = town.desk(CLINIC, "physician")
    physician.act(trial.number, "readiness").fill(infection="no").sign().done()
    desk.act(trial.number, "complete", step="register").sign().done()
    assert trial.state("register") == "done"


def collect(trial: Trial) -> None:
    """Two days later two people confirm the patient by wristband, and the apheresis begins a chain."""
    town = trial.town
    town.show(hours=49)
    physician = town.desk(CLINIC, "physician")
    for desk in (town.second(physician, "nurse"), physician):
        desk.act(trial.number, "complete", step="collect").fill(wristband=RECORD_NUMBER).sign().done()
    assert trial.state("collect") == "done"


def to_the_manufacturer(trial: Trial) -> None:
    """The courier takes the cells at 2 to 8 degrees to the manufacturer, which judges them."""
    town = trial.town
    courier, maker = town.desk(COURIER, "courier"), town.desk(MAKER, "supervisor")
    trial.hand_over("apheresis", town.desk(CLINIC, "nurse"), courier)
    trial.carry("apheresis", "transport_in", courier)
    trial.hand_over("apheresis", courier, maker)
    label = trial.label("apheresis")
    maker.do(label, judgement="accepted", **results(trial.world, trial.chain, "accept_in"))
    assert trial.state("accept_in") == "done"


def make(trial: Trial) -> None:
    """Activated, fed, tested, fed again and harvested; the patient is prepared meanwhile."""
    town = trial.town
    operator = town.desk(MAKER, "operator")
    checker = town.second(operator, "operator")
    operator.do(trial.label("apheresis"))
    town.show(hours=24)
    for desk in (checker, operator):
        desk.do(trial.label("apheresis"))
    operator.do(trial.label("car_t_culture"))
    town.show(hours=70)
    operator.do(trial.label("car_t_culture"))
    qc = town.desk(MAKER, "qc")
    qc.act(trial.number, "start", step="in_process").sign().done()
    town.show(hours=4)
    qc.act(trial.number, "complete", step="in_process").fill(
        **results(trial.world, trial.chain, "in_process")
    )
    qc.sign().done()
    operator.do(trial.label("car_t_culture"))
    prepare(trial)
    town.show(hours=14)
    operator.do(trial.label("car_t_culture"))
    operator.do(trial.label("car_t_culture"))
    town.show(hours=6)
    checker.do(trial.label("car_t_culture"))
    operator.do(trial.label("car_t_culture"), output_car_t_bag="185000000")
    assert trial.state("harvest") == "done"
    assert trial.world.items(trial.chain, "car_t_bag")[0].quantity == 185000000


def prepare(trial: Trial) -> None:
    """The physician accepts that the 14-day sterility will still run, and begins the lymphodepletion."""
    town = trial.town
    physician = town.desk(CLINIC, "physician")
    nurse = town.second(physician, "nurse")
    physician.act(trial.number, "running-tests").fill(
        plan="陽性の場合は抗菌薬治療を始め、治験依頼者へ連絡する"
    ).sign().done()
    physician.act(trial.number, "start", step="lymphodepletion").fill(infection="no").sign().done()
    town.show(hours=72)
    for desk in (nurse, physician):
        desk.act(trial.number, "complete", step="lymphodepletion").fill(infection="no").sign().done()
    assert trial.state("lymphodepletion") == "done"


def release(trial: Trial) -> None:
    """The laboratory gets both samples; the sponsor releases on the rapid tests."""
    town = trial.town
    maker, laboratory = town.desk(MAKER, "operator"), town.at_party(trial.chain, "laboratory", "qc")
    for sample in ("qc_sample", "sterility_sample"):
        trial.hand_over(sample, maker, laboratory)
        laboratory.do(trial.label(sample))
    town.show(hours=13)
    laboratory.do(trial.label("qc_sample"), **results(trial.world, trial.chain, "release_test"))
    verifier = town.second(laboratory, "qc", "quality", "supervisor")
    verifier.open("evaluation/").press("a.btn.primary[href*='/verify/']").fill(results=True).sign().done()
    sponsor = town.desk(SPONSOR, "sponsor")
    sponsor.act(trial.number, "complete", step="release").fill(verdict="released").sign().done()
    assert trial.state("release") == "done"


def to_the_patient(trial: Trial) -> None:
    """To the ward within 36 hours, where two people read bag, number and wristband before it is given."""
    town = trial.town
    courier = town.desk(COURIER, "courier")
    physician = town.desk(CLINIC, "physician")
    nurse = town.second(physician, "nurse")
    trial.hand_over("car_t_bag", town.desk(MAKER, "supervisor"), courier)
    trial.carry("car_t_bag", "transport_out", courier)
    trial.hand_over("car_t_bag", courier, nurse)
    bag = trial.label("car_t_bag")
    town.desk(CLINIC, "quality").do(bag)
    nurse.do(bag, judgement="accepted")
    assert trial.state("accept_out") == "done"
    for desk in (nurse, physician):
        bedside(trial, desk, bag)
    assert trial.state("administer") == "done"
    assert trial.world.items(trial.chain, "car_t_bag", state="administered")


def bedside(trial: Trial, desk: Desk, bag: str) -> None:
    """Bag, second number, wristband, signature: in this order, on one's own device."""
    desk.scan(bag)
    desk.press("a.btn.primary.big")
    desk.read(trial.number).read(RECORD_NUMBER)
    if desk.page.locator("main [name=infection]").count():
        desk.fill(infection="no")
    desk.sign().done()


def afterwards(trial: Trial) -> None:
    """The 14-day sterility is negative; a year later the follow-up closes the course."""
    town = trial.town
    town.show(hours=330)
    sample = trial.label("sterility_sample")
    laboratory = town.at_party(trial.chain, "laboratory", "qc")
    laboratory.do(sample, **results(trial.world, trial.chain, "sterility_14d"))
    physician = town.desk(CLINIC, "physician")
    physician.act(trial.number, "complete", step="follow_up").fill(note="寛解を維持").sign().done()
