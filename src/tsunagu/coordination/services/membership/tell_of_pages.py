"""Changes of members' pages are told: to the coordinator while they wait, to the member once they are decided."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.profile.changes import ChangeView, decided_since, waiting_changes
from tsunagu.members.queries.recipients import recipients
from tsunagu.notices.domain.letters import TOO_OLD
from tsunagu.notices.services.mark_done import settle_others
from tsunagu.notices.services.notify import notify

PROPOSED, DECIDED = "page_proposed", "page_decided"


def tell_of_pages(now: datetime) -> int:
    """Tell of changes of pages what isn't told yet; return how many wait for the coordinator.

    Run in the worker's scope; running it again tells nothing twice.
    """
    waiting, hub = waiting_changes(), coordinator()
    if hub is not None:
        for one in waiting:
            notify(
                hub.id, "coordinator", PROPOSED, _proposed(one), subject=one.uuid, now=now, link=_link(one)
            )
    settle_others(PROPOSED, {one.uuid for one in waiting}, now)
    _tell_decided(now)
    return len(waiting)


def _tell_decided(now: datetime) -> None:
    """Tell who proposed a change what became of it; where that person has left, everybody of the member."""
    decided = decided_since(now - TOO_OLD)
    people: Mapping[tuple[int, UUID], int] = {
        (one.member_id, one.uuid): one.person_id
        for group in recipients({change.member_id for change in decided}, tokyo_date(now)).values()
        for one in group
    }
    for one in decided:
        person = people.get((one.member_id, one.proposer))
        notify(
            one.member_id,
            "",
            DECIDED,
            _decided(one),
            subject=one.uuid,
            now=now,
            link=_link(one),
            person_id=person,
        )


def _link(one: ChangeView) -> str:
    return f"/members/proposals/{one.uuid}/"


def _proposed(one: ChangeView) -> Text:
    what, verb = one.heading, one.verb_name
    return Text(
        f"{one.member_name.ja}が、会員ページの変更（{what.ja}、{verb.ja}）を申請しました。内容を確かめて、承認するか差し戻してください。",
        f"{one.member_name.en} proposed a change of its page ({what.en}, {verb.en}). Approve or return it.",
    )


def _decided(one: ChangeView) -> Text:
    what = one.heading
    if one.state == "returned":
        return Text(
            f"会員ページの変更（{what.ja}）が差し戻されました。理由：{one.note}",
            f"Your change of the page ({what.en}) was returned. Reason: {one.note}",
        )
    return Text(
        f"会員ページの変更（{what.ja}）が承認され、掲載されました。",
        f"Your change of the page ({what.en}) was approved and is on the page.",
    )
