"""The coordinator accepts or declines what is proposed; whom it concerns is told, and no date moves by itself."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.sites import all_sites
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.estimates.figures import leaving_with, measured_against
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.planning.domain.estimates.states import NOT_NOW, UNDECIDED, check_may_become
from tsunagu.planning.domain.estimates.words import place_text
from tsunagu.planning.models import Estimate
from tsunagu.planning.queries.estimates import NO_ESTIMATE, EstimateView, estimate_of, figures, place_of
from tsunagu.planning.services.estimate_effects import Effect, effects_of
from tsunagu.planning.services.learn import one_at_a_time
from tsunagu.therapies.queries import newest_route

LONGEST_NOTE = 500
LOOK = "tsunagu.planning.tasks.look_at_what_happened"


@transaction.atomic
def accept_estimate(actor: Actor, uuid: UUID, digest: str, note: str, now: datetime) -> list[Effect]:
    """Put a proposed estimate in force and tell the members concerned; return the dates whose chance changed.

    ``digest`` is of what the person looked at: refused where other steps are behind it by now, or where durations that
    it was measured against have changed since. A duration brings the chance of its place along, as measured against
    it. What was in force for a place is superseded. Dates stay as they are: only what is said of them changes.
    """
    row = _to_decide(actor, uuid, digest)
    if row.state == "accepted":
        return []
    if row.state == "proposed" and row.against != measured_against(figures(), place_of(row)):
        raise Refused("estimate_stale", STALE)
    view = estimate_of(uuid)
    effects = effects_of(view, now)
    _supersede(place_of(row), now, "accepted", "declined")
    _decide(row, actor, "accepted", note, now)
    if view.beside is not None:
        _accept_beside(row, view.beside, actor, now)
    _tell(view, effects, now, "estimate_accepted")
    import_string(LOOK).defer(timestamp=0)
    return effects


def _accept_beside(row: Estimate, beside: EstimateView, actor: Actor, now: datetime) -> None:
    """Put the chance that belongs to a duration in force; what was noted or proposed of it is looked at anew."""
    place = beside.place
    _supersede(place, now, "accepted", "declined")
    rows_of(place).filter(state__in=UNDECIDED).delete()
    Estimate.objects.create(
        member_id=row.member_id, kind=place.kind, action=place.action, site=place.site, origin=place.origin,
        n=beside.n, values=row.beside["values"], counts=row.beside["counts"], before=row.beside["before"],
        since=row.since, until=row.until, has_changed=beside.has_changed, digest=beside.digest,
        against=measured_against(figures(), place), state="accepted", made_at=row.made_at, decided_at=now,
        decided_by=actor.person_uuid, note=row.note,
    )  # fmt: skip


@transaction.atomic
def decline_estimate(actor: Actor, uuid: UUID, digest: str, note: str, now: datetime) -> None:
    """Leave what is in force as it is; the proposal isn't made again for a while."""
    row = _to_decide(actor, uuid, digest)
    if row.state == "declined":
        return
    _supersede(place_of(row), now, "declined")
    _decide(row, actor, "declined", note, now)


@transaction.atomic
def end_estimate(actor: Actor, uuid: UUID, note: str, now: datetime) -> None:
    """Take an estimate out of force: plans go by the network's figure or the assumption again; told like accepting.

    Durations of a place and the chance measured against them leave together.
    """
    row = _locked(actor, uuid)
    if row.state == "superseded":
        return
    if row.state != "accepted":
        raise Refused("estimate_state", NOT_NOW)
    view = estimate_of(uuid)
    effects = effects_of(view, now)
    for place in leaving_with(figures(), view.place) - {view.place}:
        _supersede(place, now, "accepted")
    row.state, row.ended_at, row.note = "superseded", now, note.strip()[:LONGEST_NOTE] or row.note
    row.save(update_fields=["state", "ended_at", "note"])
    _tell(view, effects, now, "estimate_ended")
    import_string(LOOK).defer(timestamp=0)


