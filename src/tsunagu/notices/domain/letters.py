"""Letters: when a notice goes out by e-mail, to whom it fits, what the letter says, when it is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.foundation.text import Text
from tsunagu.notices.domain.kinds import MOST_URGENT, kind_name

WAYS: Mapping[str, Text] = {
    "at_once": Text("すぐに", "At once"),
    "daily": Text("1日1回まとめて", "Once a day, together"),
    "never": Text("送らない", "Never"),
}
URGENCIES: Mapping[int, Text] = {
    3: Text("緊急（温度等逸脱、保留、規格外など）", "Urgent (excursions, holds, out of specification ...)"),
    2: Text(
        "早めの対応が必要（署名・受入判定・回答など）", "Needs you soon (signatures, acceptance, answers ...)"
    ),
    1: Text(
        "通常（次の工程、集荷、相談の動きなど）", "Usual (next steps, pick-ups, news of consultations ...)"
    ),
    0: Text("お知らせ", "Information"),
}
DEFAULT: Mapping[int, str] = {3: "at_once", 2: "at_once", 1: "daily", 0: "daily"}
"""What holds until a person chooses: what is urgent at once, the rest once a day."""

REASONS = ("told", "before", "after")
"""Why a letter goes out about a notice: it is new, its time comes near, its time is over."""
REMINDED_BEFORE = timedelta(hours=24)
TOLD_LONG_AGO = timedelta(hours=12)
"""Who was told within these hours needs no reminder before the time."""
REMINDED_AFTER = timedelta(days=3)
TOO_OLD = timedelta(days=2)
"""What is older when the post first looks at it isn't sent: it waits in the inbox."""

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360, 720))
"""How long after each failed try the next one follows; after the last the letter is given up."""
QUEUED = timedelta(minutes=15)
"""A letter whose job was queued isn't queued again before."""

STATES: Mapping[str, Text] = {
    "waiting": Text("送信待ち", "Waiting"),
    "sent": Text("送信済み", "Sent"),
    "kept": Text("保存のみ", "Kept only"),
    "failed": Text("送信できず", "Could not be sent"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"sent", "kept", "failed"}),
    "sent": frozenset(),
    "kept": frozenset(),
    "failed": frozenset({"waiting"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a letter tells of one notice."""

    text: Text
    kind: str
    link: str
    urgency: int
    due: Text | None = None
    reason: str = "told"


@dataclass(frozen=True, slots=True)
class Outsider:
    """Someone without an account who is written to, in ``ja`` or ``en``."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in its reader's language."""

    subject: str
    body: str


def way_of(chosen: Mapping[int, str], urgency: int) -> str:
    """Return how a person wants notices of this urgency: at once, daily or never."""
    way = chosen.get(urgency, "")
    return way if way in WAYS else DEFAULT[min(max(urgency, 0), MOST_URGENT)]


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when a letter is tried again after its ``tries``-th try (from 1) failed; None: it is given up."""
    return None if is_last(tries) else now + BACKOFF[tries - 1]


def is_last(tries: int) -> bool:
    """Say whether this try (from 1) is the last one."""
    return tries > len(BACKOFF)


def reminder_for(due_at: datetime, told_at: datetime, now: datetime) -> str:
    """Return which reminder of an undone duty is due: ``before``, ``after``, or none (empty)."""
    if due_at <= now:
        return "after" if now - due_at <= REMINDED_AFTER else ""
    is_near = due_at - now <= REMINDED_BEFORE
    return "before" if is_near and now - told_at >= TOLD_LONG_AGO else ""


def written(lines: Sequence[Line], *, language: str, name: str, address: str, is_digest: bool) -> Written:
    """Return subject and text of a letter; ``address`` is that of the installation, without a slash at its end."""
    said = _SAID["en" if language.startswith("en") else "ja"]
    first = lines[0]
    if is_digest:
        subject = said["digest_subject"].format(n=len(lines))
    else:
        reminder = said.get(first.reason, "")
        subject = f"{said['mark']}{reminder}{_short(first.text.in_language(language))}"
    parts = [said["to"].format(name=name), said["digest" if is_digest else "one"]]
    parts += [_paragraph(one, language, address, said) for one in lines]
    parts += [
        said["inbox"].format(link=f"{address}/inbox/"),
        said["foot"].format(link=settings_link(address)),
    ]
    return Written(" ".join(subject.split()), "\n\n".join(parts) + "\n")


def written_outside(to: Outsider, said: Text, links: Sequence[tuple[Text, str]], address: str) -> Written:
    """Return a letter to someone without an account: one sentence, then what the links (paths) are for."""
    words = _SAID["en" if to.language.startswith("en") else "ja"]
    sentence = said.in_language(to.language)
    parts = [words["to"].format(name=to.name), sentence]
    parts += [f"{hint.in_language(to.language)}\n{address}{path}" for hint, path in links]
    subject = f"{words['mark']}{_short(sentence)}"
    return Written(" ".join(subject.split()), "\n\n".join([*parts, words["outside"]]) + "\n")


def settings_link(address: str) -> str:
    """Return the page on which a person chooses what is mailed."""
    return f"{address}/notices/mail/"


def _paragraph(line: Line, language: str, address: str, said: Mapping[str, str]) -> str:
    reminder = said.get(line.reason, "")
    head = f"■ {reminder}{kind_name(line.kind).in_language(language)}"
    rows = [head, line.text.in_language(language)]
    if line.due is not None:
        rows.append(said["due"].format(at=line.due.in_language(language)))
    if line.link.startswith("/"):
        rows.append(f"{address}{line.link}")
    return "\n".join(rows)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


_SAID: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "mark": "【つなぐ】",
        "before": "［期限が近づいています］",
        "after": "［期限を過ぎています］",
        "digest_subject": "【つなぐ】お知らせのまとめ（{n}件）",
        "to": "{name} 様",
        "one": "つなぐに新しい通知があります。",
        "digest": "つなぐの通知をまとめてお知らせします。",
        "due": "期限：{at}",
        "inbox": "受信箱を開く\n{link}",
        "foot": "――\nこのメールは、つなぐから自動で送信しています。返信はできません。\n"
        "メールの受取方法を変える\n{link}",
        "outside": "――\nこのメールは、つなぐから自動で送信しています。返信はできません。\n"
        "お心当たりのない場合は、お手数ですがこのメールを破棄してください。",
    },
    "en": {
        "mark": "[Tsunagu] ",
        "before": "(due soon) ",
        "after": "(overdue) ",
        "digest_subject": "[Tsunagu] Your notices ({n})",
        "to": "Dear {name},",
        "one": "There is a new notice for you in Tsunagu.",
        "digest": "These notices came since the last letter.",
        "due": "Due: {at}",
        "inbox": "Open the inbox\n{link}",
        "foot": "--\nTsunagu sent this letter by itself; it can't be replied to.\nChoose what is mailed\n{link}",
        "outside": "--\nTsunagu sent this letter by itself; it can't be replied to.\n"
        "If you know nothing of this, please delete it.",
    },
}
