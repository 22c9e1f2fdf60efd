"""Introductions are answered by whom they are for, and consultations are read and moved by those who take part."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tests.coordination.matching.conftest import NOW, TODAY, Cast, a_need
from tsunagu.coordination.models import (
    Consultation,
    ConsultationEntry,
    ConsultationFile,
    Introduction,
    OwnNote,
)
from tsunagu.coordination.queries.matching import consultations as queries
from tsunagu.coordination.queries.matching.figures import figures
from tsunagu.coordination.queries.matching.needs import need_by_uuid
from tsunagu.coordination.services.matching import end_consultation, talk
from tsunagu.coordination.services.matching.answer_consultation import answer_consultation, ask_another
from tsunagu.coordination.services.matching.ask_what_came import ask_what_came
from tsunagu.coordination.services.matching.introduce import answer, introduce, withdraw
from tsunagu.coordination.services.matching.open_consultation import Asked, open_consultation
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.queries import waiting_for

pytestmark = pytest.mark.django_db
PDF = talk.Upload("C:\\机\\計画書.pdf", b"%PDF-1.7 ...")


def kinds(cast: Cast, actor: Actor) -> list[str]:
    with cast.acting(actor):
        return [one.kind for one in waiting_for(actor)]


def by_introduction(cast: Cast, key: str = "k") -> UUID:
    """The coordinator proposes, the poster agrees, the maker accepts."""
    need = a_need(cast, key=key)
    with cast.acting(cast.coordinator) as actor:
        found = introduce(actor, need, cast.maker.member_uuid, "受託の実績があります", NOW)
    with cast.acting(cast.hospital) as actor:
        answer(actor, found, says_yes=True, note="", now=NOW)
    with cast.acting(cast.maker) as actor:
        begun = answer(actor, found, says_yes=True, note="", now=NOW + timedelta(days=2))
    assert begun is not None
    return begun


def directly(cast: Cast, *members: Actor) -> UUID:
    asked = Asked("凍結輸送の相談", "月2件を予定しています。", [one.member_uuid for one in members])
    with cast.acting(cast.hospital) as actor:
        return open_consultation(actor, asked, NOW, "once")


def test_both_sides_say_yes_and_a_consultation_begins(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.coordinator):
        view = queries.consultation(uuid)
    assert view.state == "accepted"
    assert {one.state for one in view.parties} == {"opener", "joined"}
    with cast.acting(cast.hospital) as actor:
        assert view.need is not None
        assert need_by_uuid(actor, view.need).state == "in_consultation"
    assert kinds(cast, cast.hospital) == ["consultation_news"]
    assert kinds(cast, cast.maker) == [], "what it was asked is answered"


def test_only_those_asked_answer_and_once(cast: Cast) -> None:
    need = a_need(cast, is_open=True)
    with cast.acting(cast.coordinator) as actor:
        found = introduce(actor, need, cast.maker.member_uuid, "", NOW)
        assert introduce(actor, need, cast.maker.member_uuid, "", NOW) == found
        with pytest.raises(NotAllowed):
            answer(actor, found, says_yes=True, note="", now=NOW)
    with cast.acting(cast.outsider) as actor, pytest.raises(NotFound):
        answer(actor, found, says_yes=True, note="", now=NOW)
    with cast.acting(cast.hospital) as actor, pytest.raises(NotAllowed):
        answer(actor, found, says_yes=True, note="", now=NOW)
    with cast.acting(cast.maker) as actor:
        first = answer(actor, found, says_yes=True, note="", now=NOW)
        assert answer(actor, found, says_yes=True, note="", now=NOW) == first
        with pytest.raises(Refused, match="introduction_state"):
            answer(actor, found, says_yes=False, note="", now=NOW)
        assert Consultation.objects.count() == 1


def test_a_member_offers_itself_at_an_open_need_and_the_poster_answers(cast: Cast) -> None:
    need = a_need(cast, is_open=True)
    with cast.acting(cast.outsider) as actor:
        with pytest.raises(NotAllowed):
            introduce(actor, need, cast.maker.member_uuid, "", NOW)
        found = introduce(actor, need, actor.member_uuid, "当院でもできます", NOW)
    with cast.acting(cast.maker):
        assert not Introduction.objects.exists(), "who else offered is not the others' business"
    with cast.acting(cast.hospital) as actor:
        assert answer(actor, found, says_yes=True, note="", now=NOW) is not None


def test_who_may_not_be_introduced_and_what_is_taken_back(cast: Cast) -> None:
    need = a_need(cast, is_open=True)
    with cast.acting(cast.coordinator) as actor:
        for invited in (cast.hospital, cast.coordinator):
            with pytest.raises(BadInput):
                introduce(actor, need, invited.member_uuid, "", NOW)
        found = introduce(actor, need, cast.maker.member_uuid, "", NOW)
        withdraw(actor, found, NOW)
        withdraw(actor, found, NOW)
    assert kinds(cast, cast.maker) == []
    with cast.acting(cast.maker) as actor, pytest.raises(Refused):
        answer(actor, found, says_yes=True, note="", now=NOW)


def test_an_outsider_reads_nothing_of_a_consultation_even_by_sql(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.hospital) as actor:
        talk.attach_file(actor, uuid, PDF, NOW, "f")
        talk.give_task(actor, uuid, "見積り", cast.maker.member_uuid, TODAY, NOW, "t")
    for actor in (cast.outsider, cast.auditor):
        with cast.acting(actor), connection.cursor() as cursor:
            for table in ("", "_party", "_entry", "_file", "_task"):
                cursor.execute(f"SELECT count(*) FROM coordination_consultation{table}")
                assert cursor.fetchone() == (0,), table
        with cast.acting(actor), pytest.raises(NotFound):
            queries.consultation(uuid)
    with cast.acting(cast.outsider) as actor, pytest.raises(NotFound):
        talk.write_note(actor, uuid, "のぞき見", NOW, "n")
    with cast.acting(cast.coordinator):
        assert ConsultationEntry.objects.filter(text_ja="のぞき見").count() == 0


def test_notes_are_for_all_or_for_the_own_member_alone(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.hospital) as actor:
        for _ in range(2):
            talk.write_note(actor, uuid, "共有メモ", NOW, "a")
            talk.write_note(actor, uuid, "院内メモ", NOW, "b", is_own=True)
    for actor, seen in ((cast.hospital, 2), (cast.maker, 1), (cast.coordinator, 1)):
        with cast.acting(actor):
            assert len([one for one in queries.log_of(uuid) if one.kind == "note"]) == seen
    for scope in (Scope("worker"), Scope("auditor", member=cast.hospital.member_uuid)):
        with acting(scope):
            assert not OwnNote.objects.exists()
    with cast.acting(cast.hospital), pytest.raises(DatabaseError), transaction.atomic():
        ConsultationEntry.objects.update(text_ja="書換え")


def test_files_come_back_as_they_were_and_bad_ones_are_refused(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.maker) as actor:
        for _ in range(2):
            talk.attach_file(actor, uuid, PDF, NOW, "f")
        (file,) = queries.files_of(uuid)
        assert queries.file_of(uuid, file.uuid) == ("計画書.pdf", "application/pdf", PDF.content)
        for bad in (
            talk.Upload("a.html", b"<script>"), talk.Upload("a.pdf", b"<html>"), talk.Upload("a.txt", b""),
            talk.Upload("a.csv", b"x" * (4 * 2**20 + 1)),
        ):  # fmt: skip
            with pytest.raises(BadInput) as refused:
                talk.attach_file(actor, uuid, bad, NOW, bad.name)
            assert refused.value.field == "file"
        assert ConsultationFile.objects.count() == 1
    with cast.acting(cast.outsider), pytest.raises(NotFound):
        queries.file_of(uuid, file.uuid)


def test_tasks_wait_in_the_inbox_of_who_does_them(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.hospital) as actor:
        talk.give_task(actor, uuid, "見積りを出す", cast.maker.member_uuid, TODAY, NOW, "t")
        with pytest.raises(BadInput):
            talk.give_task(actor, uuid, "関係のない会員へ", cast.outsider.member_uuid, None, NOW, "u")
        (task,) = queries.tasks_of(uuid)
    assert "consultation_task" in kinds(cast, cast.maker)
    with cast.acting(cast.maker) as actor:
        talk.finish_task(actor, uuid, task.uuid, NOW)
        assert queries.tasks_of(uuid)[0].done_at == NOW
    assert "consultation_task" not in kinds(cast, cast.maker)


def test_members_asked_directly_answer_and_all_declining_ends_it(cast: Cast) -> None:
    uuid = directly(cast, cast.maker, cast.other)
    assert directly(cast, cast.maker, cast.other) == uuid
    with cast.acting(cast.maker) as actor:
        with pytest.raises(NotAllowed):
            talk.write_note(actor, uuid, "まだ", NOW, "n")
        answer_consultation(actor, uuid, says_yes=False, note="枠がありません", now=NOW)
        with pytest.raises(NotAllowed):
            answer_consultation(actor, uuid, says_yes=True, note="", now=NOW)
    with cast.acting(cast.other) as actor:
        answer_consultation(actor, uuid, says_yes=False, note="", now=NOW)
        view = queries.consultation(uuid)
        assert (view.state, view.outcome, view.chain) == ("not_agreed", "none", None)
    with cast.acting(cast.hospital) as actor, pytest.raises(Refused, match="consultation_over"):
        talk.write_note(actor, uuid, "遅い", NOW, "n")


def test_who_joins_later_reads_what_is_written_from_then_on(cast: Cast) -> None:
    uuid = directly(cast, cast.maker)
    with cast.acting(cast.hospital) as actor:
        talk.write_note(actor, uuid, "二者だけの話", NOW, "n")
        ask_another(actor, uuid, cast.other.member_uuid, NOW)
        talk.write_note(actor, uuid, "三者の話", NOW, "m")
    with cast.acting(cast.other) as actor:
        answer_consultation(actor, uuid, says_yes=True, note="", now=NOW)
        texts = {one.text.ja for one in queries.log_of(uuid)}
        assert "三者の話" in texts
        assert "二者だけの話" not in texts
        assert [one.state for one in queries.consultation(uuid).parties] == ["opener", "asked", "joined"]


def test_an_outcome_is_recorded_once_counted_and_asked_about_later(cast: Cast) -> None:
    uuid = by_introduction(cast)
    later = NOW + timedelta(days=10)
    with cast.acting(cast.maker) as actor:
        end_consultation.begin_talks(actor, uuid, later)
        with pytest.raises(BadInput):
            end_consultation.record_outcome(
                actor, uuid, "agreed", outcome="", note="", seen="in_talks", now=later
            )
        with pytest.raises(Refused, match="consultation_state"):
            end_consultation.record_outcome(
                actor, uuid, "agreed", outcome="contract", note="", seen="accepted", now=later
            )
        for _ in range(2):
            end_consultation.record_outcome(
                actor, uuid, "agreed", outcome="contract", note="受託契約", seen="in_talks", now=later
            )
    with cast.acting(cast.outsider):
        found = figures(NOW - timedelta(days=1), NOW + timedelta(days=30))
        assert (found.all.posted, found.all.introduced, found.all.agreed, found.all.days) == (1, 1, 1, 2.0)
        assert found.outcomes == {"contract": 1}
        assert not Consultation.objects.exists(), "it reads the counts and no row"
    with acting(Scope("worker")):
        assert ask_what_came(later + timedelta(days=179)) == 0
        assert ask_what_came(later + timedelta(days=180)) == 1
        assert ask_what_came(later + timedelta(days=181)) == 1
    assert kinds(cast, cast.hospital).count("consultation_after") == 1
    with cast.acting(cast.hospital) as actor:
        end_consultation.say_what_came(actor, uuid, "patients", "3名に投与", later + timedelta(days=181))
        end_consultation.close_consultation(actor, uuid, later)
        assert queries.consultation(uuid).state == "closed"
    assert "consultation_after" not in kinds(cast, cast.hospital)


def test_without_agreement_the_need_is_open_again_and_why_is_kept(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.maker) as actor:
        with pytest.raises(BadInput):
            end_consultation.record_outcome(
                actor, uuid, "not_agreed", outcome="", note=" ", seen="accepted", now=NOW
            )
        with pytest.raises(NotAllowed):
            end_consultation.record_outcome(
                actor, uuid, "withdrawn", outcome="", note="x", seen="accepted", now=NOW
            )
        end_consultation.record_outcome(
            actor, uuid, "not_agreed", outcome="", note="価格", seen="accepted", now=NOW
        )
        need = queries.consultation(uuid).need
    assert need is not None
    with cast.acting(cast.hospital) as actor:
        assert need_by_uuid(actor, need).state == "open"


def test_a_meeting_is_told_and_lies_ahead(cast: Cast) -> None:
    uuid = by_introduction(cast)
    with cast.acting(cast.hospital) as actor:
        talk.set_meeting(actor, uuid, NOW + timedelta(days=7), "オンライン", NOW)
        with pytest.raises(BadInput):
            talk.set_meeting(actor, uuid, NOW - timedelta(days=7), "", NOW)
    assert kinds(cast, cast.maker) == ["consultation_news"]


def test_members_to_ask_are_others_that_stay(cast: Cast) -> None:
    with cast.acting(cast.hospital) as actor:
        for wrong in ([], [actor.member_uuid], [cast.coordinator.member_uuid]):
            with pytest.raises(BadInput):
                open_consultation(actor, Asked("件名", "内容", wrong), NOW, "w")
        assert not Consultation.objects.exists()
