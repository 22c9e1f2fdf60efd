"""Who may write needs and take part in consultations, and the rows that they may change."""

from uuid import UUID

from tsunagu.coordination.models import Consultation, ConsultationParty, Introduction, Need
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

NO_NEED = Text(
    "この掲載はありません。限定公開の掲載は、紹介を受けた会員だけが読めます。",
    "There is no such posting. A confidential one is read only by members introduced to it.",
)
NO_INTRODUCTION = Text("この紹介はありません。", "There is no such introduction.")
NO_CONSULTATION = Text("この相談はありません。", "There is no such consultation.")


def is_coordinator(actor: Actor) -> bool:
    """Say whether the person coordinates the network."""
    return actor.is_coordinator and actor.holds("coordinator")


def check_may_write(actor: Actor) -> None:
    """Refuse who only reads."""
    if actor.is_reader:
        raise NotAllowed(
            "reader",
            Text("閲覧専用の担当者は、投稿や回答ができません。", "Who only reads can't post or answer."),
        )


def need_to_read(actor: Actor, uuid: UUID) -> Need:
    """Return a need that the actor may know of: a draft only to its own member."""
    row = Need.objects.select_related("member", "person").filter(uuid=uuid).first()
    if row is None or (row.state == "draft" and row.member_id != actor.member_id):
        raise NotFound("need", NO_NEED)
    return row


def need_to_change(actor: Actor, uuid: UUID) -> Need:
    """Return a need of the actor's own member, locked; the coordinator changes none."""
    check_may_write(actor)
    need_to_read(actor, uuid)
    row = Need.objects.select_for_update().filter(uuid=uuid).first()
    if row is None or row.member_id != actor.member_id:
        raise NotAllowed(
            "need_owner",
            Text("掲載した会員だけが変更できます。", "Only the member that posted it may change it."),
        )
    return row


def keep_standing(need: Need, field: str) -> None:
    """Write where a need stands in talks: whoever takes part moves it, but its member alone changes what it says."""
    with acting(Scope("worker")):
        need.save(update_fields=[field])


def introduction_to_answer(uuid: UUID) -> Introduction:
    """Return an introduction that the scope sees, locked."""
    row = Introduction.objects.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if row is None:
        raise NotFound("introduction", NO_INTRODUCTION)
    return row


def consultation_to_read(uuid: UUID) -> Consultation:
    """Return a consultation that the scope sees."""
    row = Consultation.objects.select_related("member", "person", "need").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("consultation", NO_CONSULTATION)
    return row


def consultation_to_change(actor: Actor, uuid: UUID, *, as_party: bool = True) -> Consultation:
    """Return a consultation, locked, that the actor's member takes part in, or that it coordinates.

    ``as_party``: whoever hasn't answered yet, or declined, can't add anything.
    """
    check_may_write(actor)
    row = Consultation.objects.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if row is None:
        raise NotFound("consultation", NO_CONSULTATION)
    if (
        as_party
        and not is_coordinator(actor)
        and party_state(row, actor.member_id) not in ("opener", "joined")
    ):
        raise NotAllowed(
            "not_a_party",
            Text(
                "相談に参加している会員だけができます。先に申込みへ回答してください。",
                "Only members that take part may do this. Answer the request first.",
            ),
        )
    return row


def party_state(row: Consultation, member_id: int) -> str:
    """Return how a member stands to a consultation; empty where it has no part in it."""
    found = ConsultationParty.objects.filter(consultation=row, party_id=member_id).first()
    return "" if found is None else found.state


def takes_part(row: Consultation) -> list[int]:
    """Return the row ids of the members that take part or were asked; who declined is left out."""
    parties = ConsultationParty.objects.filter(consultation=row).exclude(state="declined")
    return list(parties.values_list("party_id", flat=True))
