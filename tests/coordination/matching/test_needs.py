"""Needs: written, posted, edited with every version kept, closed; read by whom they are for and nobody else."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tests.coordination.matching.conftest import NOW, TODAY, Cast, a_need, content
from tsunagu.coordination.domain.matching import needs as rules
from tsunagu.coordination.domain.matching.needs import Words
from tsunagu.coordination.models import Need, NeedVersion
from tsunagu.coordination.queries.matching.needs import need_by_uuid, needs_shown, versions_of
from tsunagu.coordination.services.matching.introduce import answer, introduce
from tsunagu.coordination.services.matching.post_need import close_need, edit_need, post_need, write_need
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.queries import waiting_for

pytestmark = pytest.mark.django_db


def titles(cast: Cast, actor: Actor, show: str = "asking") -> list[str]:
    with cast.acting(actor):
        return [one.title.ja for one in needs_shown(actor, show)]


def by_sql(cast: Cast, actor: Actor) -> int:
    """What a person reads past all our queries."""
    with cast.acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM coordination_need")
        return int(cursor.fetchone()[0])


def test_a_draft_is_its_own_members_and_sent_twice_is_one(cast: Cast) -> None:
    with cast.acting(cast.hospital) as actor:
        made = {write_need(actor, content(is_open=True), NOW, "once") for _ in range(2)}
        assert len(made) == Need.objects.count() == NeedVersion.objects.count() == 1
    assert by_sql(cast, cast.outsider) == 0
    with cast.acting(cast.coordinator) as actor, pytest.raises(NotFound):
        need_by_uuid(actor, made.pop())


def test_an_open_need_is_read_by_every_member_and_no_passer_by(cast: Cast) -> None:
    a_need(cast, is_open=True)
    for actor in (cast.hospital, cast.maker, cast.outsider, cast.coordinator, cast.auditor):
        assert by_sql(cast, actor) == 1
        assert len(titles(cast, actor)) == 1
    with acting(Scope("public")):
        assert not Need.objects.exists()


def test_a_confidential_need_is_hidden_from_outsiders_and_auditors_even_by_sql(cast: Cast) -> None:
    uuid = a_need(cast)
    for actor in (cast.hospital, cast.coordinator):
        assert by_sql(cast, actor) == 1
    for actor in (cast.maker, cast.outsider, cast.auditor):
        assert by_sql(cast, actor) == 0
        with cast.acting(actor), pytest.raises(NotFound):
            need_by_uuid(actor, uuid)


def test_an_introduced_member_reads_it_only_once_the_poster_agreed(cast: Cast) -> None:
    uuid = a_need(cast)
    with cast.acting(cast.coordinator) as actor:
        found = introduce(actor, uuid, cast.maker.member_uuid, "", NOW)
    assert by_sql(cast, cast.maker) == 0
    with cast.acting(cast.hospital) as actor:
        assert answer(actor, found, says_yes=True, note="", now=NOW) is None
    assert by_sql(cast, cast.maker) == 1
    assert by_sql(cast, cast.outsider) == 0
    with cast.acting(cast.maker) as actor:
        assert answer(actor, found, says_yes=False, note="枠がない", now=NOW) is None
    assert by_sql(cast, cast.maker) == 1, "from then on"
    with cast.acting(cast.maker):
        assert versions_of(uuid) == []


def test_no_other_member_changes_it(cast: Cast) -> None:
    uuid = a_need(cast, is_open=True)
    for actor in (cast.outsider, cast.coordinator, cast.auditor):
        with cast.acting(actor):
            with pytest.raises(NotAllowed):
                edit_need(actor, uuid, content(is_open=True, title="乗っ取り"), 1, NOW)
            with pytest.raises(NotAllowed):
                close_need(actor, uuid, "not_needed", NOW)
    with cast.acting(cast.outsider), connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_need SET title_ja = 'x'")
        assert cursor.rowcount == 0
    assert titles(cast, cast.hospital) == [content().title.ja]


def test_every_version_is_kept_and_never_changed(cast: Cast) -> None:
    uuid = a_need(cast)
    changed = replace(content(), title=Text("改めて探しています", "Looking again"))
    with cast.acting(cast.hospital) as actor:
        edit_need(actor, uuid, changed, 1, NOW + timedelta(hours=1))
        edit_need(actor, uuid, changed, 1, NOW + timedelta(hours=2))  # resent
        with pytest.raises(Refused, match="need_changed"):
            edit_need(actor, uuid, content(title="別の人の変更"), 1, NOW)
        assert [one.title.ja for one in versions_of(uuid)] == ["改めて探しています", content().title.ja]
        with pytest.raises(DatabaseError), transaction.atomic():
            NeedVersion.objects.update(version=9)


def test_what_was_told_in_confidence_does_not_become_open(cast: Cast) -> None:
    uuid = a_need(cast)
    with cast.acting(cast.coordinator) as actor:
        introduce(actor, uuid, cast.maker.member_uuid, "", NOW)
    with cast.acting(cast.hospital) as actor, pytest.raises(Refused, match="need_confidential"):
        edit_need(actor, uuid, content(is_open=True), 1, NOW)
    assert by_sql(cast, cast.outsider) == 0


def test_closing_says_why_and_withdraws_who_was_asked(cast: Cast) -> None:
    uuid = a_need(cast, is_open=True)
    with cast.acting(cast.hospital) as actor:
        introduce(actor, uuid, cast.maker.member_uuid, "", NOW)
        with pytest.raises(BadInput):
            close_need(actor, uuid, "", NOW)
        for _ in range(2):
            close_need(actor, uuid, "found_elsewhere", NOW)
        view = need_by_uuid(actor, uuid)
        assert (view.state, view.reason) == ("closed", "found_elsewhere")
    with cast.acting(cast.maker) as actor:
        assert [one.kind for one in waiting_for(actor)] == ["need_introduced", "need_news"]
    with cast.acting(cast.hospital) as actor:
        post_need(actor, uuid, NOW)
        assert need_by_uuid(actor, uuid).state == "open"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": Text(" ", "")}, "title_ja"),
        ({"text": Text("", "")}, "text_ja"),
        ({"title": Text("あ" * 121, "")}, "title_ja"),
        ({"kind": "wish"}, "kind"),
        ({"words": Words(capability="flying")}, "capability"),
        ({"words": Words(stage="clinical", capability="msc_manufacturing")}, "capability"),
        ({"words": Words(area="mars")}, "area"),
        ({"lasts_until": TODAY - timedelta(days=1)}, "lasts_until"),
    ],
)
def test_what_can_not_be_posted_is_said_at_its_field(
    cast: Cast, changed: dict[str, object], field: str
) -> None:
    with cast.acting(cast.hospital) as actor:
        with pytest.raises(BadInput) as refused:
            write_need(actor, replace(content(), **changed), NOW, "bad")  # type: ignore[arg-type]
        assert refused.value.field == field
        assert not Need.objects.exists()


def test_who_only_reads_posts_nothing(cast: Cast) -> None:
    with cast.acting(cast.auditor) as actor, pytest.raises(NotAllowed):
        write_need(actor, content(), NOW, "k")


def test_states_lead_nowhere_that_the_table_does_not_say() -> None:
    assert set(rules.TRANSITIONS) == set(rules.STATES)
    assert all(set(then) <= set(rules.STATES) for then in rules.TRANSITIONS.values())
    with pytest.raises(Refused):
        rules.check_may_become("draft", "answered")


def test_the_coordinator_is_told_of_a_posting_once_and_searches_find_it(cast: Cast) -> None:
    uuid = a_need(cast, stage="manufacturing")
    with cast.acting(cast.hospital) as actor:
        post_need(actor, uuid, NOW)
        assert [one.uuid for one in needs_shown(actor, "asking", "need", "manufacturing", "凍結 sendai")] == [
            uuid
        ]
        assert needs_shown(actor, "asking", "idea") == needs_shown(actor, "asking", text="没有") == []
    with cast.acting(cast.coordinator) as actor:
        assert [one.kind for one in waiting_for(actor)] == ["need_news"]


def test_uuids_of_others_are_not_there(cast: Cast) -> None:
    with cast.acting(cast.outsider) as actor, pytest.raises(NotFound):
        introduce(actor, UUID(int=7), cast.outsider.member_uuid, "", NOW)
