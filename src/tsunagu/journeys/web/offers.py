"""What this person can do with a journey now: the next acts first, everything else behind a fold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.samples import TAKING
from tsunagu.evaluation.domain.standing import VERIFIERS
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.disposing import HANDLING
from tsunagu.journeys.domain.gates.release import MAY_RELEASE, RELEASE_NAMES
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.inbox import may_confirm, may_sign_as
from tsunagu.journeys.queries.links import act_link, scan_link
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.journeys.services.assess_donor import screening_members
from tsunagu.journeys.services.bind_number import WHO_BINDS
from tsunagu.journeys.services.record import SCREENERS
from tsunagu.journeys.web.acts.disposing import here_to_dispose
from tsunagu.journeys.web.acts.passing import WHO_MAY_HOLD
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.therapies.domain.route import Step

BEGUN = ("transport", "process", "tend", "test", "prepare")
DESK = ("register", "release", "follow_up", "prepare", "allocate")
CHECK_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: its words, where it leads, and how much it weighs."""

    label: str | Promise
    link: str
    is_danger: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """The next acts (the first is the one to take), what the scan page does, and all the rest."""

    next: list[Offer]
    rest: list[Offer]


def offers(page: JourneyPage, actor: Actor, now: datetime) -> Offers:
    """Return what the person can do; a reader can do nothing."""
    if actor.is_reader:
        return Offers([], [])
    first = [
        *_steps(page, actor, now),
        *_signatures(page.course, actor),
        *_verifications(page, actor),
        *_corrections(page, actor),
        *_left_over(page.course, actor),
    ]
    return Offers(first, list(_rest(page, actor)))


def _steps(page: JourneyPage, actor: Actor, now: datetime) -> Iterator[Offer]:
    now_due = [*page.course.ready, *page.course.kept_safe]
    mine = [pair for pair in now_due if pair[1].member == actor.member_uuid]
    mine.sort(key=lambda pair: not actor.holds(pair[0].role))
    for step, row in mine:
        yield from _of_step(page, step, row, actor, now)


def _of_step(page: JourneyPage, step: Step, row: StepRow, actor: Actor, now: datetime) -> Iterator[Offer]:
    number, name = page.course.number, step.name.in_language(language())
    is_long = step.action in BEGUN and step.duration_hours >= 1
    if step.inputs and step.action not in DESK:
        yield Offer(_("Scan: %(step)s") % {"step": name}, scan_link())
        name = ""
    if is_long and row.state == "planned":
        label = _("Begin: %(step)s") % {"step": name} if name else _("Begin without scanning")
        yield Offer(label, act_link(number, "start", step=step.key))
        return
    checked = [
        one
        for one in page.checks
        if one.step == step.key and one.attempt == row.attempt and one.checked_at >= now - CHECK_LASTS
    ]
    if step.signatures > 1 and not any(one.checked_by != actor.person_uuid for one in checked):
        label = _("Check (first of two): %(step)s") % {"step": name} if name else _("Check without scanning")
    else:
        label = _("Complete: %(step)s") % {"step": name} if name else _("Complete without scanning")
    yield Offer(label, act_link(number, "complete", step=step.key))


def _signatures(course: Course, actor: Actor) -> Iterator[Offer]:
    for one in course.decisions:
        if may_sign_as(course, one, actor) is not None:
            yield Offer(_("Sign the decision"), act_link(course.number, "sign", subject=one.uuid))
    for passing in course.hand_overs:
        if passing.state == "received_unsigned" and passing.giver == actor.member_uuid:
            yield Offer(_("Sign as the giver"), act_link(course.number, "countersign", subject=passing.uuid))


def may_dispose(course: Course, actor: Actor) -> bool:
    """Whether the actor's organisation has things in its hands, and the actor handles such."""
    return actor.holds(*HANDLING) and bool(here_to_dispose(course, actor))


def may_sample(course: Course, actor: Actor) -> bool:
    """Whether the actor's organisation has things in its hands, and the actor takes samples."""
    return actor.holds(*TAKING) and bool(here_to_dispose(course, actor))


def _left_over(course: Course, actor: Actor) -> Iterator[Offer]:
    """Offer what remains to be done with the things of a cancelled journey: give them back, or dispose of them."""
    if course.journey.state == "cancelled" and may_dispose(course, actor):
        yield Offer(_("Dispose of what is left"), act_link(course.number, "dispose"), is_danger=True)
        yield Offer(_("Scan to give back"), scan_link())


def _verifications(page: JourneyPage, actor: Actor) -> Iterator[Offer]:
    """Offer a second person of the laboratory the results that wait for one."""
    if not actor.holds(*VERIFIERS):
        return
    steps = dict.fromkeys(
        one.step
        for one in page.course.results
        if one.awaits_verification
        and one.member == actor.member_uuid
        and one.tested_by != actor.person_uuid
        and page.course.rows[one.step].attempt == one.attempt
    )
    for step in steps:
        name = page.course.route.step(step).name.in_language(language())
        label = _("Verify results: %(step)s") % {"step": name}
        yield Offer(label, act_link(page.course.number, "verify", step=step))


def _corrections(page: JourneyPage, actor: Actor) -> Iterator[Offer]:
    if any(may_confirm(page.course, one, actor) for one in page.results):
        yield Offer(_("Confirm a corrected result"), act_link(page.course.number, "confirm-correction"))


