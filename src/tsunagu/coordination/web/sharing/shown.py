"""Shared use as templates write it: badges, terms in words, the week as a grid."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tsunagu.coordination.domain.sharing.charges import CLASSES
from tsunagu.coordination.domain.sharing.states import STATES
from tsunagu.coordination.domain.sharing.terms import KINDS, WHO, Terms, hours_text
from tsunagu.coordination.domain.sharing.week import grid
from tsunagu.coordination.queries.sharing import BookingView, OfferView, taken
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO, tokyo_date
from tsunagu.planning.domain.capacity.holidays import public_holidays

DAYS = "月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELLS = {
    "free": ("○", Text("空き", "Free")),
    "short": ("△", Text("空き時間が足りない", "Free, but too short")),
    "taken": ("■", Text("予約済み", "Taken")),
    "own": ("★", Text("自組織の予約", "Your booking")),
    "closed": ("", Text("利用時間外", "Closed")),
    "past": ("－", Text("受付外", "Can't be booked")),
}


def day_start(day: date) -> datetime:
    """Return midnight of a day in Japan."""
    return datetime.combine(day, time(), TOKYO)


def week_of(typed: str, today: date) -> date:
    """Return the Monday of the week asked for, or of this one."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    day = day if abs((day - today).days) < 800 else today
    return day - timedelta(days=day.weekday())


def week(view: OfferView, monday: date, member_id: int, now: datetime) -> dict[str, Any]:
    """Return the week of an offer as a grid of steps and days, with the weeks before and after."""
    days = [monday + timedelta(days=number) for number in range(7)]
    held = taken(view.id, day_start(days[0]), day_start(days[-1] + timedelta(days=1)), member_id)
    holidays = public_holidays(days[0], days[-1])
    rows = grid(view.terms, days, held, now, TOKYO, set(holidays))
    is_short = any(cell.state == "short" for _, cells in rows for cell in cells)
    return {
        "days": [
            {"day": day, "name": Text(DAYS[0][day.weekday()], DAYS[1][day.weekday()]), "holiday": holidays.get(day),
             "is_today": day == tokyo_date(now)}
            for day in days
        ],
        "rows": [
            {"clock": f"{step // 60:02d}:{step % 60:02d}", "cells": [_cell(one) for one in cells]}
            for step, cells in rows
        ],
        "keys": [{"state": key, "sign": sign, "name": name} for key, (sign, name) in CELLS.items()
                 if sign and (key != "short" or is_short)],
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "last": days[-1],
        "monday": monday,
    }  # fmt: skip


def _cell(one: Any) -> dict[str, Any]:
    sign, name = CELLS[one.state]
    return {
        "state": one.state, "sign": sign, "name": name, "starts_at": one.starts_at, "left": one.left,
        "value": one.starts_at.astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


def offer_shown(view: OfferView) -> dict[str, Any]:
    """Return an offer with its kind and terms in words."""
    return {
        "view": view, "kind": KINDS[view.kind], "terms": terms_lines(view.terms),
        "description": Text(view.description.ja, view.description.en or view.description.ja),
    }  # fmt: skip


def terms_lines(terms: Terms) -> list[tuple[Text, Text]]:
    """Return the terms as pairs of a name and a sentence."""
    return [
        (Text("利用時間", "Hours"), _hours(terms)),
        (Text("予約の長さ", "Length"), _length(terms)),
        (Text("受付", "When to book"), _booking(terms)),
        (Text("取消し", "Giving back"), _giving_back(terms)),
        (Text("予約できる会員", "Who may book"), WHO[terms.who]),
        (Text("教育訓練", "Training"), _training(terms)),
        (Text("料金（税抜）", "Charge (before tax)"), _charge(terms)),
    ]  # fmt: skip


def _hours(terms: Terms) -> Text:
    spans: list[tuple[str, list[int]]] = []
    for day, hours in enumerate(terms.week):
        said = hours_text(hours)
        if said and spans and spans[-1][0] == said:
            spans[-1][1].append(day)
        elif said:
            spans.append((said, [day]))
    ja = "、".join("".join(DAYS[0][day] for day in days) + f" {said}" for said, days in spans)
    en = ", ".join(" ".join(DAYS[1][day] for day in days) + f" {said}" for said, days in spans)
    return Text(
        ja + ("" if terms.on_holidays else "（祝日休み）"),
        en + ("" if terms.on_holidays else " (not on public holidays)"),
    )


def _length(terms: Terms) -> Text:
    low, high = terms.least_units * terms.unit_minutes, terms.most_units * terms.unit_minutes
    said = Text(
        f"{low}〜{high}分（{terms.unit_minutes}分単位）",
        f"{low} to {high} min in steps of {terms.unit_minutes}",
    )
    if not terms.buffer_minutes:
        return said
    return Text(
        f"{said.ja}、利用後に清掃{terms.buffer_minutes}分",
        f"{said.en}; then {terms.buffer_minutes} min of cleaning",
    )


def _booking(terms: Terms) -> Text:
    approval = (
        Text("、提供者の承認が必要", "; the owner approves")
        if terms.needs_approval
        else Text("、即時確定", "; at once")
    )
    until = Text(f"{terms.notice_hours}時間前", f"{terms.notice_hours} h before")
    if not terms.notice_hours:
        until = Text("開始時刻", "the beginning")
    return Text(
        f"{terms.horizon_days}日前から{until.ja}まで{approval.ja}",
        f"From {terms.horizon_days} days before to {until.en}{approval.en}",
    )


def _giving_back(terms: Terms) -> Text:
    return Text(f"開始の{terms.cancel_hours}時間前まで", f"Until {terms.cancel_hours} h before")


def _training(terms: Terms) -> Text:
    if not terms.subject:
        return Text("不要", "None")
    how = terms.how_to_train
    return Text(f"{terms.subject}（{how.ja}）", f"{terms.subject} ({how.en or how.ja})")


def _charge(terms: Terms) -> Text:
    minutes, member, guest = terms.unit_minutes, f"{terms.member_yen:,}", f"{terms.guest_yen:,}"
    return Text(
        f"会員 {member}円、会員外 {guest}円／{minutes}分（消費税{terms.tax_percent}%）",
        f"Members {member} yen, others {guest} yen for {minutes} min (tax {terms.tax_percent} %)",
    )


def booking_shown(view: BookingView) -> dict[str, Any]:
    """Return a booking with its badge."""
    state, word = STATES[view.state]
    return {"view": view, "badge": state, "word": word, "charge_class": CLASSES[view.charge_class]}


def shown_list(views: Sequence[BookingView]) -> list[dict[str, Any]]:
    """Return several bookings with their badges."""
    return [booking_shown(view) for view in views]
