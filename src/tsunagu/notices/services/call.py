"""Call somebody of a member who must answer; if nobody does, the next one is told, until somebody answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.roles import ROLES
from tsunagu.members.queries.directory import coordinator, member_by_uuid
from tsunagu.members.queries.people import person_ids
from tsunagu.notices.domain.calling import WAITING, Next, answer_within, ladder, next_to_tell
from tsunagu.notices.domain.roster import DUTY_OF_ROLE, Contact, first_of_each
from tsunagu.notices.models import Call, CallStep
from tsunagu.notices.queries.roster import rosters_of
from tsunagu.notices.services.notify import notify


@dataclass(frozen=True, slots=True)
class Matter:
    """What a call is about: whom it concerns, what is asked, and where the answer is given by acting.

    ``about`` is the same for the same matter, so that it is called once at a time; ``concern`` and ``step`` say which
    sort of matter it is, for the task that ends calls that nobody needs any more.
    """

    about: UUID
    member: UUID
    role: str
    text: Text
    urgency: int
    link: str = ""
    chain: UUID | None = None
    number: str = ""
    concern: str = ""
    step: str = ""


def start_call(actor: Actor | None, matter: Matter, now: datetime) -> UUID:
    """Begin a call, and tell the first who is on duty; while one about the matter waits, return that one.

    The coordinator calls; without an actor it is the installation itself that calls.

    Raises
    ------
    NotAllowed : another than the coordinator calls. BadInput : the role or the urgency is unknown.
    """
    if actor is not None and not actor.is_coordinator:
        raise NotAllowed("coordinator_only", ONLY_COORDINATOR)
    if matter.role not in DUTY_OF_ROLE or matter.urgency not in (1, 2, 3):
        raise BadInput("call", UNKNOWN_ROLE, field="role")
    with acting(Scope("worker")):
        waiting = Call.objects.filter(about=matter.about, state__in=WAITING).first()
        if waiting is not None:
            return waiting.uuid
        try:
            with transaction.atomic():
                call = _new_call(actor, matter, now)
        except IntegrityError:  # somebody was faster: it is the same call
            return Call.objects.get(about=matter.about, state__in=WAITING).uuid
        tell_next(call, now)
        return call.uuid


def _new_call(actor: Actor | None, matter: Matter, now: datetime) -> Call:
    return Call.objects.create(
        member_id=member_by_uuid(matter.member).id, chain=matter.chain, number=matter.number, about=matter.about,
        concern=matter.concern, step=matter.step, duty=DUTY_OF_ROLE[matter.role], role=matter.role,
        text_ja=matter.text.ja[:2000], text_en=matter.text.en[:2000], link=matter.link[:300],
        urgency=matter.urgency, started_at=now, started_by=actor.person_uuid if actor else None,
        started_by_name=actor.person_name.ja if actor else "", next_at=now,
    )  # fmt: skip


def tell_next(call: Call, now: datetime) -> None:
    """Tell the next one of a call that waits (its row is locked); where nobody is left, say that nobody answered.

    Run in the worker's scope. Who is on duty is asked anew each time: shifts change while a call goes on.
    """
    told = set(call.steps.values_list("key", flat=True))
    step = next_to_tell(_ladder(call, now), told)
    if step is None:
        call.state, call.next_at = "unanswered", None
        call.save(update_fields=["state", "next_at"])
        return
    place, call.next_at = len(told) + 1, now + answer_within(call.urgency)
    call.save(update_fields=["next_at"])
    _write_step(call, step, place, now)
    _tell(call, step, place, now)


def _ladder(call: Call, now: datetime) -> list[Next]:
    member, hub = call.member, coordinator()
    rosters = rosters_of({member.uuid, *([hub.uuid] if hub else [])})
    own = rosters[member.uuid].on_duty(call.duty, now) if member.uuid in rosters else []
    on_call = rosters[hub.uuid].on_duty("coordination", now) if hub and hub.uuid in rosters else []
    head = Contact(member.name, member.phone) if member.phone else None
    return ladder(first_of_each(own), head, first_of_each(on_call))


def _write_step(call: Call, step: Next, place: int, now: datetime) -> None:
    contact = step.contact
    name = contact.name if contact else Text("", "")
    CallStep.objects.create(
        call=call, member_id=call.member_id, place=place, rung=step.rung, way=step.way, key=step.key[:40],
        person=contact.person if contact else None, name_ja=name.ja[:80], name_en=name.en[:80],
        phone=contact.phone if contact else "", told_at=now, answer_by=now + answer_within(call.urgency),
    )  # fmt: skip


def _tell(call: Call, step: Next, place: int, now: datetime) -> None:
    """Put it into the inbox of who is told; of the coordinators, where somebody must be telephoned."""
    hub = coordinator()
    member, role, text = call.member_id, call.role, _asked(call)
    person = person_ids([step.contact.person]) if step.contact and step.contact.person else {}
    if hub and step.way == "phone":
        member, role, text = hub.id, "coordinator", _to_telephone(call, step)
    elif hub and step.rung == "coordinator":
        member = hub.id
    notify(
        member, "" if person else role, "call", text, subject=subject_of(call.uuid, place), now=now,
        chain=call.chain, link=f"/calls/{call.uuid}/", urgency=call.urgency, due_at=call.next_at,
        person_id=next(iter(person.values()), None),
    )  # fmt: skip


def subject_of(call: UUID, place: int) -> UUID:
    """Return what the notice to one who was told is about."""
    return uuid5(call, f"step/{place}")


def _asked(call: Call) -> Text:
    minutes = int(answer_within(call.urgency).total_seconds() // 60)
    return Text(
        f"{call.text_ja}（{minutes}分以内に応答してください。応答がなければ次の当番に連絡します）",
        f"{call.text_en} (Please answer within {minutes} minutes, or the next on duty is told.)",
    )


def _to_telephone(call: Call, step: Next) -> Text:
    contact = step.contact
    assert contact is not None  # noqa: S101 - only a contact is telephoned
    return Text(
        f"電話してください：{contact.name.ja} {contact.phone}。{call.text_ja}",
        f"Please telephone {contact.name.en}, {contact.phone}: {call.text_en}",
    )


assert set(DUTY_OF_ROLE) <= set(ROLES)  # noqa: S101 - two vocabularies that must agree
ONLY_COORDINATOR = Text(
    "呼出しができるのは、ネットワーク調整担当だけです。", "Only the network coordinator calls others."
)
UNKNOWN_ROLE = Text(
    "呼出し先の役割または緊急度が登録されていません。", "The role or the urgency of the call is not known."
)
