"""Notices: told once, read by the addressed only, done by them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.members.conftest import NOW, Cast, cast  # noqa: F401 - the fixture
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.notices import services
from tsunagu.notices.domain import KINDS, kind_name, slack_hours
from tsunagu.notices.models import Notice
from tsunagu.notices.queries import waiting_count, waiting_for

TEXT = Text("受領の署名がありません。", "The receipt is not signed.")


def tell(member: MemberFacts, role: str = "", **more: object) -> UUID:
    subject = more.pop("subject", None) or uuid4()
    assert isinstance(subject, UUID)
    given = {"now": NOW, "subject": subject} | more
    services.notify(member.id, role, "receipt_unsigned", TEXT, **given)  # type: ignore[arg-type]
    return subject


def inbox(cast: Cast, actor: Actor) -> list[UUID]:  # noqa: F811
    with acting(cast.scope(actor)):
        return [one.subject for one in waiting_for(actor)]


def test_another_member_is_told_and_the_teller_reads_nothing(cast: Cast) -> None:  # noqa: F811
    with acting(cast.scope(cast.stranger)):
        subject = tell(cast.maker)
        assert not Notice.objects.exists()
    assert inbox(cast, cast.operator) == [subject]
    assert inbox(cast, cast.stranger) == []
    with acting(cast.scope(cast.coordinator)):
        assert not Notice.objects.exists()


def test_it_is_told_once_even_after_it_is_done(cast: Cast) -> None:  # noqa: F811
    with acting(cast.scope(cast.stranger)):
        subject = tell(cast.maker)
        for _ in range(3):
            tell(cast.maker, subject=subject)
    assert inbox(cast, cast.operator) == [subject]
    with acting(cast.scope(cast.operator)):
        notice = waiting_for(cast.operator)[0].uuid
        services.mark_done(cast.operator, notice, NOW)
        services.mark_done(cast.operator, notice, NOW + timedelta(hours=1))
        assert Notice.objects.get().done_at == NOW
        tell(cast.maker, subject=subject)
        assert waiting_count(cast.operator) == 0


def test_roles_and_persons(cast: Cast) -> None:  # noqa: F811
    with acting(Scope(name="worker")):
        to_all, to_quality = tell(cast.maker), tell(cast.maker, "quality")
        to_person = tell(cast.maker, person_id=cast.operator.person_id)
    assert set(inbox(cast, cast.operator)) == {to_all, to_person}
    assert set(inbox(cast, cast.quality)) == {to_all, to_quality}


def test_the_most_urgent_comes_first(cast: Cast) -> None:  # noqa: F811
    with acting(Scope(name="worker")):
        undated = tell(cast.maker, urgency=3)
        late = tell(cast.maker, due_at=NOW - timedelta(hours=2))
        calm = tell(cast.maker, due_at=NOW + timedelta(hours=5), urgency=0)
        urgent = tell(cast.maker, due_at=NOW + timedelta(hours=5), urgency=3)
    assert inbox(cast, cast.operator) == [late, urgent, calm, undated]
    with acting(cast.scope(cast.operator)):
        assert waiting_for(cast.operator)[0].slack_hours(NOW) == -2


def test_nobody_else_marks_it_done(cast: Cast) -> None:  # noqa: F811
    with acting(Scope(name="worker")):
        tell(cast.maker, "quality")
        notice = Notice.objects.get().uuid
    for actor in (cast.stranger, cast.operator):
        with acting(cast.scope(actor)), pytest.raises(NotFound):
            services.mark_done(actor, notice, NOW)
    with acting(cast.scope(cast.stranger)):
        assert services.settle(notice, NOW) == 0
    assert len(inbox(cast, cast.quality)) == 1


def test_a_worker_settles_what_is_over(cast: Cast) -> None:  # noqa: F811
    with acting(Scope(name="worker")):
        subject = tell(cast.maker)
        tell(cast.partner, subject=subject)
        assert services.settle(subject, NOW, kinds=["hold_placed"]) == 0
        assert (
            services.settle(subject, NOW, kinds=["receipt_unsigned"], person_id=cast.operator.person_id) == 2
        )
        assert not Notice.objects.filter(subject=subject, done_at=None).exists()


@pytest.mark.parametrize(
    ("role", "kind", "urgency"),
    [("", "no_such_kind", None), ("juggler", "hold_placed", None), ("", "hold_placed", 4)],
)
def test_unknown_words_are_refused(cast: Cast, role: str, kind: str, urgency: int | None) -> None:  # noqa: F811
    with acting(Scope(name="worker")):
        with pytest.raises(BadInput):
            services.notify(cast.maker.id, role, kind, TEXT, subject=uuid4(), now=NOW, urgency=urgency)
        assert not Notice.objects.exists()


def test_every_kind_has_names_and_an_urgency() -> None:
    assert all(kind.name.ja and kind.name.en and 0 <= kind.urgency <= 3 for kind in KINDS.values())
    assert kind_name("never_heard_of").en == "never_heard_of"
    assert slack_hours(None, NOW) is None
