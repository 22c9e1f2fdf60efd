"""A mending is written down with a part for each member that it concerns, and they are told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import moment_text, tokyo_date
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.sites import all_sites
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.mending.causes import COMMON, Cause, causes_of, sentence
from tsunagu.planning.domain.mending.difference import changed, difference, first_change
from tsunagu.planning.domain.mending.mend import Mended
from tsunagu.planning.domain.mending.states import answer_by, object_by
from tsunagu.planning.domain.problem.files import digest
from tsunagu.planning.models import Booking, Mending, MendingPart
from tsunagu.planning.queries.promises import Promises
from tsunagu.planning.services.own_requests import ASKERS

LINK = "/plan/mending/{}/"
Data = Mapping[str, Any]


@dataclass(frozen=True)
class _Proposal:
    """All that the parts are written from."""

    at: Promises
    found: Mended
    causes: Mapping[str, Text]
    common: Text
    differences: Mapping[str, Data]
    now: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look saw: who can't keep the promise, who must not move, how long it took, what it follows."""

    broken: Collection[str]
    pinned: Collection[str]
    milliseconds: int
    follows: UUID | None


def propose_mending(at: Promises, found: Mended, seen: Seen, now: datetime) -> UUID | None:
    """Keep a repair as a proposal, with a part for each hospital's request and each owner of capacity; tell them.

    None where the network has no coordinator, who keeps it.
    """
    keeper = coordinator()
    if keeper is None:
        return None
    causes = causes_of(found.disturbed, at.posed, at.problem, at.grid)
    said = {one.request: _sentence(one, at, now) for one in causes}
    made = _Proposal(at, found, said, _common(causes), _differences(at, found), now)
    first = min((day for data in made.differences.values() if (day := first_change(data, now))), default=None)
    until = answer_by(now, first, at.grid.pace)
    several = len({text.ja for text in said.values()}) - 1
    head = _several(said[causes[0].request], several) if several else said[causes[0].request]
    mending = Mending.objects.create(
        member_id=keeper.id, cause=causes[0].code, cause_ja=head.ja[:500], cause_en=head.en[:500],
        facts=_facts(found, seen), pinned=sorted(seen.pinned), digest=digest(at.problem), follows=seen.follows,
        promised=len(at.posed), milliseconds=seen.milliseconds, found_at=now, answer_by=until,
        object_by=object_by(now, until, at.grid.pace),
    )  # fmt: skip
    parts = MendingPart.objects.bulk_create([*_hospitals(mending, made), *_owners(mending, made)])
    _tell(mending, parts, keeper.id, now)
    return mending.uuid


def _facts(found: Mended, seen: Seen) -> dict[str, list[str]]:
    return {
        "disturbed": sorted(seen.broken),
        "moved": sorted(found.moved),
        "touched": list(found.touched),
        "unsaved": sorted(one.journey for one in found.unsaved),
    }


def _differences(at: Promises, found: Mended) -> dict[str, Data]:
    lost = {one.journey: one for one in found.unsaved}
    made: dict[str, Data] = {}
    for key in (*found.after, *lost):
        data: Any = difference(at.one(key), found.after.get(key), found.waits.get(key), at.grid)
        if key in lost:
            data["unsaved"] = [lost[key].code, lost[key].resource or ""]
        if key in lost or changed(data):
            made[key] = data
    return made


def _sentence(cause: Cause, at: Promises, now: datetime) -> Text:
    one = at.one(cause.request)
    step = one.promise.route.step(cause.step).name if cause.step else Text("", "")
    view = at.views.get(cause.resource)
    if view is not None:
        name = view.card.name
        place = Text(f"{view.site_name.ja}の「{name.ja}」", f"“{name.en}” at {view.site_name.en}")
    else:
        sites = {site.key: site.name for site in all_sites(tokyo_date(now))}
        party = one.promise.route.step(cause.step).party if cause.step else ""
        place = sites.get(one.promise.kept.sites.get(party, ""), Text("", ""))
    year = tokyo_date(now).year
    when = Text("", "")
    if cause.at is not None:
        when = Text(moment_text(cause.at, year, "ja"), moment_text(cause.at, year, "en"))
    return sentence(cause, step, place, when)


def _several(first: Text, more: int) -> Text:
    return Text(f"{first.ja}ほか{more}件の事情が重なっています。", f"{first.en} {more} more besides.")


def _common(causes: Sequence[Cause]) -> Text:
    why = COMMON[causes[0].code]
    return Text(
        f"{why.ja}、日程の見直しを提案しています。承認されるまで、予約は変わりません。",
        f"Other dates are proposed, since {why.en}. Bookings stay until they are accepted.",
    )


