"""Pages on which a member's people, or the coordinator, change what its page says."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.domain.profile.changes import (
    Line,
    Wanted,
    difference,
    differing,
    digest_of,
    title_of,
)
from tsunagu.members.domain.profile.parts import PARTS, Part
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.profile.changes import ChangeView, change_of, waiting_changes
from tsunagu.members.queries.profile.page import own_page
from tsunagu.members.queries.profile.values import current_values, empty_profile, names_in, sites_to_name
from tsunagu.members.services.profile import change_page
from tsunagu.members.services.profile.editing import check_may_edit
from tsunagu.members.web.profile.forms import PartForm, initial_of
from tsunagu.members.web.profile.shown import parts_to_edit


@dataclass(frozen=True, slots=True)
class Editing:
    """What is edited by whom: ``current`` is what is there (None for something new), ``former`` a proposal to mend."""

    actor: Actor
    owner: MemberFacts
    part: Part
    subject: UUID | None
    current: dict[str, Any] | None
    former: ChangeView | None

    @property
    def known(self) -> dict[str, Any]:
        """What the form begins with: what is there, and over it the proposal that is mended."""
        return {**(self.current or _nothing(self.part)), **(self.former.after if self.former else {})}

    @property
    def is_someone_elses(self) -> bool:
        """Whether it is another member's page."""
        return self.actor.member_uuid != self.owner.uuid

    @property
    def is_at_once(self) -> bool:
        """Whether the change is on the page as soon as it is sent."""
        return not self.part.waits_for(self.actor)


def _nothing(part: Part) -> dict[str, Any]:
    return empty_profile() if part.key == "profile" else {}


