"""What people really type, scan and upload: one clear sentence in their language, nothing half-written, never a 500."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.stories.acts import LONGEST_SENTENCE
from tests.stories.told import is_in, told
from tests.support.world import Ready, World
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

TRIAL = "auto-car-t-fresh-trial"
CLINIC, MAKER, COURIER = "haneda-clinic", "tonomachi-cells", "minato-logistics"
TEN_THOUSAND = "あ" * 10_000
LANGUAGES = ("ja", "en")


def set_the_stage(world: World) -> None:
    """Cells on their way with the courier, and a patient at the bedside."""
    world.order(TRIAL, name="carried")
    world.run_until(world.chains["carried"], "transport_in", "perform")
    world.now -= timedelta(days=2)
    world.order(TRIAL, name="bedside")
    world.run_until(world.chains["bedside"], "administer")


@pytest.fixture
def carried(world: World) -> Ready:
    return world.run_until(world.chains["carried"], "transport_in", "perform")


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Browser:
    """A person's requests, in a language."""

    def __init__(self, world: World, who: Actor, lang: str) -> None:
        self.client, self.lang, self.world = Client(), lang, world
        self.client.force_login(world.account(who))
        self.client.cookies["django_language"] = lang
        clock.set_clock(world.now, 1.0)

    def refused(self, path: str, **fields: Any) -> str:
        """Send a form that must be refused; return the one sentence that is said."""
        with self.world.unchanged():
            answer = self.client.post(path, fields)
        assert 400 <= answer.status_code < 500, f"{answer.status_code} {answer.get('Location', '')}"
        said = told(answer.content.decode())
        assert said, "the page refuses without a word"
        for sentence in said:
            assert len(sentence) <= LONGEST_SENTENCE, sentence
        assert any(is_in(sentence, self.lang) for sentence in said), said
        assert self.lang == "ja" or all(is_in(sentence, "en") for sentence in said), said
        return " ".join(said)


def number(ready: Ready) -> str:
    return ready.running.journey.number


# -- symbols ---------------------------------------------------------------------------------------------------------

SYMBOLS = {
    "not ours": "WPA:WLAN-SSID;T:WPA2",
    "a shop's link": "https://shop.example/item/1",
    "a wrong check character": "A9999 26 012345 X",
    "a character too many": "=A99992601234500X",
    "a wrong check digit": "https://id.gs1.org/01/09521234250587/21/ABCDEFGHJK",
    "half a link": "https://id.gs1.org/01/0952",
    "a broken link of ours": "https://ns.tsunagu.example/item/not-a-uuid",
    "nothing": "   ",
    "control characters": "\x00\x07\x1b[31m",
    "10,000 characters": TEN_THOUSAND,
    "10,000 digits": "9" * 10_000,
    "half a wristband": "TSW1:1",
    "an unknown item": "7ZZZZZZZZ7",
    "an unknown case": "CHA999926999999",
    "a formula": "'; DROP TABLE custody_item; --",
    "a surrogate": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
}


@pytest.mark.parametrize("read", SYMBOLS.values(), ids=SYMBOLS.keys())
def test_a_symbol_that_can_not_be_read(carried: Ready, lang: str, read: str) -> None:
    browser = Browser(carried.world, carried.who, lang)
    browser.refused("/scan/read/", symbol=read)


def test_a_picture_without_a_symbol(carried: Ready, lang: str) -> None:
    browser = Browser(carried.world, carried.who, lang)
    for content in (b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + b"\0" * 100):
        browser.refused("/scan/read/", picture=SimpleUploadedFile("x.png", content, "image/png"))


def test_a_wrong_check_character_is_named(carried: Ready) -> None:
    said = Browser(carried.world, carried.who, "ja").refused("/scan/read/", symbol="A9999 26 012345 X")
    assert "検査文字" in said or "チェック" in said


# -- logger files ----------------------------------------------------------------------------------------------------


def good_file(ready: Ready) -> bytes:
    row = ready.world.row(ready.chain, "transport_in")
    assert row.started_at
    return logger_file("cold", row.started_at, ready.at, "good")


