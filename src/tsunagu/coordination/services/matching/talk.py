"""What those who take part add to a consultation: notes, files, tasks, the next meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.models import ConsultationEntry, ConsultationFile, ConsultationTask, OwnNote
from tsunagu.coordination.services.matching.answer_consultation import tell_others
from tsunagu.coordination.services.matching.entering import enter_act
from tsunagu.coordination.services.matching.permission import (
    consultation_to_change,
    is_coordinator,
    takes_part,
)
from tsunagu.coordination.services.matching.telling import consultation_link, settle_for_all, tell
from tsunagu.foundation.attachments import check_attachment, plain_name
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@transaction.atomic
def write_note(
    actor: Actor, uuid: UUID, text: str, now: datetime, request_key: str, *, is_own: bool = False
) -> None:
    """Write a note for all who take part, or (``is_own``) for the own member alone; resent it is the same note."""
    rules.check_length(text, rules.LONGEST_NOTE, "text", may_be_empty=False)
    row = consultation_to_change(actor, uuid)
    if is_own:
        OwnNote.objects.get_or_create(
            consultation=row, member=actor.member_uuid, request_key=request_key,
            defaults={"person_id": actor.person_id, "text": text.strip(), "at": now},
        )  # fmt: skip
        return
    rules.check_is_talking(row.state)
    if ConsultationEntry.objects.filter(consultation=row, request_key=request_key).exists():
        return
    same = Text(text.strip(), text.strip())
    made = enter_act(row, actor, same, now, kind="note", request_key=request_key)
    news = Text(
        f"相談「{row.subject}」に{actor.member_name.ja}がメモを書きました。",
        f"{actor.member_name.en} wrote a note in “{row.subject}”.",
    )
    tell_others(row, actor, news, made.uuid, now)


@transaction.atomic
def attach_file(actor: Actor, uuid: UUID, upload: Upload, now: datetime, request_key: str) -> None:
    """Attach a file, read by those who take part or are asked at this time; resent it is the same file."""
    row = consultation_to_change(actor, uuid)
    rules.check_is_talking(row.state)
    if ConsultationFile.objects.filter(consultation=row, request_key=request_key).exists():
        return
    name = plain_name(upload.name)
    media_type = check_attachment(name, upload.content)
    rules.check_takes_a_file(row.files.count())
    made = ConsultationFile.objects.create(
        consultation=row, member_id=actor.member_id, person_id=actor.person_id, readers=takes_part(row), name=name,
        media_type=media_type, size=len(upload.content), content=upload.content, at=now, request_key=request_key,
    )  # fmt: skip
    enter_act(
        row, actor, Text(f"ファイル「{name}」を添付しました。", f"Attached “{name}”."), now, kind="file"
    )
    news = Text(
        f"相談「{row.subject}」に{actor.member_name.ja}がファイルを添付しました。",
        f"{actor.member_name.en} attached a file to “{row.subject}”.",
    )
    tell_others(row, actor, news, made.uuid, now)


@transaction.atomic
def give_task(
    actor: Actor, uuid: UUID, text: str, doer: UUID, due_on: date | None, now: datetime, request_key: str
) -> None:
    """Give one of those who take part something to do; it waits in that member's inbox until it is done."""
    rules.check_length(text, rules.LONGEST_TASK, "text", may_be_empty=False)
    row = consultation_to_change(actor, uuid)
    rules.check_is_talking(row.state)
    found = member_by_uuid(doer)
    if found.id not in takes_part(row) and not found.is_coordinator:
        raise BadInput("doer", NOT_A_PARTY, "doer")
    if ConsultationTask.objects.filter(consultation=row, request_key=request_key).exists():
        return
    made = ConsultationTask.objects.create(
        consultation=row, member_id=actor.member_id, person_id=actor.person_id,
        readers=sorted({*takes_part(row), found.id}), doer_id=found.id, text=text.strip(), due_on=due_on,
        made_at=now, request_key=request_key,
    )  # fmt: skip
    said = Text(
        f"対応事項「{made.text}」を{found.name.ja}に割り当てました。",
        f"Gave {found.name.en} a task: “{made.text}”.",
    )
    enter_act(row, actor, said, now, kind="task")
    duty = Text(f"相談「{row.subject}」の対応事項：{made.text}", f"Task of “{row.subject}”: {made.text}")
    link = consultation_link(row.uuid)
    tell([found.id], "consultation_task", duty, about=made.uuid, link=link, now=now, due_on=due_on)


@transaction.atomic
def finish_task(actor: Actor, uuid: UUID, task: UUID, now: datetime) -> UUID:
    """Mark a task as done: its doer, who gave it, or the coordinator. Again changes nothing; return its uuid."""
    row = consultation_to_change(actor, uuid)
    found = (
        ConsultationTask.objects.select_for_update(of=("self",)).filter(consultation=row, uuid=task).first()
    )
    if found is None:
        raise NotFound("task", Text("この対応事項はありません。", "There is no such task."))
    if actor.member_id not in (found.doer_id, found.member_id) and not is_coordinator(actor):
        raise NotAllowed("task", NOT_YOUR_TASK)
    if found.done_at is None:
        found.done_at, found.done_by_id = now, actor.person_id
        found.save(update_fields=["done_at", "done_by"])
        settle_for_all(found.uuid, now, "consultation_task")
        enter_act(
            row, actor, Text(f"対応事項「{found.text}」を終えました。", f"Finished the task “{found.text}”."), now,
            kind="task",
        )  # fmt: skip
    return found.uuid


@transaction.atomic
def set_meeting(actor: Actor, uuid: UUID, at: datetime | None, where: str, now: datetime) -> None:
    """Say when and where the next meeting is, or that there is none; the others are told."""
    rules.check_length(where, 200, "meets_where")
    row = consultation_to_change(actor, uuid)
    rules.check_is_talking(row.state)
    if at is not None and at <= now and at != row.meets_at:
        raise BadInput("meets_at", IN_THE_PAST, "meets_at")
    if (row.meets_at, row.meets_where) == (at, where.strip()):
        return
    row.meets_at, row.meets_where = at, where.strip()
    row.save(update_fields=["meets_at", "meets_where"])
    local = "" if at is None else f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    said = (
        Text(f"次の打合せ：{local} {where.strip()}", f"Next meeting: {local} {where.strip()}")
        if at
        else Text("次の打合せを取り消しました。", "The next meeting was called off.")
    )
    made = enter_act(row, actor, said, now)
    news = Text(f"相談「{row.subject}」　{said.ja}", f"“{row.subject}”: {said.en}")
    tell_others(row, actor, news, made.uuid, now)


NOT_A_PARTY = Text(
    "相談に参加している会員か調整機関を選んでください。",
    "Choose a member that takes part, or the coordinator.",
)
NOT_YOUR_TASK = Text(
    "終えたことにできるのは、担当の会員・割り当てた会員・調整担当だけです。",
    "Only its doer, who gave it, or the coordinator marks it as done.",
)
IN_THE_PAST = Text("打合せは、これからの日時を入力してください。", "Give a time that is still to come.")