def _rest(page: JourneyPage, actor: Actor) -> Iterator[Offer]:
    course, number = page.course, page.course.number
    if actor.is_coordinator:
        yield Offer(_("Contact the responsible party"), act_link(number, "notify"))
        yield from _on_behalf(page)
    if may_sample(course, actor):
        yield Offer(_("Take samples"), act_link(number, "sample"))
    if course.journey.state != "cancelled" and may_dispose(course, actor):
        yield Offer(_("Dispose of items"), act_link(number, "dispose"), is_danger=True)
    yield from _of_releaser(course, actor)
    yield from _certificates(page, actor)
    is_party = any(row.member == actor.member_uuid for row in course.every_step)
    if not is_party or not course.is_live:
        return
    mine = [pair for pair in course.ready if pair[1].member == actor.member_uuid]
    yield from _on_the_way(course, actor)
    if actor.holds(*WHO_BINDS):
        yield Offer(_("Bind another number"), act_link(number, "number"))
    yield Offer(_("Raise a deviation"), act_link(number, "deviation"))
    if course.items and actor.holds(*WHO_MAY_HOLD):
        yield Offer(_("Place a hold"), act_link(number, "hold"), is_danger=True)
    if course.case is not None and course.case.hospital == actor.member_uuid:
        yield from _of_hospital(course, actor)
    if actor.holds(*SCREENERS) and actor.member_uuid in screening_members(course.chain):
        yield Offer(_("Record a donor test"), act_link(number, "donor-test"))
    for step, _row in mine:
        name = step.name.in_language(language())
        yield Offer(
            _("Record a failure: %(step)s") % {"step": name},
            act_link(number, "fail", step=step.key),
            is_danger=True,
        )
    yield from _of_owner(course, actor)


def _on_the_way(course: Course, actor: Actor) -> Iterator[Offer]:
    """Offer what is recorded of transports and storage: the shipper, and what its logger showed."""
    if _closes_shippers(course, actor):
        yield Offer(_("Record the shipper"), act_link(course.number, "pack"))
    if any(
        step.band is not None and row.state in ("started", "done") and row.action in ("transport", "store")
        for step, row in course.steps
    ):
        yield Offer(_("Add a logger file"), act_link(course.number, "readings"))


def _closes_shippers(course: Course, actor: Actor) -> bool:
    """Whether the actor's organisation carries, or hands over to, a transport that is not over."""
    return any(
        actor.member_uuid
        in {course.rows[key].member for key in (step.key, *step.after) if key in course.rows}
        for step, row in course.steps
        if step.action == "transport" and step.band is not None and row.state in ("planned", "started")
    )


def _of_releaser(course: Course, actor: Actor) -> Iterator[Offer]:
    """Offer the unit that released to withdraw it, also when the journey (of a lot) is over."""
    for one in course.releases:
        may = one.member == actor.member_uuid and actor.holds(*MAY_RELEASE.get(one.kind, ()))
        if may and one.verdict == "released":
            label = _("Withdraw: %(release)s") % {"release": RELEASE_NAMES[one.kind].in_language(language())}
            yield Offer(label, act_link(course.number, "withdraw-release", subject=one.uuid), is_danger=True)
    is_stock = course.journey.state == "completed" and not course.is_case
    if is_stock and any(
        row.action == "release" and course.is_open_again(row) for row in course.rows.values()
    ):
        yield from _again(course, actor)


def _certificates(page: JourneyPage, actor: Actor) -> Iterator[Offer]:
    """Offer the laboratory the certificate of a completed test that has none in force."""
    if not actor.holds(*VERIFIERS):
        return
    course = page.course
    in_force = {(one.view.step, one.view.attempt) for one in page.certificates if one.standing == "valid"}
    for step, row in course.steps:
        is_own = row.member == actor.member_uuid and (row.key, row.attempt) not in in_force
        if is_own and step.action == "test" and step.panel is not None and row.state == "done":
            label = _("Issue a certificate: %(step)s") % {"step": step.name.in_language(language())}
            yield Offer(label, act_link(course.number, "certificate", step=step.key))


def _on_behalf(page: JourneyPage) -> Iterator[Offer]:
    """Offer the coordinator the steps of organisations without an account: entered for them, with evidence."""
    for step, row in page.course.ready:
        if not member_by_uuid(row.member).has_account:
            verb = "start" if step.action in BEGUN and row.state == "planned" else "complete"
            label = _("Enter on behalf: %(step)s") % {"step": step.name.in_language(language())}
            yield Offer(label, act_link(page.course.number, verb, step=step.key))


def _of_hospital(course: Course, actor: Actor) -> Iterator[Offer]:
    number = course.number
    if actor.holds("physician", "hospital_coordinator", "procurement"):
        yield Offer(_("Record a consent"), act_link(number, "consent"))
    if actor.holds("physician", "nurse", "hospital_coordinator"):
        yield Offer(_("Record the weight"), act_link(number, "weight"))
    if actor.is_physician:
        yield Offer(_("Instruction and readiness of the patient"), act_link(number, "readiness"))
        if any(
            one.weight == "after_release" for panel in course.route.panels for one in panel.characteristics
        ):
            yield Offer(_("Accept tests that still run"), act_link(number, "running-tests"))


def _of_owner(course: Course, actor: Actor) -> Iterator[Offer]:
    yield from _again(course, actor)
    if actor.member_uuid == (course.hospital or course.maker):
        yield Offer(_("Cancel the journey"), act_link(course.number, "cancel"), is_danger=True)


def _again(course: Course, actor: Actor) -> Iterator[Offer]:
    is_responsible = actor.member_uuid in (course.hospital, course.maker)
    if is_responsible and actor.holds("physician", "hospital_coordinator", "supervisor", "quality"):
        yield Offer(_("Begin again"), act_link(course.number, "again"), is_danger=True)
