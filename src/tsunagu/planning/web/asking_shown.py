"""Requests and proposals in the words and order in which their pages show them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.domain.asking.record import Kept
from tsunagu.planning.domain.asking.states import HOLDING, STATES
from tsunagu.planning.domain.capacity.vocabulary import kind_name, weekdays_text
from tsunagu.planning.domain.explain.words import obstacle_text, reason_text
from tsunagu.planning.queries.capacity import ResourceView, resources
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.left import key_of
from tsunagu.planning.queries.requests import RequestView, acts_of, case_number
from tsunagu.planning.web.asking_certainty import certainty
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import route_of

BADGES = {
    "open": "wait", "reserved": "warn", "expired": "stop", "confirmed": "ok", "ordered": "ok", "withdrawn": "wait",
}  # fmt: skip
VERBS = {
    "asked": Text("相談を登録", "Asked"),
    "computed": Text("案を計算し直し", "Computed anew"),
    "reserved": Text("仮押さえ", "Held"),
    "allocated": Text("割当てにより仮押さえ", "Held by an allocation"),
    "confirmed": Text("日程を確定", "Confirmed"),
    "ordered": Text("症例に反映", "Dates given to a case"),
    "given_back": Text("枠を返却", "Given back"),
    "mended": Text("計画の立て直しで日程を変更", "Dates changed by a mended plan"),
    "unfit": Text("来院できない日を登録", "Days noted on which the patient can't come"),
    "withdrawn": Text("取下げ", "Withdrawn"),
}
SURE, LIKELY = 0.9, 0.75
REASONS_SHOWN = 3


def makers(today: date) -> list[tuple[str, str]]:
    """Return the sites that make or process cells, as choices."""
    lang = language()
    return [
        (site.key, site.name.in_language(lang))
        for site in all_sites(today)
        if any("manufacturing" in one.key or "processing" in one.key for one in site.capabilities)
    ]


def row(found: RequestView, now: datetime) -> dict[str, Any]:
    """Return a line of the list."""
    best = found.shown
    state = found.state_at(now)
    return {
        "view": found, "therapy": route_of(found.therapy, found.version).name,
        "state": BADGES[state], "state_label": STATES[state],
        "goal": best.goal if best else None, "is_chosen": found.chosen is not None,
    }  # fmt: skip


def page(found: RequestView, now: datetime) -> dict[str, Any]:
    """Return what the page of a request shows."""
    route = route_of(found.therapy, found.version)
    views = {key_of(view): view for view in resources(sites=_sites_named(found))}
    sites = {site.key: site.name for site in all_sites(tokyo_date(now))}
    state = found.state_at(now)
    cards = [_card(number, each, found, route, views, sites) for number, each in enumerate(found.proposals)]
    known = figures()
    for card, kept in zip(cards, found.proposals, strict=True):
        card["certainty"] = certainty(kept, route, known, now)
    missing = [(sites.get(site, Text(site, site)), kind_name(kind)) for site, kind in found.unpublished]
    return {
        "view": found, "therapy": route.name, "state": state, "state_label": STATES[state], "state_kind": BADGES[state],
        "cards": cards, "need": _need(found, sites), "missing": missing,
        "obstacles": [
            {"text": obstacle_text(kind, _name(views.get(key)), _week(views.get(key))), "goal": goal}
            for kind, key, goal in found.obstacles
            if not key or key in views
        ],
        "seconds": f"{found.milliseconds / 1000:.1f}", "is_holding": state in HOLDING,
        "case": case_number(found),
        "acts": [{"act": one, "text": VERBS.get(one.verb, Text(one.verb, one.verb))} for one in acts_of(found.uuid)],
    }  # fmt: skip


def _sites_named(found: RequestView) -> set[str]:
    """Return the sites (keys) that a request's page names."""
    named = {key for kept in found.proposals for key in kept.sites.values()}
    return named | {key.split("/", 1)[0] for _, key, _ in found.obstacles if key}


def _card(
    number: int,
    proposal: Kept,
    found: RequestView,
    route: Route,
    views: dict[str, ResourceView],
    sites: dict[str, Text],
) -> dict[str, Any]:
    percent = round(proposal.chance * 100)
    state = "ok" if proposal.chance >= SURE else "wait" if proposal.chance >= LIKELY else "warn"
    steps = {step.key: step for step in route.steps}
    return {
        "number": number,
        "name": number + 1,
        "goal": proposal.goal,
        "percent": percent,
        "state": state,
        "shape": {"ok": "ok", "wait": "wait", "warn": "warn"}[state],
        "failing": round(proposal.failing * 100),
        "milestones": sorted(_milestones(proposal, route, sites), key=lambda each: each["at"]),
        "steps": [
            {"name": steps[key].name, "site": _site(proposal, steps[key], sites), "start": start, "end": end}
            for key, start, end in proposal.steps
        ],
        "reasons": _reasons(proposal, views),
        "is_chosen": found.chosen == number,
    }  # fmt: skip


def _site(proposal: Kept, step: Step, sites: dict[str, Text]) -> Text:
    key = proposal.sites.get(step.party, "")
    return sites.get(key, Text(key, key))


def _milestones(proposal: Kept, route: Route, sites: dict[str, Text]) -> Any:
    """Yield the dates that a hospital plans with: collection, making, tests, release, preparation, infusion."""
    steps = {step.key: step for step in route.steps}
    planned = [(steps[key], start, end) for key, start, end in proposal.steps]
    for action, word, is_last in (
        ("collect", _("collection"), False), ("process", "", False), ("test", _("test"), True),
        ("release", _("release"), True), ("prepare", _("preparation"), False), ("administer", _("infusion"), False),
    ):  # fmt: skip
        matching = [each for each in planned if each[0].action == action and _counts(each[0])]
        if matching:
            step, start, _end = matching[-1] if is_last else matching[0]
            site = _site(proposal, step, sites)
            yield {"word": word or site, "at": start, "site": site if action == "test" else None}


def _counts(step: Step) -> bool:
    return step.action != "process" or step.party in ("manufacturer", "processor")


def _reasons(proposal: Kept, views: dict[str, ResourceView]) -> list[Text]:
    found = []
    for kind, key, hours in proposal.reasons[:REASONS_SHOWN]:
        view = views.get(key)
        if key and view is None:
            continue
        found.append(reason_text(kind, hours, _name(view), _week(view)))
    return found


def _name(view: ResourceView | None) -> Text:
    if view is None:
        return Text("", "")
    return Text(
        f"{view.site_name.ja}の「{view.card.name.ja}」", f"“{view.card.name.en}” at {view.site_name.en}"
    )


def _week(view: ResourceView | None) -> Text:
    if view is None:
        return Text("", "")
    days = frozenset(day for one in view.published.patterns for day in one.weekdays)
    return Text("", "") if len(days) == 7 else weekdays_text(days)


def _need(found: RequestView, sites: dict[str, Text]) -> dict[str, Any]:
    need = found.need
    return {
        "ready_from": need.ready_from, "latest": need.latest, "collect_by": need.collect_by,
        "weekdays_off": weekdays_text(need.weekdays_off) if need.weekdays_off else None, "absent": need.absent,
        "confidence": f"{need.confidence * 100:.0f}",
        "urgency": {1: _("Ordinary"), 2: _("Soon"), 4: _("Urgent")}.get(need.urgency, str(need.urgency)),
        "preferred": [sites.get(key, Text(key, key)) for key in sorted(need.preferred)],
    }  # fmt: skip
