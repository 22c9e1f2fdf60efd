"""Write down a gathering, change its card, its programme and its speakers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.gatherings.details import Details, Item, Speaker, check_details, check_item
from tsunagu.coordination.models import Gathering, GatheringItem, GatheringSpeaker, OnlineRoom
from tsunagu.coordination.services.gatherings.rows import desk, organised
from tsunagu.coordination.services.gatherings.seats import move_up
from tsunagu.coordination.services.gatherings.telling import tell_registrant
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

MOVED = ("starts_at", "ends_at", "hall_ja", "address")
"""A change of one of these is told to everybody who registered."""


@transaction.atomic
def write_down(actor: Actor, said: Details, request_key: str, now: datetime) -> UUID:
    """Write down a gathering of the actor's member as a draft; the same request again is the same gathering."""
    if actor.is_reader:
        raise NotAllowed("organiser", READERS)
    in_turn(actor.member_id, request_key)
    known = Gathering.objects.filter(member_id=actor.member_id, request_key=request_key).first()
    if known is not None:
        return known.uuid
    check_details(said)
    row = Gathering(
        member_id=actor.member_id, request_key=request_key, state="draft", told_to="own",
        changed_at=now, changed_by=actor.person_uuid,
    )  # fmt: skip
    _fill(row, said)
    row.save(force_insert=True)
    _keep_room(row, said.online)
    return row.uuid


@transaction.atomic
def change_card(actor: Actor, uuid: UUID, said: Details, now: datetime) -> int:
    """Change the card; return how many moved up from the waiting list because there are more places now.

    Whoever registered is told of another time or place. Nobody loses a place by a lower limit.
    """
    row = organised(actor, uuid, locked=True)
    check_details(said)
    if row.state == "cancelled" or now >= row.ends_at:
        raise Refused("gathering_over", OVER)
    if row.items.exclude(starts_at__gte=said.starts_at, ends_at__lte=said.ends_at).exists():
        raise Refused("items_outside", ITEMS_OUTSIDE, "starts_at")
    before = [getattr(row, name) for name in MOVED]
    _fill(row, said)
    row.told_to = "own" if row.state == "draft" else said.audience
    row.revision, row.changed_at, row.changed_by = row.revision + 1, now, actor.person_uuid
    row.save()
    _keep_room(row, said.online)
    tell_on(row)
    if row.state != "published":
        return 0
    with desk(uuid) as gathering:
        moved = move_up(gathering, now)
        if before != [getattr(gathering, name) for name in MOVED]:
            for one in gathering.registrations.filter(state__in=("registered", "waiting")):
                tell_registrant(one, gathering, "changed", now)
    return len(moved)


@transaction.atomic
def put_item(actor: Actor, gathering: UUID, item: Item, now: datetime, uuid: UUID | None = None) -> UUID:
    """Enter an entry of the programme with its speakers, or change one."""
    row = organised(actor, gathering, locked=True)
    if row.state == "cancelled":
        raise Refused("gathering_over", OVER)
    check_item(item, row.starts_at, row.ends_at)
    entry = GatheringItem(gathering=row, member_id=row.member_id) if uuid is None else _item(row, uuid)
    entry.told_to = row.told_to
    entry.starts_at, entry.ends_at, entry.kind, entry.room = (
        item.starts_at,
        item.ends_at,
        item.kind,
        item.room,
    )
    entry.title_ja, entry.title_en = item.title.ja.strip(), item.title.en.strip()
    entry.save()
    _speakers(entry, item.speakers)
    _changed(row, actor, now)
    return entry.uuid


@transaction.atomic
def remove_item(actor: Actor, gathering: UUID, uuid: UUID, now: datetime) -> None:
    """Take an entry out of the programme; once it is gone, the same again changes nothing."""
    row = organised(actor, gathering, locked=True)
    if row.items.filter(uuid=uuid).delete()[0]:
        _changed(row, actor, now)


def _item(row: Gathering, uuid: UUID) -> GatheringItem:
    entry = row.items.filter(uuid=uuid).first()
    if entry is None:
        raise NotFound("item", NO_ITEM)
    return entry


def _speakers(entry: GatheringItem, speakers: Iterable[Speaker]) -> None:
    entry.speakers.all().delete()
    GatheringSpeaker.objects.bulk_create(
        GatheringSpeaker(
            item=entry, member_id=entry.member_id, told_to=entry.told_to if one.has_agreed else "own",
            name_ja=one.name.ja, name_en=one.name.en, affiliation_ja=one.affiliation.ja,
            affiliation_en=one.affiliation.en, has_agreed=one.has_agreed,
        )
        for one in speakers
    )  # fmt: skip


def _fill(row: Gathering, said: Details) -> None:
    row.title_ja, row.title_en = said.title.ja.strip(), said.title.en.strip()
    row.summary_ja, row.summary_en = said.summary.ja.strip(), said.summary.en.strip()
    row.hall_ja, row.hall_en, row.address = said.hall.ja.strip(), said.hall.en.strip(), said.address.strip()
    row.audience, row.limit, row.per_member = said.audience, said.limit, said.per_member
    row.starts_at, row.ends_at, row.keep_days = said.starts_at, said.ends_at, said.keep_days
    row.opens_at, row.closes_at = said.opens_at, said.closes_at


def _keep_room(row: Gathering, link: str) -> None:
    if link:
        OnlineRoom.objects.update_or_create(
            gathering=row, defaults={"link": link, "member_id": row.member_id}
        )
    else:
        OnlineRoom.objects.filter(gathering=row).delete()


def tell_on(row: Gathering) -> None:
    """Let programme and papers be read by whom the card is read; speakers only as they agreed."""
    row.items.update(told_to=row.told_to)
    row.files.update(told_to=row.told_to)
    speakers = GatheringSpeaker.objects.filter(item__gathering=row)
    speakers.filter(has_agreed=True).update(told_to=row.told_to)


def _changed(row: Gathering, actor: Actor, now: datetime) -> None:
    row.revision, row.changed_at, row.changed_by = row.revision + 1, now, actor.person_uuid
    row.save(update_fields=["revision", "changed_at", "changed_by"])


READERS = Text(
    "閲覧だけの役割では催しを登録できません。担当者に依頼してください。",
    "Who only reads can't enter a gathering. Ask someone of your organisation.",
)
OVER = Text(
    "終了・中止した催しは変更できません。", "What is over or was called off can't be changed any more."
)
ITEMS_OUTSIDE = Text(
    "新しい時間に収まらないプログラムがあります。先にプログラムの時刻を直してください。",
    "Some entries of the programme would lie outside. Move them first.",
)
NO_ITEM = Text("このプログラムは見つかりません。", "There is no such entry of the programme.")
