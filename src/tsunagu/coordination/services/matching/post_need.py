"""A member writes a need, an offer or an idea, posts it, edits it and closes it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.coordination.domain.matching import introductions, needs
from tsunagu.coordination.domain.matching.needs import Content
from tsunagu.coordination.models import Introduction, Need, NeedVersion
from tsunagu.coordination.services.matching.permission import check_may_write, need_to_change
from tsunagu.coordination.services.matching.telling import need_link, tell, tell_coordinator
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def write_need(actor: Actor, content: Content, now: datetime, request_key: str) -> UUID:
    """Write a draft that only its own member reads; the same ``request_key`` again is the same draft."""
    check_may_write(actor)
    needs.check_content(content)
    in_turn(actor.member_id, request_key)
    known = Need.objects.filter(member_id=actor.member_id, request_key=request_key).first()
    if known is not None:
        return known.uuid
    row = Need(
        member_id=actor.member_id, person_id=actor.person_id, made_at=now, request_key=request_key,
        **columns(content),
    )  # fmt: skip
    row.save(force_insert=True)
    _keep_version(row, actor, now)
    return row.uuid


@transaction.atomic
def edit_need(actor: Actor, uuid: UUID, content: Content, version: int, now: datetime) -> None:
    """Change what is written; refused where somebody else changed it since ``version`` was looked at.

    Every version is kept. A need in talks may become open to all only while nobody was introduced in confidence:
    those who answered a confidential one relied on it.
    """
    needs.check_content(content)
    row = need_to_change(actor, uuid)
    if row.state == "closed":
        raise Refused("need_closed", CLOSED)
    if row.version != version:
        if _same(row, content):
            return
        raise Refused("need_changed", CHANGED)
    if content.is_open and not row.is_open and row.introductions.exists():
        raise Refused("need_confidential", STAYS_CONFIDENTIAL, "is_open")
    if _same(row, content):
        return
    for name, value in columns(content).items():
        setattr(row, name, value)
    row.version = version + 1
    row.save()
    _keep_version(row, actor, now)


@transaction.atomic
def post_need(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Post a draft, or open what was closed or answered again; the coordinator is told. Again changes nothing."""
    row = need_to_change(actor, uuid)
    if row.state == "open":
        return
    needs.check_may_become(row.state, "open")
    row.state, row.reason, row.ended_at = "open", "", None
    row.posted_at = row.posted_at or now
    row.save(update_fields=["state", "reason", "ended_at", "posted_at"])
    kind = needs.KINDS[row.kind]
    tell_coordinator(
        "need_news",
        Text(
            f"{actor.member_name.ja}が{kind.ja}「{row.title.ja}」を掲載しました。ご紹介先の候補をご確認ください。",
            f"{actor.member_name.en} posted a {kind.en.lower()}: “{row.title.en}”. See whom to introduce.",
        ),
        about=uuid4(), link=need_link(uuid), now=now, by=actor,
    )  # fmt: skip


@transaction.atomic
def close_need(actor: Actor, uuid: UUID, reason: str, now: datetime) -> None:
    """Close a need with its reason; those who were asked and haven't answered are told. Again changes nothing."""
    needs.check_reason(reason)
    row = need_to_change(actor, uuid)
    if row.state == "closed":
        return
    needs.check_may_become(row.state, "closed")
    row.state, row.reason, row.ended_at = "closed", reason, now
    row.save(update_fields=["state", "reason", "ended_at"])
    waiting = list(Introduction.objects.filter(need=row, state__in=introductions.WAITING))
    Introduction.objects.filter(pk__in=[one.pk for one in waiting]).update(state="withdrawn", answered_at=now)
    known = [one.invited_id for one in waiting if introductions.is_known_to_invited(one.state)]
    text = Text(f"「{row.title.ja}」の募集は終わりました。", f"“{row.title.en}” is closed.")
    tell(known, "need_news", text, about=uuid4(), link=need_link(uuid), now=now)


def columns(content: Content) -> dict[str, Any]:
    """Return what is posted as columns of its row."""
    words = content.words
    return {
        "kind": content.kind,
        "title_ja": content.title.ja.strip(), "title_en": content.title.en.strip(),
        "text_ja": content.text.ja.strip(), "text_en": content.text.en.strip(),
        "stage": words.stage, "capability": words.capability, "cell_type": words.cell_type,
        "setting": words.setting, "band": words.band, "area": words.area,
        "is_open": content.is_open, "lasts_from": content.lasts_from, "lasts_until": content.lasts_until,
    }  # fmt: skip


def _same(row: Need, content: Content) -> bool:
    return all(getattr(row, name) == value for name, value in columns(content).items())


def _keep_version(row: Need, actor: Actor, now: datetime) -> None:
    kept = {name: getattr(row, name) for name in VERSIONED}
    kept |= {name: str(getattr(row, name) or "") for name in ("lasts_from", "lasts_until")}
    NeedVersion.objects.create(
        need=row,
        member_id=row.member_id,
        person_id=actor.person_id,
        version=row.version,
        content=kept,
        at=now,
    )


VERSIONED = (
    "kind", "title_ja", "title_en", "text_ja", "text_en", "stage", "capability", "cell_type", "setting", "band",
    "area", "is_open",
)  # fmt: skip
CLOSED = Text(
    "終了した掲載は変更できません。もう一度募集する場合は、先に再開してください。",
    "A closed one can't be changed. Open it again first.",
)
CHANGED = Text(
    "ご覧になったあとに、ほかの方が内容を変更しました。開き直してから、もう一度変更してください。",
    "Somebody else changed it since you looked. Open it again, then make your change.",
)
STAYS_CONFIDENTIAL = Text(
    "すでに限定公開で紹介が始まっているため、全会員への公開には変更できません。新しい掲載として公開してください。",
    "Members were introduced to it in confidence already, so it can't be opened to all. Post another one.",
)
