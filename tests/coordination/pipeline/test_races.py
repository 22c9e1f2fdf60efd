"""Who reads a product stays right when several change its circle in the same moment."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.coordination.pipeline.conftest import NOW, TODAY, Cast, card, enter
from tests.coordination.pipeline.conftest import cast as entered
from tests.coordination.pipeline.test_services import answer, invite, reads
from tests.support.at_once import at_once
from tsunagu.coordination.models import Product, ProductEvidence, ProductMove, ProductPartner
from tsunagu.coordination.services.pipeline.change_card import change_card
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.foundation.scope import Scope, acting

ROUNDS = 6


@pytest.fixture
def real_cast(fresh_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast on a database of the test's own."""
    with django_db_blocker.unblock():
        yield entered.__wrapped__(None)  # type: ignore[attr-defined]


def circles(uuid: UUID) -> set[tuple[int, ...]]:
    """Return whom the rows of a product name that isn't open: one circle, if all agree."""
    with acting(Scope("auditor")):
        found = {tuple(Product.objects.get(uuid=uuid).readers)}
        for table in (ProductMove, ProductEvidence, ProductPartner):
            found |= {tuple(row.readers) for row in table.objects.filter(product__uuid=uuid)}
        return found


def test_two_invitations_answered_at_once_leave_one_circle(real_cast: Cast) -> None:
    for _round in range(ROUNDS):
        uuid = enter(real_cast)
        parts = [(who, invite(real_cast, uuid, who)) for who in (real_cast.partner, real_cast.outsider)]
        at_once(
            *(
                partial(answer, real_cast, who, uuid, part, accepts=accepts)
                for (who, part), accepts in zip(parts, (True, False), strict=True)
            )
        )
        assert circles(uuid) == {(real_cast.partner.member_id,)}


def test_the_night_does_not_undo_what_is_closed_or_declined_in_its_moment(real_cast: Cast) -> None:
    for _round in range(ROUNDS):
        uuid = enter(real_cast, is_open=True)
        over = invite(real_cast, uuid, real_cast.partner, last=TODAY)
        answer(real_cast, real_cast.partner, uuid, over, accepts=True)
        asked = invite(real_cast, uuid, real_cast.outsider)

        def close(uuid: UUID = uuid) -> None:
            with acting(real_cast.scope(real_cast.lead)):
                change_card(real_cast.lead, uuid, card(is_open=False), NOW)

        at_once(
            lambda: remind(NOW + timedelta(days=1)),
            close,
            partial(answer, real_cast, real_cast.outsider, uuid, asked, accepts=False),
        )
        assert circles(uuid) == {()}
        for who in (real_cast.partner, real_cast.outsider):
            assert not reads(real_cast, who)


def test_an_award_entered_while_a_partner_leaves_is_not_read_by_it(real_cast: Cast) -> None:
    uuid = enter(real_cast)
    part = invite(real_cast, uuid, real_cast.partner)

    def note() -> None:
        from tsunagu.coordination.services.pipeline.note_measure import note_measure

        with acting(real_cast.scope(real_cast.lead)):
            note_measure(real_cast.lead, uuid, "tax", "", date(2026, 1, 1), None, request_key="m", now=NOW)

    at_once(note, lambda: answer(real_cast, real_cast.partner, uuid, part, accepts=False))
    assert not reads(real_cast, real_cast.partner)
