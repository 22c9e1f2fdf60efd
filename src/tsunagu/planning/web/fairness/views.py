"""Pages that show fair allocation: policies and rounds, one policy, one round with its effect, one claim, the log."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.effect import Wait, groups_of
from tsunagu.planning.domain.fairness.overriding import KINDS
from tsunagu.planning.domain.fairness.states import ANSWERS, TRANSITIONS, may_read_results
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.queries.fairness import ClaimView, RoundView
from tsunagu.planning.services.own_requests import ASKERS
from tsunagu.planning.web.fairness import pictures, shown
from tsunagu.planning.web.fairness.forms import InputsForm, OverrideForm

NO_EFFECT = Text(
    "この回の結果は、まだ公表されていません。", "The results of this round aren't published yet."
)


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Show the policies in force and the rounds, with what one's own member has in them."""
    actor, counts = actor_of(request, Actor), queries.claim_counts()
    rounds = [
        {"view": one, "badge": shown.state_badge(one.state), "period": shown.period_text(one),
         "claims": counts.get(one.uuid, 0)}
        for one in queries.rounds()
    ]  # fmt: skip
    context = {
        "policies": [one for one in queries.policies() if one.is_newest],
        "rounds": rounds,
        "is_coordinator": may_run(actor),
    }
    return render(request, "planning/fairness/overview.html", context)


@require_GET
@signed_in
def policy_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one declared version: what counts and how much, the rules above the points, and the other versions."""
    view = queries.policy(uuid)
    context = {
        "view": view,
        "terms": shown.terms(view.policy),
        "rules": shown.rules(view.policy),
        "scales": shown.scales(view.policy),
        "versions": [one for one in queries.policies() if one.policy.key == view.policy.key],
        "is_coordinator": may_run(actor_of(request, Actor)),
    }
    return render(request, "planning/fairness/policy.html", context)


@require_GET
@signed_in
def round_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a round: how far it is, one's own requests in it, and once they may be read its figures and pictures."""
    return round_answer(request, queries.round_of(uuid))


def round_answer(request: HttpRequest, view: RoundView, refused: Refused | None = None) -> HttpResponse:
    """Return the page of a round, with an act that was refused and why."""
    actor, now = actor_of(request, Actor), clock.now()
    claims = queries.claims_of(view.uuid, now)
    is_coordinator = may_run(actor)
    reads = may_read_results(view.state, is_coordinator=actor.is_coordinator)
    context: dict[str, Any] = {
        **head(view, actor),
        "claims": [shown.claim_line(one, with_result=reads) for one in claims],
        "reads": reads,
        "may": TRANSITIONS[view.state] if is_coordinator else frozenset(),
        "unstated": sum(not one.said("benefit") for one in claims),
        "overrides": len(queries.overrides_of(view.uuid)),
        "with_members": actor.is_coordinator or actor.is_reader,
        "here": request.get_full_path(),
        "refused": refused,
    }
    if reads and view.effect:
        context |= effect_context(view, claims)
    status = 409 if refused is not None else 200
    return render(request, "planning/fairness/round.html", context, status=status)


def head(view: RoundView, actor: Actor) -> dict[str, Any]:
    """Return what stands at the head of every page of a round."""
    return {
        "view": view,
        "badge": shown.state_badge(view.state),
        "period": shown.period_text(view),
        "policy": queries.policy(view.policy),
        "is_coordinator": may_run(actor),
    }


def effect_context(view: RoundView, claims: list[ClaimView]) -> dict[str, Any]:
    """Return figures and pictures of a round that may be read; single requests only for who sees all of them."""
    effect = view.effect or {}
    singles = queries.single_waits(view.uuid)
    waits = [Wait(one.key, one.place, one.said("urgency"), None, False) for one in claims]
    by_place = {
        name: frozenset(one.key for one in rows) for name, rows in groups_of(waits, lambda w: w.place).items()
    }
    by_class = {
        name: frozenset(one.key for one in rows)
        for name, rows in groups_of(waits, lambda w: str(w.urgency)).items()
    }
    return {
        "lines": shown.lines(effect),
        "by_way": pictures.waits_by_way(effect, singles),
        "by_place": pictures.waits_by_group(effect, "places", singles, by_place if singles else {}),
        "by_urgency": pictures.waits_by_group(effect, "urgency", singles, by_class if singles else {}),
        "place_lines": shown.group_lines(effect, "places"),
        "urgency_lines": shown.group_lines(effect, "urgency"),
        "short": next((one["short"] for one in effect["variants"] if one["key"] == "declared"), []),
        "unproven": shown.percent(effect["unproven"]),
    }