def broken_files(ready: Ready) -> dict[str, bytes]:
    lines = good_file(ready).decode().splitlines()
    backwards = [*lines[:8], lines[5], *lines[8:]]
    return {
        "fahrenheit": good_file(ready).decode().replace("温度(℃)", "Temperature (°F)").encode(),
        "no unit that we know": good_file(ready).decode().replace("温度(℃)", "温度（K）").encode(),
        "no columns": b"1;2;3\n4;5;6\n",
        "empty": b"",
        "binary": bytes(range(256)) * 20,
        "a clock that runs backwards": "\n".join(backwards).encode(),
        "words for numbers": good_file(ready).decode().replace(",4.", ",cold ").encode(),
        "a temperature of 4000": (
            good_file(ready).decode() + "\n" + lines[-1].split(",")[0] + ",4000"
        ).encode(),
        "one line of 100,000 characters": b"a" * 100_000,
        "a time in 2091": good_file(ready).decode().replace("2026-", "2091-").encode(),
    }


@pytest.mark.parametrize("name", ["fahrenheit", "no unit that we know", "no columns", "empty", "binary",
                                  "a clock that runs backwards", "words for numbers", "a temperature of 4000",
                                  "one line of 100,000 characters", "a time in 2091"])  # fmt: skip
def test_a_logger_file_that_can_not_be_judged(carried: Ready, lang: str, name: str) -> None:
    browser = Browser(carried.world, carried.who, lang)
    file = SimpleUploadedFile("logger.csv", broken_files(carried)[name], "text/csv")
    browser.refused(f"/journeys/{number(carried)}/readings/", key="k", step="transport_in", file=file)


def test_a_gap_in_the_readings_is_kept_and_judged(carried: Ready) -> None:
    """A gap is no broken file: the file is kept as it is, and its verdict asks for a decision."""
    world = carried.world
    row = world.row(carried.chain, "transport_in")
    assert row.started_at
    browser = Browser(world, carried.who, "ja")
    content = logger_file("cold", row.started_at, row.started_at + timedelta(hours=4), "gap", "gap")
    world.now = row.started_at + timedelta(hours=4.2)
    clock.set_clock(world.now, 1.0)
    file = SimpleUploadedFile("logger.csv", content, "text/csv")
    answer = browser.client.post(
        f"/journeys/{number(carried)}/readings/", {"key": "k", "step": "transport_in", "file": file}
    )
    assert answer.status_code == 302, told(answer.content.decode())
    with acting(Scope("auditor")):
        from tsunagu.conditions.queries import legs_of

        (leg,) = legs_of([carried.chain])
    assert leg.state == "missing_readings"


# -- route files -----------------------------------------------------------------------------------------------------

ROUTES = {
    "no YAML": b"key: [unclosed\n  - {",
    "no route": b"just a sentence",
    "a list": b"- 1\n- 2\n",
    "a bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nsteps: *c\n",
    "python in it": b"key: !!python/object/apply:os.system ['true']\n",
    "not UTF-8": "名前: 日本".encode("shift_jis"),
    "10,000 characters for a name": f"key: {'x' * 10_000}\nversion: 1\n".encode(),
    "empty": b"",
    "JSON cut off": b'{"key": "x", "steps": [',
}


@pytest.mark.parametrize("content", ROUTES.values(), ids=ROUTES.keys())
def test_a_broken_route_file(world: World, lang: str, content: bytes) -> None:
    browser = Browser(world, world.actor(MAKER, "supervisor"), lang)
    file = SimpleUploadedFile("route.yaml", content, "application/yaml")
    browser.refused("/therapies/write/", file=file, act="publish")


# -- text, numbers, times --------------------------------------------------------------------------------------------


@pytest.fixture
def bedside(world: World) -> Ready:
    return world.run_until(world.chains["bedside"], "administer")


LONG_TEXTS = (
    ("deviation", {"text": TEN_THOUSAND}, MAKER, "supervisor"),
    ("hold", {"reason": TEN_THOUSAND}, CLINIC, "physician"),
    ("fail", {"reason": TEN_THOUSAND, "step": "administer"}, CLINIC, "physician"),
    ("cancel", {"reason": TEN_THOUSAND}, CLINIC, "physician"),
    ("running-tests", {"plan": TEN_THOUSAND}, CLINIC, "physician"),
    ("consent", {"purpose": "treatment", "form_version": TEN_THOUSAND}, CLINIC, "physician"),
    ("weight", {"kilograms": "9" * 10_000}, CLINIC, "physician"),
    ("weight", {"kilograms": "-3"}, CLINIC, "physician"),
    ("weight", {"kilograms": "nan"}, CLINIC, "physician"),
    ("weight", {"kilograms": "1e308"}, CLINIC, "physician"),
    ("weight", {"kilograms": "60", "weighed_at": "2091-01-01T00:00"}, CLINIC, "physician"),
    (
        "donor-test",
        {"marker": "HIV", "result": "purple", "sampled_at": "2026-11-01T10:00"},
        CLINIC,
        "physician",
    ),
    ("again", {"from_step": "no-such-step", "reason": "再採取"}, CLINIC, "physician"),
    ("complete", {"step": "administer", "item_0": TEN_THOUSAND}, CLINIC, "physician"),
)


