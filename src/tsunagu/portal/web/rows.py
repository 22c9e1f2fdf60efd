"""Lines of the control tower's list: concerns of journeys and reports due, each with whom to call and one next act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagu.coordination.queries.pipeline import ReportDue, reports_due
from tsunagu.coordination.services.pipeline.tell_of_report import AHEAD_DAYS
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import grouped, hours_and_days
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.wording import JAPAN
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.exceptions import Filters
from tsunagu.journeys.queries.links import act_link, journey_link, task_link
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.calling import urgency_of
from tsunagu.notices.domain.roster import DUTY_OF_ROLE, OnDuty
from tsunagu.notices.queries.calls import CallLine, calls_about
from tsunagu.notices.queries.roster import on_duty_now

REPORT = "report"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list as it is shown.

    ``action_link`` leads to where the reader goes on; ``press`` is where one press notifies the responsible party
    (the coordinator's), ``about`` which matter that is. ``contacts`` is where those to call are found whose member has
    nobody on duty.
    """

    key: str
    title: Text
    detail: Text
    stage: str
    member_name: Text
    role_name: Text | None
    number: str
    link: str
    hours: float
    is_hard: bool
    lateness: str
    action: str
    action_link: str
    is_own: bool
    press: str = ""
    about: str = ""
    whole_number: str = ""
    on_duty: OnDuty | None = None
    contacts: str = ""
    call: CallLine | None = None


def rows(concerns: Sequence[Concern], reports: Sequence[ReportDue], actor: Actor, now: datetime) -> list[Row]:
    """Return the lines with whom to call now and how calls about them go, the fewest hours left first."""
    duties = {one.about: DUTY_OF_ROLE.get(one.role, "") for one in concerns}
    on_duty = on_duty_now(((one.member, duties[one.about]) for one in concerns if duties[one.about]), now)
    calls = calls_about([one.about for one in concerns])
    found = []
    for one in concerns:
        held = on_duty.get((one.member, duties[one.about]))
        found.append(replace(_of_concern(one, actor, now), on_duty=held, call=calls.get(one.about)))
    found += [_of_report(one, actor, now) for one in reports]
    return sorted(found, key=lambda row: (not row.is_hard, row.hours))


def reports_listed(wanted: Filters, now: datetime) -> list[ReportDue]:
    """Return the reports due that belong on the list; what is narrowed to a place or a therapy has none."""
    if wanted.stage or wanted.area or wanted.therapy or wanted.sites or wanted.kind not in ("", REPORT):
        return []
    due = reports_due(now, AHEAD_DAYS)
    return [one for one in due if not wanted.members or one.member in wanted.members]


def short_number(number: str) -> str:
    """Return a number as lists show it: ``CH…26-000163``; a lot number whole."""
    parts = grouped(number)
    return f"{parts[0][:2]}…{parts[1]}-{parts[2]}" if len(parts) == 3 else number


def _of_concern(one: Concern, actor: Actor, now: datetime) -> Row:
    hours = one.limit.slack_hours(now)
    is_own = one.member == actor.member_uuid
    press = ""
    if is_own:
        action, link = _text(one.task_name), task_link(one.task, one.number, one.step, one.subject)
    elif actor.is_coordinator:
        action, press = _("Contact"), reverse("portal:notify")
        link = act_link(
            one.number, "notify", to=one.member, role=one.role, about=one.kind, step=one.step, subject=one.subject,
            urgency=urgency_of(hours) if one.limit.is_hard else "",
        )  # fmt: skip
    else:
        action, link = _("See"), journey_link(one.number)
    return Row(
        key=f"{one.kind}-{one.chain.hex[-12:]}-{(one.subject or one.chain).hex[-6:]}",
        title=one.title, detail=one.detail, stage=one.stage, member_name=one.member_name,
        role_name=one.role_name if one.role else None, number=short_number(one.number),
        link=journey_link(one.number), hours=hours, is_hard=one.limit.is_hard,
        lateness="" if one.limit.is_hard else _late(hours), action=action, action_link=link, is_own=is_own,
        press=press, about=str(one.about), whole_number=one.number, contacts=_contacts(one.member, is_own),
    )  # fmt: skip


def _of_report(one: ReportDue, actor: Actor, now: datetime) -> Row:
    due_at = datetime.combine(one.due_on + timedelta(days=1), time(0), JAPAN).astimezone(UTC)
    is_own = one.member == actor.member_uuid
    is_pressed = actor.is_coordinator and not is_own
    programme = Text(f"{one.programme.ja}　", f"{one.programme.en}; ") if one.programme.ja else Text("", "")
    return Row(
        key=f"{REPORT}-{one.uuid.hex[-12:]}", title=Text(f"{one.what.ja}の期限", f"Due: {one.what.en}"),
        detail=Text(
            f"{one.product_name.ja}　{programme.ja}{one.due_on:%Y/%m/%d}まで",
            f"{one.product_name.en}; {programme.en}by {one.due_on:%Y/%m/%d}",
        ),
        stage="supply", member_name=one.member_name, role_name=None, number="", link=one.link,
        hours=(due_at - now) / timedelta(hours=1), is_hard=True, lateness="",
        action=_("Contact") if is_pressed else _("Hand in the report") if is_own else _("See"),
        action_link=one.link, is_own=is_own,
        press=reverse("portal:notify_report") if is_pressed else "", about=str(one.uuid),
        contacts=_contacts(one.member, is_own),
    )  # fmt: skip


def _contacts(member: UUID, is_own: bool) -> str:
    return "" if is_own else f"{reverse('members:member', args=[member])}#contacts"


def _late(hours: float) -> str:
    value, unit = hours_and_days(max(-hours, 0))
    return (_("%(value)s h late") if unit == "hours" else _("%(value)s d late")) % {"value": value}


def _text(text: Text) -> str:
    return text.in_language(language())
