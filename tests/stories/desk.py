"""People at their browsers: one context per person, signed in, with everything that they see checked on the way."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.support.application import Served, session_cookie
from tests.support.world import World
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.demonstration.engine.values import typed_values
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

TOKYO = ZoneInfo("Asia/Tokyo")
LONGEST_SENTENCE = 300
BUTTON = "main form :is(button.primary, button.danger)"
WHY = (
    ".halt p b, .verdict.stop :is(h1, h2), .answer:is(.stop, .warn, .wait) .why, .answer[aria-live] h2, "
    ".errorlist li"
)
"""Where a page says why not: the STOP, what was not recorded, the answer to a scan, what is not found, a field."""
NewContext = Callable[..., Any]


class Town:
    """The served network: who sits where, and the time on the wall."""

    def __init__(self, world: World, served: Served, new_context: NewContext) -> None:
        self.world, self.served, self.new_context = world, served, new_context
        self.desks: dict[UUID, Desk] = {}

    def desk(
        self, member: str | UUID, *roles: str, besides: frozenset[UUID] = frozenset(), **options: Any
    ) -> "Desk":
        """Return the desk of someone of a member with one of the roles."""
        who = self.world.actor(member, *roles, besides=besides)
        if who.person_uuid not in self.desks:
            self.desks[who.person_uuid] = Desk(self, who, options)
        return self.desks[who.person_uuid]

    def at_party(self, chain: UUID, party: str, *roles: str) -> "Desk":
        """Return the desk of someone of the member that takes a part of a journey."""
        member = self.world.running(chain).member_of(party)
        assert member is not None
        return self.desk(member, *roles)

    def second(self, first: "Desk", *roles: str) -> "Desk":
        """Return another person of the same organisation."""
        return self.desk(first.who.member_uuid, *roles, besides=frozenset({first.who.person_uuid}))

    def number(self, name: str) -> str:
        """Return the number of a journey by the name that the stage gave it."""
        return self.world.running(self.world.chains[name]).journey.number

    def show(self, at: datetime | None = None, **later: float) -> None:
        """Let the wall clock show a time (that of the world, unless said otherwise); the server follows."""
        with acting(Scope("worker")):
            shown = max(at or self.world.now, clock.now()) + timedelta(**later)
            clock.set_clock(shown, 1.0)
        self.world.now = shown

    def sync(self) -> datetime:
        """Let the world's time be that of the wall clock."""
        with acting(Scope("worker")):
            self.world.now = clock.now()
        return self.world.now


