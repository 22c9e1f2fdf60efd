"""What is said of a gathering: its card, its programme and who speaks; checked whole before anything is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

AUDIENCES = {
    "everybody": Text("一般公開（どなたでも）", "Public, anybody may come"),
    "network": Text("会員限定", "Members only"),
}
ITEM_KINDS = {
    "talk": Text("講演", "Talk"),
    "panel": Text("パネル討論", "Panel"),
    "exhibition": Text("展示", "Exhibition"),
    "networking": Text("交流", "Networking"),
    "break": Text("休憩", "Break"),
}
MOST_PLACES, LONGEST = 100_000, timedelta(days=14)
SHORTEST_KEPT, LONGEST_KEPT = 1, 1826
"""Days for which personal data of those who registered is kept after the end."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Details:
    """The card of a gathering; ``limit`` and ``per_member`` None: no limit. ``online`` is for the registered alone."""

    title: Text
    summary: Text
    hall: Text
    address: str
    audience: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    limit: int | None = None
    per_member: int | None = None
    keep_days: int = 180
    online: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone in the programme; named to others only where he agreed to it."""

    name: Text
    affiliation: Text
    has_agreed: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the programme."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    title: Text
    room: str = ""
    speakers: tuple[Speaker, ...] = field(default=())


def check_details(said: Details) -> None:
    """Refuse a card that can't be: without a title, ending before it begins, registration after the end."""
    if not said.title.ja.strip():
        raise BadInput("gathering_title", NO_TITLE, "title_ja")
    if said.audience not in AUDIENCES:
        raise BadInput("gathering_audience", NO_AUDIENCE, "audience")
    if said.ends_at <= said.starts_at:
        raise BadInput("gathering_times", ENDS_FIRST, "ends_at")
    if said.ends_at - said.starts_at > LONGEST:
        raise BadInput("gathering_times", TOO_LONG, "ends_at")
    if said.closes_at <= said.opens_at:
        raise BadInput("gathering_registration", CLOSES_FIRST, "closes_at")
    if said.closes_at > said.starts_at:
        raise BadInput("gathering_registration", CLOSES_LATE, "closes_at")
    _check_numbers(said)
    if not (said.hall.ja.strip() or said.online):
        raise BadInput("gathering_place", NOWHERE, "hall_ja")
    if said.online:
        check_link(said.online)


def _check_numbers(said: Details) -> None:
    if said.limit is not None and not 1 <= said.limit <= MOST_PLACES:
        raise BadInput("gathering_limit", BAD_LIMIT, "limit")
    most = said.limit or MOST_PLACES
    if said.per_member is not None and not 1 <= said.per_member <= most:
        raise BadInput("gathering_per_member", BAD_PER_MEMBER, "per_member")
    if not SHORTEST_KEPT <= said.keep_days <= LONGEST_KEPT:
        raise BadInput("gathering_keep_days", BAD_KEEP_DAYS, "keep_days")


def check_link(link: str) -> None:
    """Refuse what is no address of a web page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        raise BadInput("gathering_online", BAD_LINK, "online") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or _CONTROL.search(link) or " " in link:
        raise BadInput("gathering_online", BAD_LINK, "online")


def check_item(item: Item, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse an entry of the programme outside the hours of its gathering, or of no known kind."""
    if item.kind not in ITEM_KINDS:
        raise BadInput("item_kind", NO_KIND, "kind")
    if not item.title.ja.strip():
        raise BadInput("item_title", NO_TITLE, "title_ja")
    if item.ends_at <= item.starts_at:
        raise BadInput("item_times", ENDS_FIRST, "ends_at")
    if item.starts_at < starts_at or item.ends_at > ends_at:
        raise BadInput("item_times", OUTSIDE, "starts_at")


def clashes(items: Iterable[Item]) -> list[tuple[Item, Item, Text]]:
    """Return the pairs of entries that can't both be: one room, or one speaker, twice at the same time."""
    ordered: Sequence[Item] = sorted(items, key=lambda one: (one.starts_at, one.ends_at))
    found = []
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            reason = _clash(first, second)
            if reason is not None:
                found.append((first, second, reason))
    return found


def _clash(first: Item, second: Item) -> Text | None:
    shared = {one.name.ja for one in first.speakers} & {one.name.ja for one in second.speakers}
    if shared:
        names = sorted(shared)
        return Text(f"{'、'.join(names)} さんの出番が重なっています", f"{', '.join(names)} would be in both")
    if first.room == second.room:
        where = first.room or "主会場"
        return Text(f"{where} で時間が重なっています", f"Both are in {first.room or 'the main room'}")
    return None


NO_TITLE = Text("題名（日本語）を入力してください。", "Give it a title in Japanese.")
NO_AUDIENCE = Text("公開範囲を選んでください。", "Choose whom it is for.")
NO_KIND = Text("プログラムの種類を選んでください。", "Choose a kind of entry.")
ENDS_FIRST = Text("終了は開始より後の時刻にしてください。", "Let it end after it begins.")
TOO_LONG = Text("会期は14日以内にしてください。", "A gathering lasts at most 14 days.")
CLOSES_FIRST = Text(
    "受付終了は受付開始より後の日時にしてください。", "Let registration close after it opens."
)
CLOSES_LATE = Text(
    "受付終了は開催開始までの日時にしてください。", "Let registration close before the gathering begins."
)
BAD_LIMIT = Text("定員は1から100,000までの数にしてください。", "A limit is a number from 1 to 100,000.")
BAD_PER_MEMBER = Text(
    "1会員あたりの上限は1以上、定員以下の数にしてください。",
    "The limit per member is at least 1 and no more than the limit.",
)
BAD_KEEP_DAYS = Text(
    "個人情報の保存日数は1から1,826までの数にしてください。",
    "Personal data is kept for 1 to 1,826 days.",
)
NOWHERE = Text(
    "会場名か、オンライン参加のURLのどちらかを入力してください。",
    "Give a hall, or the address of the online room.",
)
BAD_LINK = Text(
    "オンライン参加のURLは https:// で始まるアドレスにしてください。",
    "The online room is an address that begins with https://.",
)
OUTSIDE = Text(
    "プログラムの時刻は、催しの開始から終了までの間にしてください。",
    "The entry has to lie between the beginning and the end of the gathering.",
)
