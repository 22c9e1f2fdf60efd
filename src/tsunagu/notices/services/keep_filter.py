"""Keep what a page is narrowed to under a name, choose where the page begins, and forget it again."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import KeptFilter

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 500, 20


def keep_filter(actor: Actor, page: str, name: str, query: str, is_default: bool, now: datetime) -> None:
    """Keep a filter of the person's own; the same name again changes what it stands for.

    Raises
    ------
    BadInput : the name is missing or too long, or there are too many.
    """
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        raise BadInput("filter_name", NO_NAME, field="name")
    mine = _mine(actor).filter(page=page)
    if not mine.filter(name=said).exists() and mine.count() >= MOST:
        raise BadInput("filter_count", TOO_MANY, field="name")
    if is_default:
        mine.update(is_default=False)
    KeptFilter.objects.update_or_create(
        member_id=actor.member_id, person_id=actor.person_id, page=page, name=said,
        defaults={"query": query[:LONGEST_QUERY], "is_default": is_default, "kept_at": now},
    )  # fmt: skip


def begin_with(actor: Actor, uuid: UUID, is_default: bool) -> None:
    """Let the page begin with this filter, or with none."""
    row = _own(actor, uuid)
    _mine(actor).filter(page=row.page).update(is_default=False)
    if is_default:
        _mine(actor).filter(uuid=uuid).update(is_default=True)


def forget_filter(actor: Actor, uuid: UUID) -> None:
    """Forget a filter."""
    _own(actor, uuid).delete()


def _mine(actor: Actor) -> QuerySet[KeptFilter]:
    return KeptFilter.objects.filter(member_id=actor.member_id, person_id=actor.person_id)


def _own(actor: Actor, uuid: UUID) -> KeptFilter:
    row = _mine(actor).filter(uuid=uuid).first()
    if row is None:
        raise NotFound("filter", Text("この絞り込みはありません。", "There is no such filter."))
    return row


NO_NAME = Text(
    f"名前を{LONGEST_NAME}字以内で書いてください。", f"Write a name of up to {LONGEST_NAME} characters."
)
TOO_MANY = Text(
    f"保存できる絞り込みは{MOST}件までです。使わないものを消してください。",
    f"Up to {MOST} filters can be kept. Remove one that you don't use.",
)