@pytest.mark.parametrize(
    ("verb", "fields", "member", "role"),
    LONG_TEXTS,
    ids=[f"{one[0]} {place}" for place, one in enumerate(LONG_TEXTS)],
)
def test_a_form_filled_in_wrongly(
    bedside: Ready, lang: str, verb: str, fields: dict[str, str], member: str, role: str
) -> None:
    world = bedside.world
    browser = Browser(world, world.actor(member, role), lang)
    asked = {"item": str(bedside.item.uuid)} if verb == "hold" else {}
    browser.refused(f"/journeys/{number(bedside)}/{verb}/", key="k", **asked, **fields)


@pytest.mark.parametrize(
    "path", ["start", "complete", "propose", "sign", "withdraw", "lift", "countersign", "correct"]
)
def test_an_address_about_nothing(bedside: Ready, lang: str, path: str) -> None:
    world = bedside.world
    browser = Browser(world, world.actor(CLINIC, "physician"), lang)
    for query in (
        "",
        "?step=nothing&subject=x",
        f"?subject={'0' * 5000}",
        "?subject=00000000-0000-0000-0000-000000000000",
        "?step=%00&subject=%00",
    ):
        with world.unchanged():
            seen = browser.client.get(f"/journeys/{number(bedside)}/{path}/{query}")
            sent = browser.client.post(f"/journeys/{number(bedside)}/{path}/{query}", {"key": "k"})
        assert seen.status_code < 500
        assert 400 <= sent.status_code < 500


def test_a_result_that_is_no_number(world: World, lang: str) -> None:
    ready = world.run_until(world.chains["carried"], "accept_in")
    browser = Browser(world, ready.who, lang)
    path = f"/journeys/{number(ready)}/complete/"
    common = {"key": "k", "step": "accept_in", "item_0": ready.item.epc, "judgement": "accepted"}
    for value in ("九十", "1e999", "-5", "12 %%", "x" * 10_000, "\x00"):
        browser.refused(path, **common, value_viability=value, value_visual="conforming")


# -- the clock -------------------------------------------------------------------------------------------------------


def test_a_clock_that_runs_backwards(carried: Ready) -> None:
    """The server's clock was set back: nothing is recorded until it is right again."""
    world = carried.world
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_latest", datetime.now().astimezone() + timedelta(hours=2))
        browser_clock = clock.now
        with world.unchanged(), pytest.raises(Exception, match="clock_backwards"):
            browser_clock()


def test_a_page_under_a_clock_that_runs_backwards(carried: Ready, lang: str) -> None:
    browser = Browser(carried.world, carried.who, lang)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_latest", datetime.now().astimezone() + timedelta(hours=2))
        answer = browser.client.get(f"/journeys/{number(carried)}/")
    assert answer.status_code == 409, answer.status_code
    said = answer.content.decode()
    assert ("時計" in said) if lang == "ja" else ("clock" in said)


def test_a_late_entry_before_the_step_before(carried: Ready) -> None:
    world = carried.world
    started = world.row(carried.chain, "transport_in").started_at
    assert started
    browser = Browser(world, carried.who, "ja")
    local = (started - timedelta(hours=3) + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    said = browser.refused(
        f"/journeys/{number(carried)}/complete/", key="k", step="transport_in", item_0=carried.item.epc,
        happened_at=local, evidence="紙の輸送記録 3号",
    )  # fmt: skip
    assert "前" in said


def test_the_ledger_has_no_row_of_all_this(carried: Ready) -> None:
    """The sum of it: a day of bad input leaves not one row."""
    with acting(Scope("auditor")):
        before = LedgerRow.objects.count()
    browser = Browser(carried.world, carried.who, "ja")
    for read in SYMBOLS.values():
        browser.client.post("/scan/read/", {"symbol": read})
    with acting(Scope("auditor")):
        assert LedgerRow.objects.count() == before