@require_GET
@signed_in
def effect_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what became of a round that has ended: answers, and the waits of those who accepted."""
    view = queries.round_of(uuid)
    if view.state != "ended" or not view.after:
        raise NotFound("effect", NO_EFFECT)
    after = view.after
    answers = [
        {"name": ANSWERS[name], "badge": shown.ANSWER_BADGES[name], "count": shown.count_text(count)}
        for name, count in after["answers"].items()
    ]
    planned = next((one for one in (view.effect or {}).get("variants", []) if one["key"] == "declared"), None)
    effect = {"variants": [{"key": "declared", "title": "", "short": [], "price": None, **after}]}
    context = {
        **head(view, actor_of(request, Actor)),
        "answers": answers,
        "accepted": shown.spread_line(after["all"]),
        "planned": shown.spread_line(planned["all"] if planned else None),
        "shorter": shown.count_text(after["shorter"]),
        "longer": shown.count_text(after["longer"]),
        "by_place": pictures.waits_by_group(effect, "places", {}, {}),
        "place_lines": shown.group_lines(effect, "places"),
        "urgency_lines": shown.group_lines(effect, "urgency"),
    }
    return render(request, "planning/fairness/effect.html", context)


@require_GET
@signed_in
def log_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show every override of a round that one may see: who asked, who agreed, why, until when."""
    view, actor = queries.round_of(uuid), actor_of(request, Actor)
    rows = override_lines(queries.overrides_of(view.uuid), view, actor)
    told = shown.count_text(view.effect["overrides"]) if view.effect and view.published_at else ""
    context = {**head(view, actor), "rows": rows, "told": told}
    return render(request, "planning/fairness/overrides.html", context)


def override_lines(rows: list[queries.OverrideView], view: RoundView, actor: Actor) -> list[dict[str, Any]]:
    """Return overrides in words, with what this person may do with each."""
    may = view.state == "draft" and may_override(actor)
    return [
        {
            "view": one,
            "kind": KINDS[one.kind],
            "may_agree": may
            and one.agreed_at is None
            and one.withdrawn_at is None
            and one.person != actor.person_uuid,
            "may_withdraw": may and one.withdrawn_at is None,
        }
        for one in rows
    ]


@require_GET
@signed_in
def claim_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one request of a round: what was stated, its place and why, its dates, its overrides."""
    return claim_answer(request, queries.claim_of(uuid, clock.now()))


def claim_answer(
    request: HttpRequest,
    claim: ClaimView,
    form: InputsForm | None = None,
    override: OverrideForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Return the page of a claim, with a form that needs another look, or an act that was refused and why."""
    actor, view, now = actor_of(request, Actor), queries.round_of(claim.round), clock.now()
    reads = may_read_results(view.state, is_coordinator=actor.is_coordinator)
    is_own, is_draft = claim.member == actor.member_uuid, view.state == "draft"
    policy = queries.policy(view.policy)
    may_state = is_own and is_draft and actor.holds(*ASKERS)
    rows = override_lines(queries.overrides_of(view.uuid, claim.uuid), view, actor)
    may_ask = is_draft and may_override(actor) and all(one["view"].withdrawn_at for one in rows)
    context = {
        **head(view, actor),
        "claim": claim,
        "line": shown.claim_line(claim, with_result=reads),
        "form": (form or inputs_form(claim, policy.policy)) if may_state else None,
        "override_form": (override or OverrideForm(until=max(view.last, tokyo_date(now))))
        if may_ask
        else None,
        "statements": shown.statements(queries.statements_of(claim)),
        "rows": rows,
        "may_answer": is_own and actor.holds(*ASKERS) and claim.answer == "offered",
        "with_member": not is_own,
        "refused": refused,
    }
    faulty = any(one is not None and one.is_bound for one in (form, override))
    status = 422 if faulty else refused.status if refused else 200
    return render(request, "planning/fairness/claim.html", context, status=status)


def inputs_form(claim: ClaimView, policy: Any, data: Any = None) -> InputsForm:
    """Return the form of what a hospital states, with what was stated last."""
    stated = {name: claim.said(name) for name in ("waiting_since", "urgency", "benefit")}
    return InputsForm(policy.scale_of(claim.therapy), data, initial=stated)


def may_run(actor: Actor) -> bool:
    """Say whether this person declares policies and runs rounds."""
    return actor.is_coordinator and not actor.is_reader


def may_override(actor: Actor) -> bool:
    """Say whether this person may ask for overrides and agree to them."""
    return actor.holds("physician") or may_run(actor)
