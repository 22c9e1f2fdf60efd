"""Queries and writes whose SQL is kept say what Django's own would say, or refuse."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DataError, transaction
from django.db.models import QuerySet
from tests.custody.world import HOSPITAL, collect, open_chain

from tsunagu.custody.models import Item
from tsunagu.foundation.database import kept_writes
from tsunagu.foundation.database.compiled import MOST_VALUES, compiled
from tsunagu.foundation.scope import NoScope, Scope, acting
from tsunagu.journeys.models import Journey

pytestmark = pytest.mark.django_db


@compiled
def _of(label: str, epc: str) -> QuerySet[Item]:
    return Item.objects.filter(label=label, epc=epc)


@compiled
def _many(uuids: list[UUID]) -> QuerySet[Item]:
    return Item.objects.filter(uuid__in=uuids)


@compiled
def _of_attempt(attempt: int) -> QuerySet[Item]:
    return Item.objects.filter(attempt=attempt)


@pytest.fixture
def item() -> Item:
    made = collect(open_chain([HOSPITAL]))
    with acting(Scope("auditor")):
        return Item.objects.get(uuid=made)


def test_arguments_by_name_go_where_their_names_say(item: Item) -> None:
    with acting(Scope("auditor")):
        assert _of(label=item.label, epc=item.epc) == [item]
        assert _of(epc=item.epc, label=item.label) == [item]
        assert _of(item.label, item.epc) == [item]
        assert _of(item.epc, item.label) == []


def test_a_kept_query_needs_a_scope_too(item: Item) -> None:
    with pytest.raises(NoScope):
        _many([item.uuid])


def test_very_many_values_are_asked_plainly(item: Item) -> None:
    with acting(Scope("auditor")):
        assert _many([item.uuid, *(uuid4() for _ in range(MOST_VALUES + 1))]) == [item]


def test_nothing_among_several_values_is_refused() -> None:
    with acting(Scope("auditor")), pytest.raises(TypeError):
        _many([uuid4(), None])  # type: ignore[list-item]


def test_a_number_too_large_for_its_column_is_refused_never_cut_off(item: Item) -> None:
    with acting(Scope("auditor")), pytest.raises(DataError), transaction.atomic():
        assert _of_attempt(65_536 + item.attempt) == []
    row = {
        "uuid": uuid4(), "chain": item.chain, "number": "X", "route": "r", "version": 1, "kind": "treatment",
        "attempt": 65_537, "assignments": {}, "started_at": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    with acting(Scope("worker")), pytest.raises(DataError), transaction.atomic():
        kept_writes.insert(Journey, [row])


def test_a_field_that_is_not_there_is_named() -> None:
    with acting(Scope("worker")), pytest.raises(TypeError, match="colour"):
        kept_writes.insert(Item, [{"uuid": uuid4(), "colour": "red"}])
