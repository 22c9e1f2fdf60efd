"""A consultation of members: its states, who may do what in each, files, tasks, and what came of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

STATES: Mapping[str, Text] = {
    "opened": Text("申込み", "Opened"),
    "accepted": Text("受諾", "Accepted"),
    "in_talks": Text("協議中", "In talks"),
    "agreed": Text("合意", "Agreed"),
    "not_agreed": Text("不成立", "Not agreed"),
    "withdrawn": Text("取下げ", "Withdrawn"),
    "closed": Text("完了", "Closed"),
}
BADGES: Mapping[str, str] = {
    "opened": "wait", "accepted": "wait", "in_talks": "warn", "agreed": "ok", "not_agreed": "stop",
    "withdrawn": "stop", "closed": "ok",
}  # fmt: skip
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "opened": frozenset({"accepted", "not_agreed", "withdrawn"}),
    "accepted": frozenset({"in_talks", "agreed", "not_agreed", "withdrawn"}),
    "in_talks": frozenset({"agreed", "not_agreed", "withdrawn"}),
    "agreed": frozenset({"closed"}),
    "not_agreed": frozenset({"closed"}),
    "withdrawn": frozenset(),
    "closed": frozenset(),
}
TALKING = frozenset({"opened", "accepted", "in_talks", "agreed"})
"""States in which notes, files, tasks and dates are still added."""
ENDED = frozenset({"agreed", "not_agreed", "withdrawn", "closed"})
PARTY_STATES: Mapping[str, Text] = {
    "opener": Text("申込元", "Opened it"),
    "asked": Text("回答待ち", "Waits for an answer"),
    "joined": Text("参加", "Takes part"),
    "declined": Text("辞退", "Declined"),
}
PARTY_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "opener": frozenset(),
    "asked": frozenset({"joined", "declined"}),
    "joined": frozenset(),
    "declined": frozenset(),
}
OUTCOMES: Mapping[str, Text] = {
    "contract": Text("契約", "Contract"),
    "joint_research": Text("共同研究", "Joint research"),
    "order": Text("発注", "Order"),
    "chain_started": Text("バリューチェーンの始動", "A value chain began"),
    "other_agreement": Text("その他の合意", "Another agreement"),
    "none": Text("成立せず", "None"),
}
CAME_OF_IT: Mapping[str, Text] = {
    "running": Text("続いている", "It is running"),
    "patients": Text("患者さんへの提供に至った", "It reached patients"),
    "finished": Text("予定どおり終わった", "It finished as planned"),
    "stopped": Text("途中で止まった", "It stopped"),
}
FOLLOW_UP_DAYS = 180
"""Half a year after an agreement its opener is asked what came of it."""
LONGEST_SUBJECT, LONGEST_NOTE, LONGEST_TASK = 120, 4000, 200
MOST_FILES = 30


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a change of state that the table doesn't allow."""
    if wanted in TRANSITIONS[state]:
        return
    now = STATES[state]
    raise Refused(
        "consultation_state",
        Text(
            f"この相談はいま「{now.ja}」です。画面を開き直して、できる操作を確かめてください。",
            f"This consultation is “{now.en}” now. Open the page again and see what can be done.",
        ),
    )


def check_is_talking(state: str) -> None:
    """Refuse to add to a consultation that is over."""
    if state not in TALKING:
        raise Refused("consultation_over", OVER)


def check_outcome(wanted: str, outcome: str, note: str) -> None:
    """Refuse an end whose outcome doesn't go with it, or without the reason that a failure needs."""
    if wanted == "agreed" and (outcome not in OUTCOMES or outcome == "none"):
        raise BadInput("outcome", WHICH, "outcome")
    if wanted in ("not_agreed", "withdrawn") and not note.strip():
        raise BadInput("why", WHY, "note")
    check_length(note, LONGEST_NOTE, "note")


def check_came_of_it(word: str) -> None:
    """Refuse an answer that isn't one of the words."""
    if word not in CAME_OF_IT:
        raise BadInput("came_of_it", WHAT_CAME, "came_of_it")


def check_length(text: str, longest: int, field: str, *, may_be_empty: bool = True) -> None:
    """Refuse a text that is too long, or empty where it may not be."""
    if not may_be_empty and not text.strip():
        raise BadInput("empty_text", Text("入力してください。", "Please fill this in."), field)
    if len(text) > longest:
        sentence = Text(f"{longest}文字以内で入力してください。", f"At most {longest} characters.")
        raise BadInput("long_text", sentence, field)


def check_takes_a_file(already: int) -> None:
    """Refuse one more file where there are as many as a consultation takes."""
    if already >= MOST_FILES:
        raise Refused("file_count", TOO_MANY, "file")


def follow_up_on(agreed_on: date) -> date:
    """Return the day on which the opener is asked what came of it."""
    return agreed_on + timedelta(days=FOLLOW_UP_DAYS)


OVER = Text(
    "この相談は終わっているため、追加できません。続きは新しい相談として始めてください。",
    "This consultation is over; nothing can be added. Start another one to go on.",
)
WHICH = Text("何で合意したかを選んでください。", "Choose what was agreed.")
WHY = Text("理由を入力してください。次の紹介の参考になります。", "Say why: it helps the next introduction.")
WHAT_CAME = Text("その後の状況を選んでください。", "Choose what came of it.")
TOO_MANY = Text(
    f"添付は1件の相談につき{MOST_FILES}個までです。", f"A consultation takes at most {MOST_FILES} files."
)
