"""What the demonstration's members need, offer and talk about: posted, introduced, answered and ended by services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.queries.matching.consultations import consultation, tasks_of
from tsunagu.coordination.queries.matching.needs import needs_shown
from tsunagu.coordination.services.matching import end_consultation, talk
from tsunagu.coordination.services.matching.introduce import answer, introduce
from tsunagu.coordination.services.matching.post_need import close_need, post_need, write_need
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import read, stable_uuid
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.queries import waiting_for
from tsunagu.notices.services import mark_done

HUB = "rink"
ANYONE = (*hands.ANYONE, "supplier")
DAY = timedelta(days=1)
NEWS = ("need_news", "consultation_news")


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting with the people who act for its poster and for the network's coordinator."""

    line: dict[str, Any]
    uuid: UUID
    at: datetime
    poster: Actor
    hub: Actor


def talk_of_needs(now: datetime) -> None:
    """Post everything once, the oldest first; a network that has postings does nothing."""
    hub = hands.actor(stable_uuid("member", HUB), "coordinator", now=now)
    with hands.working(hub):
        if any(needs_shown(hub, show) for show in ("asking", "over")):
            return
    for line in sorted(read("needs"), key=lambda one: (-one["days"], one["key"])):
        posted = _post(line, hub, now)
        for asked in line.get("ask", ()):
            _introduce(posted, asked, now)
        if "close" in line:
            with hands.working(posted.poster):
                close_need(posted.poster, posted.uuid, line["close"], posted.at + 20 * DAY)
        _read_news({hub, posted.poster}, now)


def _read_news(people: set[Actor], now: datetime) -> None:
    """Let people have read what was news more than a week ago."""
    for actor in people:
        with hands.working(actor):
            for one in waiting_for(actor):
                if one.kind in NEWS and now - one.created_at > 7 * DAY:
                    mark_done(actor, one.uuid, one.created_at + DAY)


def _post(line: dict[str, Any], hub: Actor, now: datetime) -> Posted:
    at = now - line["days"] * DAY
    poster = hands.actor(stable_uuid("member", line["member"]), line["role"], *ANYONE, now=now)
    (title_ja, text_ja), (title_en, text_en) = line["ja"], line["en"]
    content = Content(
        line["kind"], Text(title_ja, title_en), Text(text_ja, text_en), Words(**line["words"]), line["open"],
        at.astimezone(TOKYO).date(), (at + 240 * DAY).astimezone(TOKYO).date(),
    )  # fmt: skip
    with hands.working(poster):
        uuid = write_need(poster, content, at, f"demonstration-{line['key']}")
        post_need(poster, uuid, at)
    return Posted(line, uuid, at, poster, hub)


def _introduce(posted: Posted, asked: dict[str, Any], now: datetime) -> None:
    other = hands.actor(stable_uuid("member", asked["member"]), *ANYONE, now=now)
    by = {"hub": posted.hub, "poster": posted.poster, "self": other}[asked["by"]]
    at = posted.at + asked["after"] * DAY
    with hands.working(by):
        found = introduce(by, posted.uuid, other.member_uuid, asked["note"], at)
    if asked["by"] == "hub" and not posted.line["open"]:
        with hands.working(posted.poster):
            answer(posted.poster, found, says_yes=True, note="", now=at + DAY)
    if asked["says"] == "wait":
        return
    answering = posted.poster if asked["by"] == "self" else other
    with hands.working(answering):
        says_yes = asked["says"] == "yes"
        begun = answer(answering, found, says_yes=says_yes, note="", now=at + 2 * DAY)
    if begun is not None and "talk" in posted.line:
        _talk(begun, posted, other, at + 2 * DAY, now)


def _talk(uuid: UUID, posted: Posted, other: Actor, begun: datetime, now: datetime) -> None:
    said, people = posted.line["talk"], {"p": posted.poster, "o": other}
    for number, (who, text) in enumerate(said.get("notes", ()), 1):
        with hands.working(people[who]):
            talk.write_note(people[who], uuid, text, begun + number * DAY, f"note-{number}")
    if "file" in said:
        who, name, text = said["file"]
        upload = talk.Upload(name, text.encode("utf-8-sig"))
        with hands.working(people[who]):
            talk.attach_file(people[who], uuid, upload, begun + 2 * DAY, "file-1")
    if "task" in said:
        who, text, days = said["task"]
        due = (now + days * DAY).astimezone(TOKYO).date()
        with hands.working(posted.poster):
            talk.give_task(posted.poster, uuid, text, people[who].member_uuid, due, begun + 2 * DAY, "task-1")
    with hands.working(posted.poster):
        if said.get("begin"):
            end_consultation.begin_talks(posted.poster, uuid, begun + 3 * DAY)
        if "meet" in said:
            talk.set_meeting(posted.poster, uuid, now + said["meet"] * DAY, "オンライン", now - DAY)
        if "end" in said:
            _end(uuid, posted.poster, said, begun, now)


def _end(uuid: UUID, actor: Actor, said: dict[str, Any], begun: datetime, now: datetime) -> None:
    """Record the outcome, and what came of it where half a year is over."""
    at = begun + said["after"] * DAY
    for task in _open_tasks(uuid):
        talk.finish_task(actor, uuid, task, at - DAY)
    end_consultation.record_outcome(
        actor, uuid, said["end"], outcome=said.get("outcome", ""), note=said["why"], seen=consultation(uuid).state,
        now=at,
    )  # fmt: skip
    if "came" in said:
        end_consultation.say_what_came(actor, uuid, said["came"], said["came_note"], now - DAY)
        end_consultation.close_consultation(actor, uuid, now - DAY)


def _open_tasks(uuid: UUID) -> list[UUID]:
    """Return what is still to be done in a consultation."""
    return [one.uuid for one in tasks_of(uuid) if one.done_at is None]