class Desk:
    """One person at a browser."""

    def __init__(self, town: Town, who: Actor, options: Mapping[str, Any]) -> None:
        self.town, self.who = town, who
        context = town.new_context(**options)
        context.add_cookies([session_cookie(town.served, town.world.account(who))])
        self.page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("response", self._look)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))

    def _look(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")
        if not response.url.startswith((self.town.served.url, "data:", "blob:")):
            self.troubles.append(f"another host: {response.url}")

    def open(self, path: str) -> "Desk":
        """Go to a page of the application."""
        self.page.goto(self.town.served / path)
        return self.checked()

    def checked(self) -> "Desk":
        """Assert that nothing went wrong on the way here."""
        assert not self.troubles, self.troubles
        return self

    @property
    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.locator("main").inner_text())

    def in_english(self) -> "Desk":
        """Read everything in English from now on."""
        cookie = {"name": "django_language", "value": "en", "url": self.town.served.url}
        self.page.context.add_cookies([cookie])
        return self

    def press(self, css: str) -> "Desk":
        """Follow a link or press a button, and arrive."""
        with self.page.expect_navigation():
            self.page.locator(f"main {css}").first.click()
        return self.checked()

    def told_why(self, *words: str) -> str:
        """Assert that the page says why not, in one clear sentence with these words; return it."""
        found = self.page.locator("main").locator(WHY).all_inner_texts()
        assert found, f"no reason is given; the page reads:\n{self.text[:1500]}"
        sentence = str(found[0]).strip()
        assert 0 < len(sentence) <= LONGEST_SENTENCE
        assert "None" not in sentence
        assert all(one in sentence for one in words), sentence
        assert not self.page.locator("#notice .message.ok").count()
        return sentence

    def fill(self, **fields: Any) -> "Desk":
        """Fill in fields by their names: text, a choice, or a list of boxes to tick."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            assert field.count(), f"no field {name}; the page reads:\n{self.text[:1500]}"
            kind = field.first.evaluate("one => one.type")
            if kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            elif kind == "checkbox":
                for box in field.all():
                    box.set_checked(
                        value is True or (value is not False and box.get_attribute("value") in value)
                    )
            elif kind.startswith("select"):
                field.select_option(value)
            elif kind == "file":
                field.set_input_files(value)
            else:
                field.fill(str(value))
        return self

    def sign(self) -> "Desk":
        """Press the page's main button."""
        with self.page.expect_navigation():
            self.page.locator(BUTTON).last.click()
        return self.checked()

    def scan(self, text: str) -> "Desk":
        """Read a symbol on the scan page, as a hand scanner types it."""
        self.open("scan/")
        return self.read(text)

    def read(self, text: str) -> "Desk":
        """Read the next symbol that the page asks for."""
        self.page.locator("#symbol").fill(text)
        with self.page.expect_navigation():
            self.page.locator("#symbol").press("Enter")
        return self.checked()

    def act(self, number: str, verb: str, **query: Any) -> "Desk":
        """Open the form of an act on a journey."""
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return self.open(f"journeys/{number}/{verb}/?{asked}")

    def done(self, wanted: str = "") -> None:
        """Assert that the act was recorded, and said so."""
        told = "".join(self.page.locator("#notice .message.ok").all_inner_texts())
        assert told.strip(), f"nothing was said; the page reads:\n{self.text[:1500]}"
        assert wanted in told

    def do(self, label: str, **fields: Any) -> "Desk":
        """Scan a thing, fill in what the page asks for, the line cleared, and sign the one act that it offers."""
        self.scan(label)
        if self.page.locator("main [name='line_clearance']").count():
            fields.setdefault("line_clearance", True)
        assert self.may_act, f"{self.who.member_key} may do nothing; the page reads:\n{self.text[:1500]}"
        self.fill(**fields).sign().done()
        return self

    @property
    def may_act(self) -> bool:
        """Whether the scan page offers an act."""
        return bool(self.page.locator("form.big-form button.primary, a.btn.primary.big").count())


def sign_together(*desks: Desk) -> None:
    """Let several people press the main buttons of their pages in the same moment."""
    with ExitStack() as arrivals:
        for desk in desks:
            arrivals.enter_context(desk.page.expect_navigation())
        at = desks[0].page.evaluate("Date.now() + 500")
        for desk in desks:
            desk.page.locator(BUTTON).last.evaluate(
                "(one, at) => { setTimeout(() => one.click(), at - Date.now()); }", at
            )
    for desk in desks:
        desk.checked()


def minute(at: datetime) -> str:
    """Return a time as a browser's field takes it."""
    return at.astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")


def results(world: World, chain: UUID, step: str, seed: str = "story") -> dict[str, str]:
    """Return the fields of a step's panel with passing values."""
    running = world.running(chain)
    panel = running.route.step(step).panel
    assert panel is not None
    return {f"value_{key}": value for key, value in typed_values(running.route.panel(panel), seed).items()}


def readings(world: World, chain: UUID, step: str, trouble: str = "") -> dict[str, Any]:
    """Return the logger file of a leg, as a browser uploads it."""
    row = world.row(chain, step)
    assert row.started_at
    band = world.running(chain).route.step(step).band or "cold"
    content = logger_file(band, row.started_at, row.ended_at or world.now, f"{chain}", trouble)
    return {"name": f"logger-{step}.csv", "mimeType": "text/csv", "buffer": content}
