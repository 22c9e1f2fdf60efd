"""The dated moves of a product from stage to stage: what they say of it today, and which moves may come next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.coordination.domain.pipeline.stages import (
    OPENING,
    RESTS,
    STAGES,
    TRACKS,
    TRANSITIONS,
    Track,
    state_name,
    track_of,
)
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

TRACK_ORDER: tuple[Track, ...] = ("pmd_act", "safety_act", "base")
"""Where a product is under way on several tracks, the first of these is where it is counted."""


@dataclass(frozen=True, slots=True)
class Move:
    """A product reached a stage, or a rest (paused, stopped, ended), on a day; ``until`` is the term of an approval."""

    on: date
    track: Track
    state: str
    phase: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a product is on one track: its stage, since when, and whether it rests there (``rest``, if not empty)."""

    track: Track
    stage: str
    phase: str
    since: date
    until: date | None = None
    rest: str = ""
    rest_since: date | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected on this track as things stand."""
        return self.rest in ("stopped", "ended")

    @property
    def name(self) -> Text:
        """The stage with its phase, and the rest if it rests."""
        name = state_name(self.stage, self.phase)
        return (
            Text(f"{name.ja} {RESTS[self.rest].ja}", f"{name.en}, {RESTS[self.rest].en.lower()}")
            if self.rest
            else name
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a product is: the place where it is counted, and those on its other tracks."""

    main: Place
    others: tuple[Place, ...] = ()

    @property
    def column(self) -> str:
        """The column of the picture where it is counted."""
        return STAGES[self.main.stage].column


def standing(moves: Iterable[Move], on: date | None = None) -> Standing | None:
    """Return where the moves up to a day (all of them without one) have led; None before the first."""
    places = _places([move for move in moves if on is None or move.on <= on])
    if not places:
        return None
    if len(places) > 1:
        places.pop("base", None)
    found = [places[track] for track in TRACK_ORDER if track in places]
    main = next((one for one in found if not one.is_over), found[0])
    return Standing(main, tuple(one for one in found if one is not main))


def _places(moves: Sequence[Move]) -> dict[Track, Place]:
    places: dict[Track, Place] = {}
    for move in in_order(moves):
        known = places.get(move.track)
        if move.state in STAGES:
            since = known.since if known and _goes_on(known, move) else move.on
            places[move.track] = Place(move.track, move.state, move.phase, since, move.until)
        elif known is not None:
            places[move.track] = Place(
                move.track, known.stage, known.phase, known.since, known.until, move.state, move.on
            )
    return places


def _goes_on(known: Place, move: Move) -> bool:
    """Say whether a move stays in the stage: it is taken up again after a pause, or an approval's term is longer."""
    is_same = known.stage == move.state and known.phase == move.phase
    return is_same and (known.rest == "paused" or move.state == "conditional")


def in_order(moves: Iterable[Move]) -> list[Move]:
    """Return the moves by their days; those of one day stay in the order given."""
    return sorted(moves, key=lambda move: move.on)


def next_states(moves: Sequence[Move]) -> list[tuple[Track, str]]:
    """Return what may be recorded next, track by track: next stages, rests, the beginning of a further track."""
    places = _places(moves)
    if not places:
        return [(stage.track, stage.key) for stage in STAGES.values() if stage.key in TRANSITIONS[""]]
    found: list[tuple[Track, str]] = []
    for track in TRACKS:
        if track not in places:
            found += [(track, state) for state in STAGES if state in OPENING[track]]
        elif track != "base" or len(places) == 1:
            found += [(track, state) for state in (*STAGES, *RESTS) if may_follow(places[track], state)]
    return found


def may_follow(place: Place, state: str) -> bool:
    """Say whether a state may follow where a track stands; a pause leads back to the stage it interrupted."""
    if place.rest == "paused":
        return state in (place.stage, "stopped")
    may = state in TRANSITIONS[place.rest or place.stage]
    return may and (state not in STAGES or track_of(state) == place.track)


def check_moves(moves: Sequence[Move], today: date) -> None:
    """Refuse moves that don't make one course: from the future, out of order on a track, base work after a track began.

    Raises
    ------
    BadInput : the sentence names the two moves that don't fit, at the field ``state`` or ``on``.
    """
    seen: dict[Track, list[Move]] = {}
    for move in in_order(moves):
        _check_day(move, today)
        _check_follows(move, seen)
        seen.setdefault(move.track, []).append(move)


def _check_day(move: Move, today: date) -> None:
    if move.on > today:
        raise BadInput(
            "move_ahead",
            Text(
                f"{move.on} はまだ先の日付です。起きたことを記録してください。見込みは「予定日」に入力します。",
                f"{move.on} is still ahead. Record what has happened; expectations are entered as planned dates.",
            ),
            "on",
        )


def _check_follows(move: Move, seen: dict[Track, list[Move]]) -> None:
    before = _places(seen.get(move.track, []))
    if move.track not in before:
        if move.state in STAGES and move.state in TRANSITIONS[""] and not (move.track == "base" and seen):
            return
        last = next((moves[-1] for moves in seen.values()), None)
        raise _does_not_follow(move, state_name(last.state, last.phase) if last else None)
    place = before[move.track]
    is_late_base = move.track == "base" and len(seen) > 1
    is_same = place.rest == "" and place.stage == move.state == "trial" and place.phase == move.phase
    if not may_follow(place, move.state) or is_late_base or is_same:
        raise _does_not_follow(move, place.name)


def _does_not_follow(move: Move, before: Text | None) -> BadInput:
    said = state_name(move.state, move.phase)
    if before is None:
        return BadInput(
            "move_first",
            Text(
                f"「{said.ja}」から記録を始めることはできません。", f"A record can't begin with “{said.en}”."
            ),
            "state",
        )
    return BadInput(
        "move_order",
        Text(
            f"{move.on} の「{said.ja}」は「{before.ja}」に続きません。段階と日付を確かめてください。",
            f"“{said.en}” on {move.on} doesn't follow “{before.en}”. Check the stage and the date.",
        ),
        "state",
    )