def rows_of(place: Place) -> QuerySet[Estimate]:
    """Return the versions of an estimate of a place, as far as the scope sees them."""
    return Estimate.objects.filter(
        kind=place.kind, action=place.action, site=place.site, origin=place.origin, route=place.route, step=place.step
    )  # fmt: skip


def _supersede(place: Place, now: datetime, *states: str) -> None:
    rows_of(place).filter(state__in=states).update(state="superseded", ended_at=now)


def check_decider(actor: Actor) -> None:
    """Refuse everybody but the network's coordinator."""
    if not (actor.is_coordinator and actor.holds("coordinator")):
        raise NotAllowed("role", ONLY_COORDINATOR)


def _to_decide(actor: Actor, uuid: UUID, digest: str) -> Estimate:
    """Return a proposed row, locked, or one that is decided already; refuse what the person didn't look at."""
    row = _locked(actor, uuid)
    if row.digest != digest or row.state not in ("proposed", "accepted", "declined"):
        raise Refused("estimate_changed", CHANGED)
    return row


def _locked(actor: Actor, uuid: UUID) -> Estimate:
    check_decider(actor)
    one_at_a_time()
    row = Estimate.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("estimate", NO_ESTIMATE)
    return row


def _decide(row: Estimate, actor: Actor, state: str, note: str, now: datetime) -> None:
    check_may_become(row.state, state)
    row.state, row.decided_at, row.decided_by = state, now, actor.person_uuid
    row.note = note.strip()[:LONGEST_NOTE]
    row.save(update_fields=["state", "decided_at", "decided_by", "note"])


def _tell(view: EstimateView, effects: Sequence[Effect], now: datetime, kind: str) -> None:
    """Tell the members of the site and lane, and each hospital whose dates are surer or less sure by it."""
    sites = {site.key: site for site in all_sites(tokyo_date(now))}
    names = {key: site.name for key, site in sites.items()}
    route = newest_route(view.place.route) if view.place.route else None
    about = place_text(view.place, names, route)
    by_hospital: dict[UUID, list[Effect]] = defaultdict(list)
    for effect in effects:
        by_hospital[effect.request.member].append(effect)
    own = {sites[key].member.uuid for key in (view.place.site, view.place.origin) if key in sites}
    for member in own | set(by_hospital):
        notify(
            member_by_uuid(member).id, "", kind, _sentence(SAID[kind], about, by_hospital.get(member, [])),
            subject=view.uuid, now=now, link=f"/plan/estimates/{view.uuid}/",
        )  # fmt: skip


def _sentence(said: Text, about: Text, effects: Sequence[Effect]) -> Text:
    told = Text(f"{said.ja}：{about.ja}。", f"{said.en}: {about.en}.")
    if not effects:
        return told
    worst = min(effects, key=lambda one: one.change)
    before, after = round(worst.before * 100), round(worst.after * 100)
    return Text(
        f"{told.ja}貴院の日程{len(effects)}件の確かさが変わります（例：{before} % → {after} %）。"
        "日程そのものは変わりません。",
        f"{told.en} {len(effects)} of your dates are now held with another chance (such as {before} % to {after} %)."
        " The dates themselves stay.",
    )


SAID = {
    "estimate_accepted": Text(
        "計画の見積りを実績にもとづく値に改めました", "An estimate of plans now follows what was observed"
    ),
    "estimate_ended": Text(
        "実績にもとづく見積りの採用をやめ、元の値に戻しました",
        "An estimate is out of force: plans go by what was before",
    ),
}
STALE = Text(
    "同じ場所の所要時間の採用が変わったため、この見積りは測り直しになります。"
    "集計し直してから、もう一度、影響を確かめてください。",
    "The durations in force at this place have changed, and this has to be measured against them anew."
    " Look at what happened again, then at its effect.",
)
ONLY_COORDINATOR = Text(
    "見積りを採用・見送りできるのは、ネットワークの調整担当だけです。",
    "Only the network's coordinator accepts or declines estimates.",
)
CHANGED = Text(
    "ご覧になったあとに実績が増え、内容が変わりました。もう一度、影響を確かめてください。",
    "More was observed since you looked, and the proposal changed. Look at its effect again.",
)
