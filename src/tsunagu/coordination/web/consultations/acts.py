"""What those who take part do in a consultation; each act is one form of its page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tsunagu.coordination.queries.matching import consultations as queries
from tsunagu.coordination.services.matching import end_consultation, talk
from tsunagu.coordination.services.matching.answer_consultation import answer_consultation, ask_another
from tsunagu.coordination.web.consultations.forms import FORMS, PartForm
from tsunagu.coordination.web.consultations.views import page
from tsunagu.foundation import clock
from tsunagu.foundation.attachments import MOST_BYTES
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor

Said = dict[str, Any]
Do = Callable[[Actor, UUID, Said, HttpRequest, datetime], object]


@require_POST
@signed_in
def act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Do one of the acts; what can't be done is said at its form, with what was typed."""
    if verb not in ACTS:
        raise NotFound("act", Text("この操作はありません。", "There is no such act."))
    actor, view = actor_of(request, Actor), queries.consultation(uuid)
    form = FORMS[verb](view, request.POST, request.FILES, auto_id=f"id_{verb}_%s")
    do, done = ACTS[verb]
    if not form.is_valid():
        return page(request, uuid, filled={verb: form})
    try:
        do(actor, uuid, form.cleaned_data, request, clock.now())
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return page(request, uuid, _at_field(form, refused), {verb: form})
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("consultations:consultation", args=[uuid]))


@require_POST
@signed_in
def task_done(request: HttpRequest, uuid: UUID, task: UUID) -> HttpResponse:
    """Mark a task as done."""
    talk.finish_task(actor_of(request, Actor), uuid, task, clock.now())
    messages.success(request, _("The task is done."))
    return HttpResponseRedirect(reverse("consultations:consultation", args=[uuid]))


def _at_field(form: PartForm, refused: Refused) -> Refused | None:
    """Say it at its field and return None; without a field return it, to be said on top of the page."""
    if refused.field not in form.fields:
        return refused
    form.add_error(refused.field, refused.reason.in_language(language()))
    return None


def _answer(actor: Actor, uuid: UUID, said: Said, request: HttpRequest, now: datetime) -> None:
    says_yes = request.POST.get("answer") == "yes"
    answer_consultation(actor, uuid, says_yes=says_yes, note=said["note"], now=now)


def _note(actor: Actor, uuid: UUID, said: Said, request: HttpRequest, now: datetime) -> None:
    talk.write_note(actor, uuid, said["text"], now, said["key"], is_own=said["is_own"])


def _file(actor: Actor, uuid: UUID, said: Said, request: HttpRequest, now: datetime) -> None:
    sent = said["file"]
    content = sent.read(MOST_BYTES + 1)
    talk.attach_file(actor, uuid, talk.Upload(sent.name or "", content), now, said["key"])


def _task(actor: Actor, uuid: UUID, said: Said, request: HttpRequest, now: datetime) -> None:
    talk.give_task(actor, uuid, said["text"], UUID(said["doer"]), said["due_on"], now, said["key"])


def _outcome(actor: Actor, uuid: UUID, said: Said, request: HttpRequest, now: datetime) -> None:
    end_consultation.record_outcome(
        actor, uuid, said["ending"], outcome=said["outcome"], note=said["note"], seen=said["seen"], now=now
    )


ACTS: dict[str, tuple[Do, Any]] = {
    "answer": (_answer, gettext_lazy("Your answer is recorded, and told to whom it concerns.")),
    "note": (_note, gettext_lazy("The note is written.")),
    "file": (_file, gettext_lazy("The file is attached.")),
    "task": (_task, gettext_lazy("The task is given, and waits in the inbox of who does it.")),
    "meeting": (
        lambda actor, uuid, said, _request, now: talk.set_meeting(
            actor, uuid, said["meets_at"], said["meets_where"], now
        ),
        gettext_lazy("The next meeting is set, and told to the others."),
    ),
    "ask": (
        lambda actor, uuid, said, _request, now: ask_another(actor, uuid, said["member"], now),
        gettext_lazy("The member is asked."),
    ),
    "begin": (
        lambda actor, uuid, _said, _request, now: end_consultation.begin_talks(actor, uuid, now),
        gettext_lazy("Talks have begun."),
    ),
    "outcome": (_outcome, gettext_lazy("The outcome is recorded, and told to the others.")),
    "after": (
        lambda actor, uuid, said, _request, now: end_consultation.say_what_came(
            actor, uuid, said["came_of_it"], said["note"], now
        ),
        gettext_lazy("What came of it is recorded."),
    ),
    "close": (
        lambda actor, uuid, _said, _request, now: end_consultation.close_consultation(actor, uuid, now),
        gettext_lazy("The consultation is put away."),
    ),
}