@require_GET
@signed_in
def edit_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show all parts of a page with what can be changed, and what waits."""
    owner = _owner(request, member)
    page = own_page(owner.uuid)
    actor = actor_of(request, Actor)
    parts = parts_to_edit(page, waiting_changes(owner.uuid), actor)
    context = {
        "owner": owner, "page_shown": page, "parts": parts, "has_sites": bool(page.sites),
        "is_someone_elses": actor.member_uuid != owner.uuid, "decides": actor.is_coordinator,
    }  # fmt: skip
    return render(request, "members/profile/edit.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def part_page(request: HttpRequest, member: UUID, part: str, subject: UUID | None = None) -> HttpResponse:
    """Fill in one part, and send it: it is on the page at once, or waits for the coordinator."""
    editing = _editing(request, member, part, subject)
    sites = sites_to_name(editing.owner.uuid)
    if request.method != "POST":
        form = _form(editing, sites, None, None)
        return _part_answer(request, editing, form, [], 200)
    form, compared = _form(editing, sites, request.POST, request.FILES), []
    if form.is_valid():
        try:
            made = change_page(actor_of(request, Actor), member, _wanted(editing, form), clock.now())
            return _sent(request, editing, made)
        except (NotFound, NotAllowed):
            raise
        except Refused as refused:
            _say(form, refused)
            compared = _compared(editing, form, sites) if isinstance(refused, ChangedMeanwhile) else []
    form.say_what_is_hidden()
    if request.FILES and "evidence" in form.fields and "evidence" not in form.errors:
        form.add_error("evidence", _FILE_AGAIN.in_language(language()))
    return _part_answer(request, editing, form, compared, 422)


@require_http_methods(["GET", "POST"])
@signed_in
def end_page(request: HttpRequest, member: UUID, part: str, subject: UUID) -> HttpResponse:
    """Ask whether something shall be taken off the page, and take it off."""
    editing = _editing(request, member, part, subject, may_be_gone=request.method == "POST")
    if not editing.part.may_end:
        raise NotFound("page_part", _GONE)
    if request.method != "POST":
        return _end_answer(request, editing, "", 200)
    said = request.POST
    key = said.get("request_key", "")[:60] or f"end-{subject}"
    wanted = Wanted(part, "end", subject, {}, said.get("seen", "")[:64], key, said.get("reason", ""))
    try:
        return _sent(request, editing, change_page(editing.actor, member, wanted, clock.now()))
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _end_answer(request, editing, refused.reason.in_language(language()), refused.status)


def _end_answer(request: HttpRequest, editing: Editing, refused: str, status: int) -> HttpResponse:
    there = editing.current or {}
    context = {
        "editing": editing, "seen": digest_of(editing.current), "request_key": f"end-{editing.subject}",
        "lines": difference(editing.part, there, {}, names_in([there])),
        "title": title_of(editing.part, there, {}), "refused": refused, "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "members/profile/end.html", context, status=status)


def _owner(request: HttpRequest, member: UUID) -> MemberFacts:
    owner = member_by_uuid(member)
    check_may_edit(actor_of(request, Actor), owner.id)
    return owner


def _editing(
    request: HttpRequest, member: UUID, key: str, subject: UUID | None, *, may_be_gone: bool = False
) -> Editing:
    """Return what is edited; ``may_be_gone``: sent twice, the first time has taken it off the page."""
    owner, part = _owner(request, member), PARTS.get(key)
    if part is None or (part.is_single and subject is not None):
        raise NotFound("page_part", _GONE)
    subject = owner.uuid if part.is_single else subject
    current = current_values(part.key, subject) if subject is not None else None
    if subject is not None and current is None and not may_be_gone:
        raise NotFound("page_part", _GONE)
    return Editing(
        actor_of(request, Actor), owner, part, subject, current, _former(request, owner, part, subject)
    )


def _former(request: HttpRequest, owner: MemberFacts, part: Part, subject: UUID | None) -> ChangeView | None:
    """Return the proposal that is mended: a returned or waiting one of the same part of the same page."""
    asked = request.GET.get("from") or request.POST.get("follows")
    if not asked:
        return None
    try:
        former = change_of(UUID(asked))
    except ValueError:
        return None
    fits = former.member == owner.uuid and former.part is part and former.state in ("proposed", "returned")
    same = former.verb == "add" if subject is None else former.subject == subject
    return former if fits and same else None


def _form(editing: Editing, sites: list[tuple[UUID, Text]], data: Any, files: Any) -> PartForm:
    known = editing.known
    initial = initial_of(editing.part, known) | {"seen": digest_of(editing.current)}
    if editing.former is not None:
        initial |= {"follows": editing.former.uuid, "reason": editing.former.reason}
    return PartForm(editing.part, known, sites, editing.is_someone_elses, data, files, initial=initial)


def _wanted(editing: Editing, form: PartForm) -> Wanted:
    said, former = form.cleaned_data, editing.former
    is_new = editing.current is None
    subject = former.subject if is_new and former is not None else editing.subject
    return Wanted(
        editing.part.key, "add" if is_new else "change", subject, form.values(editing.known), said["seen"],
        said["request_key"], said["reason"], form.file(), former.uuid if former is not None else None,
    )  # fmt: skip


def _say(form: PartForm, refused: Refused) -> None:
    """Say what is wrong at its field, or above the form."""
    form.add_error(
        refused.field if refused.field in form.fields else None, refused.reason.in_language(language())
    )


def _compared(editing: Editing, form: PartForm, sites: list[tuple[UUID, Text]]) -> list[Line]:
    """Return what is there now beside what was typed, and let the form go on from there."""
    form.look_again(digest_of(editing.current))
    current, values = editing.current or {}, form.values(editing.known)
    after = differing(current, values)
    names = names_in([current, values]) | {str(uuid): name for uuid, name in sites}
    return difference(editing.part, {key: current.get(key) for key in after}, after, names)


def _part_answer(
    request: HttpRequest, editing: Editing, form: PartForm, compared: list[Line], status: int
) -> HttpResponse:
    known = editing.known
    files = names_in([{"evidence": known.get("evidence")}])
    others = [
        one for one in waiting_changes(editing.owner.uuid)
        if editing.subject is not None and one.part is editing.part and one.subject == editing.subject
        and (editing.former is None or one.uuid != editing.former.uuid)
    ]  # fmt: skip
    context = {
        "editing": editing, "form": form, "compared": compared, "others": others,
        "file": next(iter(files.values()), None),
        "title": None if editing.current is None else title_of(editing.part, editing.current, {}),
    }  # fmt: skip
    return render(request, "members/profile/part.html", context, status=status)


def _sent(request: HttpRequest, editing: Editing, made: UUID) -> HttpResponse:
    change = change_of(made)
    if change.state == "proposed":
        messages.success(request, _("Sent to the coordinator. It is on the page once it is approved."))
        return HttpResponseRedirect(reverse("members:proposal", args=[made]))
    messages.success(request, _("It is on the page now. The history keeps what was changed."))
    return HttpResponseRedirect(reverse("members:edit", args=[editing.owner.uuid]))


_GONE = Text(
    "この項目は掲載されていません。画面を開き直してください。",
    "This is not on the page. Open the page again.",
)
_FILE_AGAIN = Text(
    "ほかに直すところがあったため、ファイルはまだ保存していません。もう一度選んでください。",
    "Something else has to be mended first, so the file isn't kept yet. Choose it once more.",
)
