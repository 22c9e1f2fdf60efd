"""Applications to join: handed in by anybody, read by whoever has the link and the coordinator, decided once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.members.conftest import NOW, TODAY, Cast
from tsunagu.foundation.refusals import BadInput, ChangedMeanwhile, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.joining.application import MOST_APPLICATIONS, Applied
from tsunagu.members.domain.joining.states import ALLOWED, STATES, may_next, next_number
from tsunagu.members.models import Application, ApplicationAct, Member, Membership
from tsunagu.members.queries.joining import ApplicationView, application, applications
from tsunagu.members.services.apply_to_join import HandedIn, add_act, answer_question, hand_in, shown
from tsunagu.members.services.decide_application import (
    accept_application,
    end_preparation,
    reply_to_application,
)

PUBLIC = Scope("public")
APPLIED = Applied(
    "株式会社やまぶき", "company", "small", "見本 太郎", "仮名 花子", "kamei@yamabuki.example", "神奈川県", "川崎市",
    name_kana="ヤマブキ", stages=("storage",), offers="凍結保管", has_consented=True, has_agreed=True,
)  # fmt: skip


def handed_in(applied: Applied = APPLIED) -> HandedIn:
    with acting(PUBLIC):
        return hand_in(applied, uuid4(), NOW)


def seen(cast: Cast) -> ApplicationView:
    with acting(cast.scope(cast.coordinator)):
        return applications()[0]


def reply(cast: Cast, verb: str, note: str = "") -> None:
    view = seen(cast)
    with acting(cast.scope(cast.coordinator)):
        reply_to_application(cast.coordinator, view.uuid, verb, note, NOW)


def accept(cast: Cast, number: str = "M-0200", **more: Any) -> Any:
    view = seen(cast)
    with acting(cast.scope(cast.coordinator)):
        return accept_application(
            cast.coordinator, view.uuid, number=number, joined_on=TODAY, fee_class="small", now=NOW, **more
        )


def test_what_is_handed_in_is_found_again_under_its_link_alone(cast: Cast) -> None:
    one, other = handed_in(), handed_in(replace(APPLIED, name_ja="ほしぞら大学", kind="university"))
    assert one.reference.startswith("J26-")
    assert one.secret != other.secret
    with acting(PUBLIC):
        assert Application.objects.count() == ApplicationAct.objects.count() == 0
        assert shown(one.secret).applied == APPLIED
        assert Application.objects.count() == 1, "and no other"
    for nobody in (one.secret[:-1], one.reference, ""):
        with acting(PUBLIC), pytest.raises(NotFound):
            shown(nobody)
    for actor in (cast.operator, cast.stranger):
        with acting(cast.scope(actor)):
            assert applications() == []
            with pytest.raises(NotFound):
                application(seen(cast).uuid)


def test_the_same_form_sent_twice_is_one_application(cast: Cast) -> None:
    key = uuid4()
    with acting(PUBLIC):
        first = hand_in(APPLIED, key, NOW)
    with acting(PUBLIC):
        assert hand_in(APPLIED, key, NOW + timedelta(minutes=1)) == first
    with acting(cast.scope(cast.coordinator)):
        assert len(applications()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_ja", " "), ("name_ja", "長" * 121), ("kind", "club"), ("fee_class", "gold"), ("email", "nobody"),
        ("prefecture", "東京"), ("stages", ("magic",)), ("offers", "長" * 1001), ("has_consented", False),
        ("has_agreed", False), ("contact", ""), ("name_kana", "山吹"), ("name_kana", "ヤ" * 161),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, field: str, value: object) -> None:
    with acting(PUBLIC), pytest.raises(BadInput) as refused:
        hand_in(replace(APPLIED, **{field: value}), uuid4(), NOW)  # type: ignore[arg-type]
    assert refused.value.field == field
    with acting(cast.scope(cast.coordinator)):
        assert applications() == []


def test_a_question_is_answered_under_the_link_and_then_accepted(cast: Cast) -> None:
    one = handed_in()
    reply(cast, "asked", "輸送の対象地域は？")
    assert seen(cast).state == "asked"
    with acting(PUBLIC), pytest.raises(BadInput):
        answer_question(one.secret, "answered", "  ", NOW)
    with acting(PUBLIC):
        answer_question(one.secret, "answered", "関東一円です。", NOW)
    member = accept(cast, note="ようこそ")
    row = Member.objects.get(uuid=member)
    assert (row.name_ja, row.name_kana, row.kind, row.joined_on, row.has_account) == (
        "株式会社やまぶき",
        "ヤマブキ",
        "company",
        TODAY,
        False,
    )
    with acting(cast.scope(cast.coordinator)):
        kept = Membership.objects.get(member=row)
        assert (kept.number, kept.fee_class, kept.email, kept.is_preparing) == (
            "M-0200", "small", "kamei@yamabuki.example", True,
        )  # fmt: skip
        end_preparation(cast.coordinator, member)
        assert not Membership.objects.get(member=row).is_preparing
    assert seen(cast).entered == member
    with acting(PUBLIC):
        assert [act.verb for act in shown(one.secret).acts] == ["handed_in", "asked", "answered", "accepted"]


@pytest.mark.parametrize("ending", ["accepted", "declined", "withdrawn"])
def test_what_is_over_stays_over(cast: Cast, ending: str) -> None:
    one = handed_in()
    if ending == "accepted":
        accept(cast)
    elif ending == "declined":
        with pytest.raises(BadInput):
            reply(cast, "declined")
        reply(cast, "declined", "対象の地域ではないため。")
    else:
        with acting(PUBLIC):
            answer_question(one.secret, "withdrawn", "", NOW)
    members = Member.objects.count()
    for again in (
        lambda: accept(cast, "M-0300"),
        lambda: reply(cast, "asked", "何ですか"),
        lambda: reply(cast, "declined", "x"),
    ):
        with pytest.raises(Refused, match="can't be done any more"):
            again()
    with acting(PUBLIC), pytest.raises(Refused, match="can't be done any more"):
        answer_question(one.secret, "answered", "はい", NOW)
    assert Member.objects.count() == members
    assert seen(cast).state == ending


def test_a_number_or_name_that_is_taken_is_refused_and_nothing_is_entered(cast: Cast) -> None:
    handed_in()
    accept(cast)
    handed_in(replace(APPLIED, name_ja="やまぶき（株）"))
    handed_in(replace(APPLIED, name_ja="ほしぞら"))
    members = Member.objects.count()
    with acting(cast.scope(cast.coordinator)):
        first, second, *_ = applications()
        for view, number, field in (
            (first, "M-0201", "name_ja"),
            (second, "m-0200", "number"),
            (second, "番号", "number"),
        ):
            with pytest.raises(Refused) as refused:
                accept_application(
                    cast.coordinator, view.uuid, number=number, joined_on=TODAY, fee_class="small", now=NOW
                )
            assert refused.value.field == field
    assert Member.objects.count() == members


def test_nobody_but_the_coordinator_decides(cast: Cast) -> None:
    handed_in()
    view = seen(cast)
    for actor in (cast.operator, cast.stranger):
        with acting(cast.scope(actor)), pytest.raises(NotAllowed):
            reply_to_application(actor, view.uuid, "declined", "いいえ", NOW)
        with acting(cast.scope(actor)), pytest.raises(NotAllowed):
            accept_application(actor, view.uuid, number="M-1", joined_on=TODAY, fee_class="small", now=NOW)
    assert seen(cast).state == "handed_in"


def test_of_two_acts_in_the_same_moment_one_is_refused(cast: Cast) -> None:
    handed_in()
    view = seen(cast)
    reply(cast, "asked", "一つ目")
    with acting(cast.scope(cast.coordinator)), pytest.raises(ChangedMeanwhile):
        add_act(view.id, cast.hub.id, view.receipt, view.turn, "declined", "二つ目", NOW)
    assert seen(cast).state == "asked"


def test_the_table_of_states_leads_everywhere_and_out_again() -> None:
    reached = {verb for sides in ALLOWED.values() for verbs in sides.values() for verb in verbs} | {
        "handed_in"
    }
    assert reached == set(STATES) == set(ALLOWED)
    assert may_next("accepted", "coordinator") == may_next("no such state", "applicant") == ()


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [([], "M-0001"), (["M-0009", "M-0100", "X"], "M-0101"), (["169", "7"], "170"), (["A-099"], "A-100")],
)
def test_the_next_number_follows_the_highest(numbers: list[str], wanted: str) -> None:
    assert next_number(numbers) == wanted


def test_beyond_the_ceiling_nobody_hands_in_until_the_hour_is_over(cast: Cast) -> None:
    key = uuid4()
    with acting(PUBLIC):
        first = hand_in(APPLIED, key, NOW)
    for _ in range(MOST_APPLICATIONS.most - 1):
        handed_in()
    almost = NOW + timedelta(minutes=59)
    with acting(PUBLIC):
        with pytest.raises(Refused, match="telephone the coordinator"):
            hand_in(APPLIED, uuid4(), almost)
        assert hand_in(APPLIED, key, almost) == first, "what was handed in is answered as before"
        assert shown(first.secret).applied == APPLIED, "and is still read by its link"
    with acting(cast.scope(cast.coordinator)):
        assert Application.objects.count() == MOST_APPLICATIONS.most
        hand_in(APPLIED, uuid4(), almost)
    with acting(PUBLIC):
        hand_in(APPLIED, uuid4(), NOW + timedelta(hours=1))
        assert Application.objects.count() == 1, "passers-by count, and read nothing but their own"
