"""The states of an application, who may do what in each, and how a new member is numbered. Data."""

import re
from collections.abc import Iterable
from typing import Literal

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

State = Literal["handed_in", "asked", "answered", "accepted", "declined", "withdrawn"]
Side = Literal["coordinator", "applicant"]
STATES: dict[State, tuple[str, Text]] = {
    "handed_in": ("warn", Text("審査待ち", "Waiting for the coordinator")),
    "asked": ("wait", Text("申込者の回答待ち", "Waiting for the applicant")),
    "answered": ("warn", Text("回答あり・審査待ち", "Answered, waiting for the coordinator")),
    "accepted": ("ok", Text("承認", "Accepted")),
    "declined": ("stop", Text("見送り", "Declined")),
    "withdrawn": ("wait", Text("取下げ", "Withdrawn")),
}
"""An application is in the state of the last thing that happened to it."""
DONE: dict[State, Text] = {
    "handed_in": Text("申込を受け付けました", "Handed in"),
    "asked": Text("質問を送りました", "Asked the applicant"),
    "answered": Text("申込者が回答しました", "The applicant answered"),
    "accepted": Text("入会を承認しました", "Accepted"),
    "declined": Text("入会を見送りました", "Declined"),
    "withdrawn": Text("申込者が取り下げました", "Withdrawn by the applicant"),
}
ALLOWED: dict[State, dict[Side, tuple[State, ...]]] = {
    "handed_in": {"coordinator": ("accepted", "asked", "declined"), "applicant": ("withdrawn",)},
    "asked": {"coordinator": ("accepted", "declined"), "applicant": ("answered", "withdrawn")},
    "answered": {"coordinator": ("accepted", "asked", "declined"), "applicant": ("withdrawn",)},
    "accepted": {},
    "declined": {},
    "withdrawn": {},
}
OPEN_STATES: frozenset[State] = frozenset({"handed_in", "asked", "answered"})
NEEDS_WORDS: dict[State, Text] = {
    "asked": Text("申込者への質問を入力してください。", "Write what you want to know."),
    "answered": Text("質問への回答を入力してください。", "Write your answer."),
    "declined": Text(
        "見送りの理由を入力してください。申込者に表示されます。", "Give the reason for the applicant."
    ),
}
LONGEST_NOTE = 1000
_COUNTED = re.compile(r"(.*?)(\d+)")


def may_next(state: str, side: Side) -> tuple[State, ...]:
    """Return what a side may do in a state; nothing in one that is over."""
    return ALLOWED[state].get(side, ()) if state in ALLOWED else ()


def check_next(state: str, side: Side, verb: str, note: str) -> None:
    """Refuse what a side may not do in a state, and an act that needs words and has none."""
    if verb not in may_next(state, side):
        name = STATES[state][1] if state in STATES else Text(state, state)
        raise Refused(
            "application_state",
            Text(
                f"この申込は「{name.ja}」のため、この操作はできません。最新の状態を確かめてください。",
                f"The application is “{name.en}”: this can't be done any more. Look at its present state.",
            ),
        )
    wanted = NEEDS_WORDS.get(verb)
    if wanted is not None and not note.strip():
        raise BadInput("note", wanted, "note")
    if len(note) > LONGEST_NOTE:
        raise BadInput("note", _TOO_LONG, "note")


def next_number(numbers: Iterable[str]) -> str:
    """Return the number that follows the highest one that is given, written alike; ``M-0001`` where there is none."""
    counted = [found for one in numbers if (found := _COUNTED.fullmatch(one))]
    if not counted:
        return "M-0001"
    last = max(counted, key=lambda found: int(found[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"


_TOO_LONG = Text(f"{LONGEST_NOTE}文字以内で入力してください。", f"At most {LONGEST_NOTE} characters.")
