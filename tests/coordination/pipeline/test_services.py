"""Who reads what as partners come and go, what is recorded and withdrawn, and what is reminded of: on PostgreSQL."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.coordination.pipeline.conftest import NOW, TODAY, Cast, card, enter, programme
from tsunagu.coordination.domain.pipeline.funding import Obligation
from tsunagu.coordination.models import Award, Product, ProductMove, ProductPartner
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.services.pipeline.change_card import change_card
from tsunagu.coordination.services.pipeline.hand_in_report import hand_in_report, take_back_report
from tsunagu.coordination.services.pipeline.invite_partner import answer_invitation, end_part, invite_partner
from tsunagu.coordination.services.pipeline.note_measure import note_measure
from tsunagu.coordination.services.pipeline.plan_stages import plan_stages
from tsunagu.coordination.services.pipeline.record_award import Awarded, add_report, record_award
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached, record_move, withdraw_move
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.queries import Waiting, waiting_for


def invite(cast: Cast, uuid: UUID, who: Actor, role: str = "cdmo", last: date | None = None) -> UUID:
    with acting(cast.scope(cast.lead)):
        return invite_partner(
            cast.lead, uuid, who.member_uuid, role, date(2026, 1, 1), last, request_key=str(uuid4()), now=NOW
        )


def answer(cast: Cast, who: Actor, uuid: UUID, part: UUID, *, accepts: bool) -> None:
    with acting(cast.scope(who)):
        answer_invitation(who, uuid, part, accepts, NOW)


def reads(cast: Cast, who: Actor) -> bool:
    """Whether a member sees anything of the products at all, asked of the tables themselves."""
    with acting(cast.scope(who)), connection.cursor() as cursor:
        total = 0
        for table in ("product", "product_move", "product_evidence", "product_plan", "product_partner",
                      "product_measure", "award", "award_report"):  # fmt: skip
            cursor.execute(f"SELECT count(*) FROM coordination_{table}")
            total += int(cursor.fetchone()[0])
        return total > 0


def filled(cast: Cast) -> UUID:
    """A product with something in each table."""
    uuid = enter(cast)
    which = programme(cast)
    with acting(cast.scope(cast.lead)):
        plan_stages(cast.lead, uuid, {"non_clinical": date(2027, 4, 1)}, NOW)
        note_measure(cast.lead, uuid, "tax", "", date(2026, 1, 1), None, request_key="m", now=NOW)
        award(cast, uuid, which)
    return uuid


def award(cast: Cast, uuid: UUID, which: UUID, due: date = date(2026, 12, 10)) -> UUID:
    return record_award(
        cast.lead, uuid, Awarded(which, date(2026, 4, 1), date(2027, 3, 31), 30_000_000),
        [Obligation("interim", due)], request_key=str(uuid4()), now=NOW,
    )  # fmt: skip


def inbox(cast: Cast, who: Actor, kind: str) -> list[Waiting]:
    with acting(cast.scope(who)):
        return [one for one in waiting_for(who) if one.kind == kind]


def test_a_partner_reads_from_the_invitation_until_it_declines(cast: Cast) -> None:
    uuid = filled(cast)
    assert reads(cast, cast.lead)
    assert reads(cast, cast.coordinator)
    assert not reads(cast, cast.partner)
    part = invite(cast, uuid, cast.partner)
    assert reads(cast, cast.partner)
    assert inbox(cast, cast.partner, "partner_invited")
    answer(cast, cast.partner, uuid, part, accepts=False)
    assert not reads(cast, cast.partner)
    assert not inbox(cast, cast.partner, "partner_invited")
    assert "辞退" in inbox(cast, cast.lead, "information")[0].text.ja
    assert not reads(cast, cast.outsider)


def test_a_partner_that_takes_part_reads_every_row_and_writes_none(cast: Cast) -> None:
    uuid = filled(cast)
    part = invite(cast, uuid, cast.partner)
    answer(cast, cast.partner, uuid, part, accepts=True)
    with acting(cast.scope(cast.partner)):
        page = queries.product_page(uuid)
        assert page.awards
        assert page.measures
        assert page.history
        assert page.product.planned
        for act in (
            lambda: change_card(cast.partner, uuid, card(is_open=True), NOW),
            lambda: plan_stages(cast.partner, uuid, {}, NOW),
            lambda: award(Cast(cast.partner, *[cast.partner] * 4), uuid, uuid4()),
        ):
            with pytest.raises(NotAllowed):
                act()
    with acting(cast.scope(cast.lead)):
        note_measure(cast.lead, uuid, "finance", "", TODAY, None, request_key="later", now=NOW)
    with acting(cast.scope(cast.partner)):
        assert len(queries.product_page(uuid).measures) == 2, "rows made later name it too"
        assert end_part(cast.partner, uuid, part, NOW) is False
    assert not reads(cast, cast.partner)


def test_only_the_invited_member_answers_and_only_once(cast: Cast) -> None:
    uuid = enter(cast)
    part = invite(cast, uuid, cast.partner)
    for who in (cast.lead, cast.coordinator):
        with acting(cast.scope(who)), pytest.raises(NotAllowed):
            answer_invitation(who, uuid, part, True, NOW)
    with acting(cast.scope(cast.outsider)), pytest.raises(NotFound):
        answer_invitation(cast.outsider, uuid, part, True, NOW)
    answer(cast, cast.partner, uuid, part, accepts=True)
    answer(cast, cast.partner, uuid, part, accepts=True)
    with acting(cast.scope(cast.partner)), pytest.raises(Refused, match="state"):
        answer_invitation(cast.partner, uuid, part, False, NOW)
    with acting(Scope("auditor")):
        assert ProductPartner.objects.get().state == "accepted"
    assert len(inbox(cast, cast.lead, "information")) == 1


def test_the_lead_itself_and_who_takes_part_already_are_not_invited(cast: Cast) -> None:
    uuid = enter(cast)
    invite(cast, uuid, cast.partner)
    for who in (cast.lead, cast.partner):
        with pytest.raises(BadInput) as refused:
            invite(cast, uuid, who)
        assert refused.value.field == "partner"
    invite(cast, uuid, cast.partner, role="evaluation")
    with pytest.raises(BadInput):
        invite(cast, uuid, cast.outsider, last=date(2025, 1, 1))


def test_opening_shows_the_card_the_stages_and_who_accepted_and_closing_takes_it_back(cast: Cast) -> None:
    uuid = filled(cast)
    answer(cast, cast.partner, uuid, invite(cast, uuid, cast.partner), accepts=True)
    invite(cast, uuid, cast.partner, role="evaluation")
    with acting(cast.scope(cast.lead)):
        change_card(cast.lead, uuid, card(is_open=True), NOW)
    with acting(cast.scope(cast.outsider)):
        page = queries.product_page(uuid)
        assert [(part.state, part.role) for part in page.product.parts] == [("accepted", "cdmo")]
        assert page.product.moves
        assert page.product.planned == {}
        assert not page.awards
        assert not page.measures
        assert {line.number + line.note for line in page.history} == {""}
        assert Award.objects.count() == 0
    with acting(cast.scope(cast.lead)):
        change_card(cast.lead, uuid, card(is_open=False), NOW)
    assert not reads(cast, cast.outsider)
    assert reads(cast, cast.partner)


def test_a_part_whose_last_day_is_past_ends_by_itself(cast: Cast) -> None:
    uuid = enter(cast)
    part = invite(cast, uuid, cast.partner, last=TODAY)
    answer(cast, cast.partner, uuid, part, accepts=True)
    remind(NOW)
    assert reads(cast, cast.partner), "on its last day it still takes part"
    remind(NOW + timedelta(days=1))
    assert not reads(cast, cast.partner)


def test_moves_are_recorded_once_in_any_order_and_withdrawn_with_a_reason(cast: Cast) -> None:
    uuid = enter(cast, "research", date(2024, 4, 1))
    with acting(cast.scope(cast.lead)):
        for _twice in range(2):
            record_move(
                cast.lead,
                uuid,
                Reached("base", "seed", date(2020, 4, 1)),
                Evidence(),
                request_key="a",
                now=NOW,
            )
        said = Reached("pmd_act", "trial", date(2026, 4, 1), "1")
        doubts = record_move(cast.lead, uuid, said, Evidence("jRCT-1"), request_key="b", now=NOW)
        assert doubts
        view = queries.product(uuid)
        assert [one.state for one in view.moves] == ["seed", "research", "trial"]
        wrong = next(line for line in queries.product_page(uuid).history if line.move.state == "trial")
        with pytest.raises(BadInput):
            withdraw_move(cast.lead, uuid, wrong.uuid, " ", NOW)
        withdraw_move(cast.lead, uuid, wrong.uuid, "日付の誤り", NOW)
        assert queries.product(uuid).standing.main.stage == "research"
        line = next(one for one in queries.product_page(uuid).history if one.move.state == "trial")
        assert (line.why_withdrawn, line.withdrawn_by.ja) == ("日付の誤り", "人lead")
    with acting(cast.scope(cast.outsider)), pytest.raises(NotFound):
        withdraw_move(cast.outsider, uuid, wrong.uuid, "x", NOW)


def test_what_later_moves_rest_on_and_the_only_move_cannot_be_withdrawn(cast: Cast) -> None:
    uuid = enter(cast, "research", date(2022, 4, 1))
    with acting(cast.scope(cast.lead)):
        (first,) = queries.product_page(uuid).history
        with pytest.raises(Refused, match="no stage"):
            withdraw_move(cast.lead, uuid, first.uuid, "誤り", NOW)
        said = Reached("safety_act", "paused", date(2023, 4, 1))
        with pytest.raises(BadInput) as refused:
            record_move(cast.lead, uuid, said, Evidence(), request_key="c", now=NOW)
        assert refused.value.field == "note"
        record_move(cast.lead, uuid, said, Evidence(note="計画の見直し"), request_key="c", now=NOW)
        again = Reached("pmd_act", "trial", date(2024, 4, 1), "1")
        record_move(cast.lead, uuid, again, Evidence(), request_key="d", now=NOW)
        with pytest.raises(Refused, match="Later entries"):
            withdraw_move(cast.lead, uuid, first.uuid, "誤り", NOW)
    with acting(Scope("auditor")):
        assert not ProductMove.objects.filter(withdrawn_at__isnull=False).exists()


def test_reports_are_reminded_of_at_60_14_and_0_days_once_each(cast: Cast) -> None:
    uuid, which, due = enter(cast), programme(cast), date(2027, 1, 31)
    with acting(cast.scope(cast.lead)):
        award(cast, uuid, which, due)
    assert remind(NOW) == 0
    for left in (60, 59, 14, 14, 3, 0, -1):
        at = datetime(2027, 1, 31, 1, tzinfo=NOW.tzinfo) - timedelta(days=left)
        remind(at)
        for who in (cast.lead, cast.coordinator):
            (told,) = inbox(cast, who, "report_due")
            assert "中間報告書" in told.text.ja
            assert str(due) in told.text.ja
    assert not inbox(cast, cast.partner, "report_due")
    with acting(cast.scope(cast.lead)):
        (report,) = queries.product_page(uuid).awards[0].reports
        assert report.uuid is not None
        hand_in_report(
            cast.lead, uuid, report.uuid, date(2027, 2, 1), datetime(2027, 2, 1, 3, tzinfo=NOW.tzinfo)
        )
    assert not inbox(cast, cast.lead, "report_due")
    assert not inbox(cast, cast.coordinator, "report_due")
    assert remind(datetime(2027, 2, 2, 3, tzinfo=NOW.tzinfo)) == 0


def test_the_end_of_a_conditional_approval_is_reminded_of_until_it_is_applied_for(cast: Cast) -> None:
    until = TODAY + timedelta(days=300)
    uuid = enter(cast, "conditional", date(2022, 4, 1), until=until)
    remind(NOW)
    (told,) = inbox(cast, cast.lead, "approval_term")
    assert str(until) in told.text.en
    with acting(cast.scope(cast.coordinator)):
        (due,) = queries.reports_due(NOW, 365)
        assert (due.kind, due.due_on, due.member) == ("term", until, cast.lead.member_uuid)
        assert queries.reports_due(NOW, 299) == []
    with acting(cast.scope(cast.lead)):
        said = Reached("pmd_act", "conditional_filed", TODAY)
        record_move(cast.lead, uuid, said, Evidence(), request_key="f", now=NOW)
        assert queries.reports_due(NOW, 365) == []
    assert not inbox(cast, cast.lead, "approval_term")
    assert not inbox(cast, cast.coordinator, "approval_term")


def test_a_report_is_handed_in_from_the_first_day_of_its_award_until_today(cast: Cast) -> None:
    uuid, which = enter(cast), programme(cast)
    with acting(cast.scope(cast.lead)):
        award(cast, uuid, which)
        (given,) = queries.product_page(uuid).awards
        report = given.reports[0].uuid
        assert report is not None
        for day in (given.first - timedelta(days=1), TODAY + timedelta(days=1)):
            with pytest.raises(BadInput) as refused:
                hand_in_report(cast.lead, uuid, report, day, NOW)
            assert refused.value.field == "done_on"
        assert queries.product_page(uuid).awards[0].reports[0].done_on is None
        hand_in_report(cast.lead, uuid, report, given.first, NOW)
        assert queries.product_page(uuid).awards[0].reports[0].done_on == given.first


def test_a_report_taken_back_is_reminded_of_again(cast: Cast) -> None:
    uuid, which, due = enter(cast), programme(cast), date(2027, 1, 31)
    at = datetime(2027, 2, 1, 3, tzinfo=NOW.tzinfo)
    with acting(cast.scope(cast.lead)):
        award(cast, uuid, which, due)
    remind(at)
    with acting(cast.scope(cast.lead)):
        (report,) = queries.product_page(uuid).awards[0].reports
        assert report.uuid is not None
        hand_in_report(cast.lead, uuid, report.uuid, date(2027, 2, 1), at)
    remind(at)
    assert not inbox(cast, cast.lead, "report_due")
    with acting(cast.scope(cast.lead)):
        take_back_report(cast.lead, uuid, report.uuid)
    remind(at + timedelta(days=1))
    for who in (cast.lead, cast.coordinator):
        assert len(inbox(cast, who, "report_due")) == 1


def test_a_term_that_was_entered_by_mistake_is_reminded_of_no_more(cast: Cast) -> None:
    uuid = enter(cast, "conditional", date(2022, 4, 1), until=TODAY + timedelta(days=900))
    with acting(cast.scope(cast.lead)):
        said = Reached("pmd_act", "conditional", TODAY, until=TODAY + timedelta(days=30))
        record_move(cast.lead, uuid, said, Evidence(), request_key="w", now=NOW)
    remind(NOW)
    assert len(inbox(cast, cast.lead, "approval_term")) == 1
    with acting(cast.scope(cast.lead)):
        wrong = next(one for one in queries.product_page(uuid).history if one.move.on == TODAY)
        withdraw_move(cast.lead, uuid, wrong.uuid, "期限の誤り", NOW)
    remind(NOW + timedelta(days=1))
    assert not inbox(cast, cast.lead, "approval_term")
    assert not inbox(cast, cast.coordinator, "approval_term")


def test_due_reports_are_seen_by_parties_alone(cast: Cast) -> None:
    uuid, which = enter(cast, is_open=True), programme(cast)
    with acting(cast.scope(cast.lead)):
        made = award(cast, uuid, which)
        add_report(cast.lead, uuid, made, Obligation("final", date(2027, 5, 31)), request_key="r", now=NOW)
        with pytest.raises(BadInput):
            add_report(
                cast.lead, uuid, made, Obligation("final", date(2027, 5, 31)), request_key="s", now=NOW
            )
        assert [one.what.ja for one in queries.reports_due(NOW, 365)] == ["中間報告書", "最終報告書"]
    invite(cast, uuid, cast.partner)
    for who, count in ((cast.partner, 1), (cast.coordinator, 1), (cast.outsider, 0)):
        with acting(cast.scope(who)):
            assert len(queries.reports_due(NOW, 60)) == count


def test_public_counts_know_open_products_alone_and_leave_small_numbers_out(cast: Cast) -> None:
    for _number in range(3):
        enter(cast, "seed", is_open=True)
    enter(cast, "seed")
    for _number in range(2):
        enter(cast, "trial", is_open=True)
    with acting(Scope("public")):
        told = {one.stage: one.count for one in queries.public_pipeline_counts(TODAY)}
        assert queries.products() == []
        assert Product.objects.count() == 0
    assert told["seed"] == 3
    assert told["trial"] is None
    assert told["approved"] == 0
    with acting(Scope("public")):
        before = {one.stage: one.count for one in queries.public_pipeline_counts(date(2020, 1, 1))}
    assert set(before.values()) == {0}


def test_the_number_of_queries_is_the_same_for_many_products(cast: Cast) -> None:
    enter(cast, is_open=True)
    with (
        acting(cast.scope(cast.outsider)),
        CaptureQueriesContext(
            connection,
        ) as few,
    ):
        queries.products()
        queries.reports_due(NOW, 60)
    for number in range(12):
        enter(cast, "trial" if number % 2 else "research", is_open=True)
    with acting(cast.scope(cast.outsider)), CaptureQueriesContext(connection) as many:
        assert len(queries.products()) == 13
        queries.reports_due(NOW, 60)
    assert len(many) == len(few)
