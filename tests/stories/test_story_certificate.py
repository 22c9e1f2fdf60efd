"""From the sample to its certificate in the browser: received, tested, verified, certified, proven by its code."""

import hashlib

import pytest

from tests.stories.certifying import (
    CLINIC,
    LABORATORY,
    MAKER,
    READINGS,
    STEP,
    certificates,
    in_force,
    outsider,
)
from tests.stories.desk import Desk, Town
from tests.stories.posting import TRIAL
from tests.support.world import World
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.story
WORDS = {"陰性": "negative", "適合": "conforming"}
"""What is chosen for a result in words."""


def set_the_stage(world: World) -> None:
    """A trial case whose release sample is still at its maker's."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "bring")


def test_from_the_sample_to_a_certificate_that_proves_itself(town: Town) -> None:
    town.show(minutes=1)
    number = town.number("hers")
    analyst = received(town)
    for key, readings in READINGS.items():
        entered(analyst, key, readings)
    second = town.second(analyst, "qc", "quality", "supervisor")
    second.act(number, "certificate", step=STEP)
    assert not second.page.locator("main form button.primary").count()
    second.open("evaluation/").press("a.btn.primary[href*='/verify/']").fill(results=True).sign().done()
    town.show(hours=9)
    analyst.do(town.world.items(town.world.chains["hers"], "qc_sample")[0].epc)
    second.act(number, "certificate", step=STEP).sign().done("試験成績書")
    (paper,) = certificates(town.world)
    reads_it(town.desk(MAKER, "quality"), paper.code, paper.content, number)
    holds_the_paper(town, paper.code, number)
    analyst.act(number, "correct", step=STEP).fill(result=corrected(town), value="93.5", reason="転記の誤り")
    analyst.sign().done()
    assert "訂正" in town.desk(CLINIC, "physician").open(f"evaluation/certificates/?code={paper.code}").text


def received(town: Town) -> Desk:
    """Hand the sample over, both scanning it, and begin the test."""
    chain = town.world.chains["hers"]
    label = town.world.items(chain, "qc_sample")[0].epc
    town.desk(MAKER, "operator").do(label)
    analyst = town.desk(LABORATORY, "qc")
    analyst.do(label)
    with acting(Scope("auditor")):
        held = items_by_uuid([town.world.items(chain, "qc_sample")[0].uuid])[0].holder
    assert held == analyst.who.member_uuid
    analyst.do(label)
    assert town.world.row(chain, STEP).state == "started"
    return analyst


def entered(analyst: Desk, key: str, readings: tuple[str, ...]) -> None:
    """Enter what was read of one characteristic, from the worklist."""
    analyst.open("evaluation/").press(f"a[href*='step={STEP}'][href*='subject={key}']")
    typed = WORDS.get(readings[0], "\n".join(readings))
    analyst.fill(readings=typed, instrument="計数装置1号", reagent_lots="R26-11").sign().done()


def reads_it(quality: Desk, code: str, content: str, number: str) -> None:
    """The maker's quality unit finds it by its code, as PDF in both languages and machine-readable."""
    page = quality.open(f"evaluation/certificates/?code={code}")
    assert "有効" in page.text
    assert number.replace(" ", "") in page.text.replace(" ", "")
    request = page.page.context.request
    for language in ("ja", "en"):
        answer = request.get(quality.town.served / f"evaluation/certificates/{code}.pdf?lang={language}")
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF-")
    twin = request.get(quality.town.served / f"evaluation/certificates/{code}.json").body()
    assert twin.decode() == content
    assert hashlib.sha256(twin).hexdigest() in page.text


def holds_the_paper(town: Town, code: str, number: str) -> None:
    """Who only holds the paper learns that it is genuine, and not whose it is; a changed code is unknown."""
    stranger = town.desk(outsider(town.world).member_uuid, "physician")
    stranger.open("evaluation/certificates/").fill(code=code).sign()
    assert "有効" in stranger.text
    assert number not in stranger.text.replace(" ", "")
    wrong = stranger.open("evaluation/certificates/").fill(code=code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert "有効です" not in wrong.sign().text


def corrected(town: Town) -> str:
    """Return the result whose reading was copied wrongly."""
    return str(in_force(town.world)["viability"].uuid)