def _whole(mending: Mending, made: _Proposal) -> dict[str, Any]:
    keys = list(made.differences)
    return {
        "cause": mending.cause,
        "disturbed": len(made.found.disturbed),
        "moved": len(made.found.moved),
        "touched": len(made.found.touched),
        "unsaved": len(made.found.unsaved),
        "hospitals": len({made.at.rows[key].member_id for key in keys}),
        "promised": mending.promised,
        "milliseconds": mending.milliseconds,
        "found_at": mending.found_at.isoformat(),
        "answer_by": mending.answer_by.isoformat(),
        "object_by": mending.object_by.isoformat(),
        "state": mending.state,
    }


def _hospitals(mending: Mending, made: _Proposal) -> Iterable[MendingPart]:
    whole = _whole(mending, made)
    for key, data in made.differences.items():
        row, why = made.at.rows[key], made.causes.get(key, made.common)
        yield MendingPart(
            member_id=row.member_id, mending=mending.uuid, request=row, requests=[key],
            label=made.at.numbers.get(key, ""), role="hospital", cause_ja=why.ja[:500], cause_en=why.en[:500],
            data=data, whole=whole, state="told" if "unsaved" in data else "waiting",
        )  # fmt: skip


def _owners(mending: Mending, made: _Proposal) -> Iterable[MendingPart]:
    """Yield a part for each owner whose resources are held at other hours: gained and freed ones, no patients."""
    whole = _whole(mending, made)
    changes: dict[int, dict[str, Any]] = {}
    for key, data in made.differences.items():
        row = made.at.rows[key]
        before, after = _held_before(row.pk, made.now), _held_after(data, made.now)
        for name, held in (("gained", after - before), ("freed", before - after)):
            for resource, start, end, amount in sorted(held):
                owner = made.at.views[resource].member_id if resource in made.at.views else row.member_id
                if owner != row.member_id:
                    mine = changes.setdefault(owner, {"gained": [], "freed": [], "requests": []})
                    mine[name].append([resource, start.isoformat(), end.isoformat(), amount])
                    mine["requests"] += [key] if key not in mine["requests"] else []
    for owner, mine in sorted(changes.items()):
        requests = mine.pop("requests")
        yield MendingPart(
            member_id=owner, mending=mending.uuid, requests=requests, role="owner", cause_ja=made.common.ja,
            cause_en=made.common.en, data=mine, whole=whole, state="told",
        )  # fmt: skip


Holds = set[tuple[str, datetime, datetime, int]]


def _held_before(request: int, now: datetime) -> Holds:
    rows = Booking.objects.filter(request_id=request, ends_at__gt=now)
    columns = ("resource__site__key", "resource__key", "starts_at", "ends_at", "amount")
    return {(f"{site}/{key}", *more) for site, key, *more in rows.values_list(*columns)}


def _held_after(data: Data, now: datetime) -> Holds:
    at = datetime.fromisoformat
    return {
        (resource, at(start), at(end), amount)
        for resource, _, start, end, amount in data["held"]
        if at(end) > now
    }


def _tell(mending: Mending, parts: Iterable[MendingPart], keeper: int, now: datetime) -> None:
    """Write a notice to each part's member, and one to the coordinator."""
    link = LINK.format(mending.uuid)
    for part in parts:
        if part.role == "hospital":
            text, kind = (
                (TO_HOSPITAL, "mending_proposed") if part.state == "waiting" else (TO_LOST, "mending_told")
            )
            for role in ASKERS:
                notify(
                    part.member_id, role, kind, text, subject=part.uuid, now=now, link=link,
                    due_at=mending.answer_by if part.state == "waiting" else None,
                )  # fmt: skip
        else:
            notify(part.member_id, "", "mending_told", TO_OWNER, subject=part.uuid, now=now, link=link)
    said = Text(f"計画の立て直し案ができました：{mending.cause_ja}", f"A plan was mended: {mending.cause_en}")
    notify(keeper, "coordinator", "mending_told", said, subject=mending.uuid, now=now, link=link)


TO_HOSPITAL = Text(
    "確定した日程を変える案が届いています。内容を確かめて回答してください。",
    "A change of confirmed dates is proposed. Look at it and answer.",
)
TO_LOST = Text(
    "確定した日程を守れず、代わりの日程も見つかっていません。内容を確かめてください。",
    "Confirmed dates can't be kept, and no others were found. Look at the reason.",
)
TO_OWNER = Text(
    "予約済みの枠の時間を変える案があります。支障があれば期限までに連絡してください。",
    "Booked hours of your resources may change. Object in time if they don't suit you.",
)
