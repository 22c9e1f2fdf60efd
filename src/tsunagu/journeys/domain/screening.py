"""Donor screening: which tests count, what is missing, who answers for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import DonorTest
from tsunagu.therapies.domain.vocabulary import MARKERS

Eligibility = Literal["eligible", "ineligible", "pending", "missing"]
State = Literal["negative", "positive", "pending"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One test on record; ``is_set_aside``: the quality unit found its positive result to be false."""

    marker: str
    state: State
    sampled_at: datetime
    reported_at: datetime
    window_days: int | None = None
    retest_due: datetime | None = None
    is_set_aside: bool = False


def screened(
    samples: Iterable[Sample], required: Sequence[str], now: datetime, donated_at: datetime | None = None
) -> tuple[DonorTest, ...]:
    """Return the test that counts for each marker, and one that is missing for each required marker without any.

    A positive result stands, whatever was sampled later, until the quality unit sets it aside; else the newest
    sample counts. A sample that is dated after ``now`` has not been taken. A retest is taken long after the
    donation: the window is kept when any negative sample of the marker was taken within its own.
    """
    counting: dict[str, Sample] = {}
    timely: dict[str, Sample] = {}
    for one in sorted(samples, key=lambda each: (each.sampled_at, each.reported_at)):
        if one.is_set_aside or (one.sampled_at > now and one.state != "positive"):
            continue
        before = counting.get(one.marker)
        if before is None or before.state != "positive":
            counting[one.marker] = one
        if one.state == "negative" and _is_timely(one, donated_at):
            timely[one.marker] = one
    missing = tuple(DonorTest(marker_name(key), "missing") for key in required if key not in counting)
    return missing + tuple(_test(one, timely.get(key, one)) for key, one in counting.items())


def _is_timely(one: Sample, donated_at: datetime | None) -> bool:
    if donated_at is None or one.window_days is None:
        return False
    return abs(one.sampled_at - donated_at) <= timedelta(days=one.window_days)


def _test(newest: Sample, timely: Sample) -> DonorTest:
    return DonorTest(
        name=marker_name(newest.marker),
        state=newest.state,
        sampled_at=timely.sampled_at,
        window_days=timely.window_days,
        retest_due=newest.retest_due,
    )


def eligibility(tests: Iterable[DonorTest]) -> Eligibility:
    """Return what the tests that count say of a donor: the worst of them; without any test it is missing."""
    states = {test.state for test in tests}
    if "positive" in states:
        return "ineligible"
    if "missing" in states or not states:
        return "missing"
    return "pending" if "pending" in states else "eligible"


def marker_name(key: str) -> Text:
    """Return the name of a marker; an unknown one shows its key."""
    return MARKERS.get(key) or Text(key, key)


def check_screener(is_responsible: bool) -> None:
    """Refuse an organisation that doesn't answer for the donor's screening."""
    if not is_responsible:
        raise NotAllowed("not_your_donor", _NOT_YOURS)


def check_sample(sampled_at: datetime, retest_due: datetime | None, now: datetime) -> None:
    """Refuse a sample that has not been taken yet, and a retest that is due before it."""
    if sampled_at > now:
        raise BadInput("sampled_at", _NOT_TAKEN, "sampled_at")
    if retest_due is not None and retest_due <= sampled_at:
        raise BadInput("retest_due", _RETEST, "retest_due")


_NOT_YOURS = Text(
    "ドナー検査を記録・評価できるのは、採取を行う組織、症例の病院、この工程フローの試験機関だけです。",
    "Only the organisation that collects, the hospital of the case and the route's laboratory record donor tests.",
)
_NOT_TAKEN = Text(
    "採血日時は、いままでの日時を入力してください。",
    "The sample must have been taken by now; check the time.",
)
_RETEST = Text(
    "再検査の期限は、採血より後の日時を入力してください。",
    "The retest must be due after the sample was taken.",
)
