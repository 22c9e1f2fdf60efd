"""A form sent twice in the same moment is one act, and both are told the same: no refusal of the database, no error."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.coordination.gatherings.support import details
from tests.coordination.sharing.support import card, terms
from tests.members.conftest import NOW, Cast
from tests.members.conftest import cast as entered
from tests.support.at_once import at_once
from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.models import Gathering, Need, SharedOffer
from tsunagu.coordination.services.gatherings.keep import write_down
from tsunagu.coordination.services.matching.post_need import write_need
from tsunagu.coordination.services.sharing.offer import make_offer
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.models import ProgramKey
from tsunagu.members.services import issue_key

KEY = "7c0f3f0e-7a3f-4a57-9f7e-2f5f6d1f0001"


@pytest.fixture
def real_cast(fresh_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast on a database of the test's own."""
    with django_db_blocker.unblock():
        yield entered.__wrapped__(None)  # type: ignore[attr-defined]


def a_need(cast: Cast) -> UUID:
    text = Text("MSCの製造を頼める会員を探しています", "")
    said = Content("need", text, text, Words(capability="msc_manufacturing"), False, date(2026, 11, 24))
    return write_need(cast.operator, said, NOW, KEY)


def a_gathering(cast: Cast) -> UUID:
    return write_down(cast.operator, details(), KEY, NOW)


def an_offer(cast: Cast) -> UUID:
    return make_offer(cast.operator, card(cast), terms(), KEY, NOW)


def a_key(cast: Cast) -> UUID:
    until = NOW.date() + timedelta(days=30)
    said = {"name": "装置", "grants": ["capacity.read"], "valid_until": until}
    return issue_key(cast.operator, cast.maker.uuid, request_key=KEY, now=NOW, **said).uuid  # type: ignore[arg-type]


ACTS: dict[str, tuple[Callable[[Cast], UUID], type]] = {
    "need": (a_need, Need), "gathering": (a_gathering, Gathering), "offer": (an_offer, SharedOffer),
    "key": (a_key, ProgramKey),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_one_is_written_and_both_are_told_which(real_cast: Cast, what: str) -> None:
    act, model = ACTS[what]

    def send() -> UUID:
        with acting(real_cast.scope(real_cast.operator)):
            return act(real_cast)

    told = at_once(*[send] * 6)
    assert len(set(told)) == 1
    with acting(Scope("worker")):
        assert model.objects.count() == 1  # type: ignore[attr-defined]


def test_a_turn_without_a_transaction_would_end_at_once_and_is_refused(real_cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        in_turn(1, "k")
