"""The demonstration's members keep their pages, and the coordinator has something to decide."""

from datetime import UTC, datetime

from tsunagu.demonstration.engine.pages import keep_pages
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.models import Evidence, PageChange
from tsunagu.members.queries.profile.changes import decided_changes, waiting_changes
from tsunagu.members.queries.profile.page import own_page

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_pages_are_kept_once_and_show_every_state(db: None) -> None:
    load_network(NOW)
    keep_pages(NOW)
    with acting(Scope("auditor")):
        before = PageChange.objects.count(), Evidence.objects.count()
    keep_pages(NOW)
    with acting(Scope("auditor")):
        assert (PageChange.objects.count(), Evidence.objects.count()) == before
        assert not any(one.is_out_of_date for one in waiting_changes())
        assert {one.state for one in [*waiting_changes(), *decided_changes()[:20]]} == {
            "proposed", "applied", "returned",
        }  # fmt: skip
    with acting(Scope("public")):
        page = own_page(stable_uuid("member", "tonomachi-cells"))
    assert set(page.profile) == {"description", "website", "languages"}
    assert [one.purpose for one in page.contacts] == ["contract"]


def test_nothing_is_said_of_a_real_organisation(db: None) -> None:
    load_network(NOW)
    keep_pages(NOW)
    with acting(Scope("auditor")):
        assert not PageChange.objects.filter(member__is_demonstration=False).exists()
