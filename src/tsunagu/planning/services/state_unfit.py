"""A hospital says that a patient with promised dates can't come for a while; the plan is looked at again."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.need import FARTHEST_DAYS, MAX_ABSENCES
from tsunagu.planning.domain.asking.record import kept, need_data, need_of
from tsunagu.planning.domain.asking.states import PROMISED
from tsunagu.planning.services.look_soon import look_soon
from tsunagu.planning.services.own_requests import check_asker, note, own_request


@transaction.atomic
def state_unfit(actor: Actor, uuid: UUID, first: date, last: date, now: datetime) -> None:
    """Note the days, first and last included, on which the patient of a request with promised dates can't come.

    The same again changes nothing.
    """
    check_asker(actor)
    request = own_request(actor, uuid)
    if request.state not in PROMISED:
        raise Refused("request_state", NOT_PROMISED)
    if kept(request.proposals[request.chosen or 0]).goal < now:
        raise Refused("treated", TREATED)
    today = tokyo_date(now)
    _check(first, last, today)
    need = need_of(request.need)
    if (first, last) in need.absent:
        return
    if len(need.absent) >= MAX_ABSENCES:
        raise BadInput("absences", TOO_MANY, "last")
    request.need = need_data(replace(need, absent=(*need.absent, (first, last))))
    request.save(update_fields=["need"])
    note(request, "unfit", actor.person_uuid, now)
    look_soon()


def _check(first: date, last: date, today: date) -> None:
    if last < today:
        raise BadInput("last", PAST, "last")
    if last < first:
        raise BadInput("last", BACKWARDS, "last")
    if last > today + timedelta(days=FARTHEST_DAYS):
        raise BadInput("last", TOO_FAR, "last")


NOT_PROMISED = Text("日程が確定している相談だけが対象です。", "Only where dates are confirmed.")
TREATED = Text("この相談の投与予定日は過ぎています。", "The planned infusion of this request is past.")
PAST = Text("終わりの日は、今日以降の日を入力してください。", "The last day must be today or later.")
BACKWARDS = Text("終わりの日が、始まりの日より前です。", "The last day is before the first.")
TOO_FAR = Text(
    f"終わりの日は、{FARTHEST_DAYS}日先までの日を入力してください。",
    f"The last day must lie within {FARTHEST_DAYS} days.",
)
TOO_MANY = Text(
    f"来院できない期間は{MAX_ABSENCES}件までです。", f"At most {MAX_ABSENCES} periods of absence are kept."
)
