"""Sentences about chains: why a member was chosen, what others would change or lack, what is missing in the network."""

from collections.abc import Collection, Iterator, Sequence

from tsunagu.coordination.domain.composing.candidates import Lack
from tsunagu.coordination.domain.composing.problem import Criteria, Request
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.domain.vocabulary import AREAS, BANDS, word

HOURS_A_DAY = 24
WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PINNED = Text("依頼で指定された拠点です", "asked for")
ONLY_ONE = Text("この工程を引き受けられる拠点は、ここだけです", "the only site that can take it")
ONLY_FITTING = Text(
    "ほかの候補は、輸送路または時間の条件に合いません", "no other candidate fits lanes and windows"
)
TOGETHER = Text("全体の組み合わせとして最もよい拠点です", "the best together with the others")
BEST_IN_ALL = Text(
    "早さ・費用・近さ・準備・契約のすべてで最もよい拠点です",
    "the best in time, cost, distance, preparation and agreements",
)
NO_DIFFERENCE = Text("置き換えても指標は変わりません", "would change nothing")
NO_DAY = Text(
    "輸送路の運行する曜日が合わず、時間の条件を守れません",
    "the weekdays on which lanes leave don’t fit the windows",
)
TOO_SLOW = Text("組み合わせた輸送時間が条件を超えます", "the transports together take too long")

BEST = {
    "hours": Text("最も早い", "fastest"),
    "cost": Text("費用の目安が最も低い", "lowest cost"),
    "km": Text("最も近い", "nearest"),
    "lead_days": Text("準備が最も短い", "shortest preparation"),
    "papers": Text("契約が最も整っている", "most agreements in place"),
}


def best_of(chosen: Criteria, others: Sequence[Criteria]) -> Iterator[Text]:
    """Yield in what the chosen one is better than every other that would fit."""
    found = [
        text
        for name, text in BEST.items()
        if all(getattr(chosen, name) < getattr(one, name) for one in others)
    ]
    yield from [BEST_IN_ALL] if len(found) == len(BEST) else found


def differences(chosen: Criteria, other: Criteria) -> tuple[Text, ...]:
    """Return what another would change."""
    found = (
        days(other.hours - chosen.hours),
        _signed(other.cost - chosen.cost, "費用 {}千円", "cost {} thousand yen"),
        _signed(other.km - chosen.km, "距離 {} km", "{} km"),
        _signed(other.lead_days - chosen.lead_days, "準備 {}日", "preparation {} days"),
        _signed(other.papers - chosen.papers, "新たな契約 {}件", "{} new agreements"),
    )
    return tuple(one for one in found if one is not None)


def days(hours: int) -> Text | None:
    """Return a difference in hours, in days where that is more than two."""
    if abs(hours) <= 2 * HOURS_A_DAY:
        return _signed(hours, "投与まで {}時間", "treatment {} hours")
    return _signed(round(hours / HOURS_A_DAY), "投与まで {}日", "treatment {} days")


def _signed(value: int, ja: str, en: str) -> Text | None:
    shown = f"{'＋' if value > 0 else '−'}{abs(value):,}"
    return (
        None
        if value == 0
        else Text(ja.format(shown), en.format(f"{'+' if value > 0 else '−'}{abs(value):,}"))
    )


def not_named(change_days: int) -> Text:
    """Say that a site is not named in the approval or plan."""
    return Text(
        f"承認・計画に記載がなく、変更手続きに約{change_days}日",
        f"not named in the approval or plan: about {change_days} days for the change",
    )


def no_lane(origin: SiteFacts, target: SiteFacts, band: str) -> Text:
    """Say that no lane joins two sites."""
    name = word(BANDS, band)
    return Text(
        f"{origin.place.ja or origin.name.ja}→{target.place.ja or target.name.ja}の輸送路（{name.ja}）がありません",
        f"no lane {origin.place.en or origin.name.en} → {target.place.en or target.name.en} ({name.en})",
    )


def too_far(hours: int, most: int, window: Text) -> Text:
    """Say that the quickest lane is too slow."""
    return Text(
        f"輸送に{hours}時間かかり、{window.ja}（{most}時間以内）に間に合いません",
        f"{hours} hours of transport; {window.en} allows {most}",
    )


def lack(found: Lack, request: Request) -> Text:
    """Say what keeps a site from a part."""
    name = capability_name(found.capability)
    until = "" if found.until is None else found.until.isoformat()
    if found.kind == "capability":
        return Text(f"「{name.ja}」の機能がありません", f"doesn't offer “{name.en}”")
    if found.kind == "period":
        ended = f"（{until}まで）" if until else ""
        return Text(
            f"「{name.ja}」は開始日に有効ではありません{ended}",
            f"“{name.en}” doesn't count on the first day{f' (until {until})' if until else ''}",
        )
    if found.kind == "capacity":
        return Text(
            f"「{name.ja}」は月{found.amount}件まで（必要 月{request.per_month}件）",
            f"“{name.en}”: {found.amount} a month, {request.per_month} needed",
        )
    ended = f"（{until}まで）" if until else ""
    return Text(
        f"許認可が開始日に有効ではありません{ended}",
        f"no licence that counts on the first day{f' (until {until})' if until else ''}",
    )


def weekdays(days: Collection[int], between: str = "") -> Text:
    """Return weekdays (0: Monday) as each language lists them, in Japanese with a sign between."""
    if len(days) == len(WEEKDAYS):
        return Text("毎日", "every day")
    on = sorted(days)
    return Text(between.join(WEEKDAYS[day] for day in on), ", ".join(DAYS_EN[day] for day in on))


def leaving(signs: str) -> Text:
    """Return the weekdays of a lane, given as its seven signs."""
    return weekdays([day for day, sign in enumerate(signs) if sign == "1"])


def begins_on(name: Text, days: Collection[int]) -> Text:
    """Say on which weekdays a window may begin so that the lanes in it are met."""
    told = weekdays(days, "・")
    return Text(
        f"「{name.ja}」の条件は、{told.ja}曜日を起点にすると守れます。",
        f"“{name.en}” holds where it begins on: {told.en}.",
    )


def listed(texts: Sequence[Text]) -> Text:
    """Return several texts as one, as each language lists them."""
    return Text("、".join(one.ja for one in texts), ", ".join(one.en for one in texts))


def area_name(area: str) -> Text:
    """Return the name of an area."""
    return word(AREAS, area)
