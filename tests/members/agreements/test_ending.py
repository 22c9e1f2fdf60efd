"""What ends is told, unless something else goes on for all the same work from the very next day."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from tests.members.conftest import NOW, SINCE, TODAY, Cast
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import services
from tsunagu.members.models import Equipment
from tsunagu.members.queries.ending import endings

pytestmark = pytest.mark.django_db
LAST = TODAY + timedelta(days=20)
NEXT, LATER = LAST + timedelta(days=1), LAST + timedelta(days=40)
SOME, OTHER = "apheresis", "cryostorage"
"""Two kinds of work."""


def told(kind: str) -> list[date]:
    """The last days that are told of the cast's agreements, audits or approvals, each once."""
    with acting(Scope("worker")):
        return sorted({one.last_day for one in endings(TODAY, 60) if one.kind == kind})


def agreed(cast: Cast, since: date, until: date | None, work: Iterable[str] = ()) -> None:
    with acting(Scope("worker")):
        services.add_agreement(
            "quality", [cast.maker.uuid, cast.partner.uuid], valid_from=since, valid_until=until,
            capabilities=list(work), reference=f"{since}",
        )  # fmt: skip


def audited(cast: Cast, held: date, until: date | None, work: Iterable[str] = ()) -> None:
    with acting(Scope("worker")):
        services.record_audit(
            cast.maker.uuid, cast.partner.uuid, now=NOW + (LATER - TODAY), held_on=held, valid_until=until,
            way="remote", outcome="accepted", capabilities=list(work),
        )  # fmt: skip


def approved(cast: Cast, since: date, until: date | None) -> None:
    with acting(Scope("worker")):
        services.approve_supplier(
            cast.maker.uuid, cast.partner.uuid, "culture_medium", valid_from=since, valid_until=until
        )


@pytest.mark.parametrize(
    ("since", "until", "work", "is_told"),
    [
        (NEXT, None, (), False),
        (TODAY, LATER, (), False),
        (NEXT + timedelta(days=1), None, (), True),  # a gap of a day
        (NEXT, None, (OTHER,), True),  # about other work
        (NEXT, None, (SOME, OTHER), False),
    ],
)
def test_an_agreement_that_ends_is_told_unless_another_goes_on(
    cast: Cast, since: date, until: date | None, work: tuple[str, ...], is_told: bool
) -> None:
    agreed(cast, SINCE, LAST, (SOME,))
    assert told("agreement") == [LAST]
    agreed(cast, since, until, work)
    assert (LAST in told("agreement")) is is_told


def test_one_about_some_work_does_not_go_on_for_all_work(cast: Cast) -> None:
    agreed(cast, SINCE, LAST)
    agreed(cast, NEXT, None, (SOME,))
    assert told("agreement") == [LAST]


@pytest.mark.parametrize(
    ("held", "until", "work", "dates"),
    [
        (TODAY, None, (), []),
        (TODAY, TODAY + timedelta(days=5), (), [TODAY + timedelta(days=5)]),  # the newest decides
        (TODAY, None, (OTHER,), [LAST]),
        (LATER, None, (), [LAST]),
    ],
)
def test_an_audit_that_ends_is_told_unless_a_newer_one_takes_its_place(
    cast: Cast, held: date, until: date | None, work: tuple[str, ...], dates: list[date]
) -> None:
    audited(cast, SINCE, LAST)
    assert told("audit") == [LAST]
    audited(cast, held, until, work)
    assert told("audit") == dates


@pytest.mark.parametrize(("since", "is_told"), [(NEXT, False), (LATER, True)])
def test_an_approval_that_ends_is_told_unless_it_is_renewed_in_time(
    cast: Cast, since: date, is_told: bool
) -> None:
    approved(cast, SINCE, LAST)
    assert told("supplier") == [LAST]
    approved(cast, since, None)
    assert (told("supplier") == [LAST]) is is_told


@pytest.mark.parametrize(
    ("used_until", "is_told"),
    [(None, True), (LAST, False), (TODAY, False), (LAST + timedelta(days=1), True)],
)
def test_a_calibration_that_ends_is_told_unless_the_device_is_put_away_by_then(
    cast: Cast, used_until: date | None, is_told: bool
) -> None:
    with acting(Scope("worker")):
        uuid = services.add_equipment(
            cast.site,
            key="incubator-9",
            name=Text("培養器", "Incubator"),
            kind="incubator",
            calibrated_until=LAST,
        )
        Equipment.objects.filter(uuid=uuid).update(valid_until=used_until)
    assert told("calibration") == ([LAST] if is_told else [])
