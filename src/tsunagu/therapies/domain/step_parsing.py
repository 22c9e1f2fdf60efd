"""Reading the steps of a route file: one raw step per entry, with its repetition still folded."""

from collections.abc import Mapping
from dataclasses import dataclass

from tsunagu.foundation.written.cursor import UNKNOWN, Cursor
from tsunagu.therapies.domain import vocabulary as words
from tsunagu.therapies.domain.expansion_parsing import expansion_of, likely_hours
from tsunagu.therapies.domain.route import Flow, Step, Window

STEP_KEYS = (
    "key", "name", "stage", "action", "party", "capability", "role", "duration_hours", "expansion", "after",
    "windows", "min_hours_after", "band", "panel", "requires_panels", "inputs", "outputs", "signatures", "feeding",
    "at_risk_until", "releases", "needs_release", "repeat",
)  # fmt: skip
REQUIRED = ("key", "name", "stage", "action", "party", "capability", "role")
MAX_HOURS = 87_600.0


@dataclass(frozen=True, slots=True)
class Repeat:
    """The step is done ``count`` times, one every so many hours."""

    count: int
    every_hours: float


@dataclass(frozen=True, slots=True)
class RawStep:
    """A step as written, before its repetition is written out."""

    step: Step
    repeat: Repeat | None
    cursor: Cursor

    @property
    def expanded_keys(self) -> tuple[str, ...]:
        """The keys that this entry becomes."""
        if self.repeat is None:
            return (self.step.key,)
        return tuple(f"{self.step.key}-{number}" for number in range(1, self.repeat.count + 1))


def parse_steps(cursor: Cursor) -> tuple[RawStep, ...]:
    """Read the list of steps."""
    return tuple(_raw(inner) for inner in cursor.each())


def _raw(cursor: Cursor) -> RawStep:
    grows = isinstance(cursor.value, Mapping) and cursor.value.get("expansion") is not None
    found = cursor.fields(STEP_KEYS, REQUIRED if grows else (*REQUIRED, "duration_hours"))
    expansion = expansion_of(found["expansion"])
    step = Step(
        key=found["key"].key(),
        name=found["name"].bilingual(),
        stage=found["stage"].choice(words.STAGES),
        action=found["action"].choice(words.ACTIONS),
        party=found["party"].choice(words.PARTIES),
        capability=found["capability"].key(),
        role=found["role"].choice(words.ROLES),
        duration_hours=found["duration_hours"].number(0, MAX_HOURS, likely_hours(expansion)),
        expansion=expansion,
        after=_keys(found["after"]),
        windows=tuple(_window(inner) for inner in found["windows"].each()),
        min_hours_after=found["min_hours_after"].number(0, MAX_HOURS),
        band=found["band"].choice(words.BANDS, "") or None,
        panel=_maybe_key(found["panel"]),
        requires_panels=_keys(found["requires_panels"]),
        inputs=tuple(_flow(inner, is_input=True) for inner in found["inputs"].each()),
        outputs=tuple(_flow(inner, is_input=False) for inner in found["outputs"].each()),
        signatures=found["signatures"].integer(1, 2, 1),
        feeding=found["feeding"].flag(),
        at_risk_until=found["at_risk_until"].flag(),
        releases=found["releases"].choice(words.RELEASES, "") or None,
        needs_release=found["needs_release"].flag(),
    )
    return RawStep(step, _repeat(found["repeat"], step), cursor)


def _keys(cursor: Cursor) -> tuple[str, ...]:
    found = tuple(inner.key() for inner in cursor.each())
    if len(set(found)) < len(found):
        cursor.refuse("同じものが二度書かれています。", "Something is written here twice.")
    return tuple(dict.fromkeys(found))


def _maybe_key(cursor: Cursor) -> str | None:
    return None if cursor.is_absent else cursor.key()


def _window(cursor: Cursor) -> Window:
    found = cursor.fields(("after_step", "max_hours", "name"), ("after_step", "max_hours", "name"))
    return Window(
        found["after_step"].key(),
        found["max_hours"].number(0.25, MAX_HOURS, MAX_HOURS),
        found["name"].bilingual(),
    )


def _flow(cursor: Cursor, *, is_input: bool) -> Flow:
    known = ("product", "count", "source") if is_input else ("product", "count")
    found = cursor.fields(known, ("product",))
    source: words.Source = found["source"].choice(words.SOURCES, "journey") if is_input else "journey"
    return Flow(found["product"].key(), found["count"].integer(1, 10_000, 1), source)


def _repeat(cursor: Cursor, step: Step) -> Repeat | None:
    if cursor.is_absent:
        return None
    found = cursor.fields(("count", "every_hours"), ("count", "every_hours"))
    repeat = Repeat(found["count"].integer(1, 60, 1), found["every_hours"].number(0.25, MAX_HOURS, MAX_HOURS))
    if repeat.every_hours < step.duration_hours and step.key != UNKNOWN:
        found["every_hours"].refuse(
            "間隔が工程の所要時間より短くなっています。", "The interval is shorter than the step itself."
        )
    return repeat
