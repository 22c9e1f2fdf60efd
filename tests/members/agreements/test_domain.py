"""What agreements grant each other's parties, and what an audit may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput
from tsunagu.members.domain.agreements import EVERYTHING, FIELDS, check_audit, check_fields, granted

GROUPS = st.lists(st.sampled_from(sorted(FIELDS)), max_size=4)


def test_without_an_agreement_that_names_data_everything_is_seen() -> None:
    assert granted([]) == granted([[], []]) == EVERYTHING


def test_an_agreement_that_names_data_limits_to_it() -> None:
    assert granted([["results"]]) == {"results"}
    assert granted([[], ["results"]]) == {"results"}


@given(st.lists(GROUPS, max_size=5), GROUPS)
def test_what_one_agreement_grants_another_does_not_take_back(said: list[list[str]], more: list[str]) -> None:
    if any(said):
        assert granted(said) <= granted([*said, more])


def test_unknown_groups_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        check_fields(["results", "names"])
    assert refused.value.field == "fields"


@pytest.mark.parametrize(
    ("way", "outcome", "findings", "field"),
    [
        ("by_phone", "accepted", 0, "way"),
        ("remote", "fine", 0, "outcome"),
        ("remote", "accepted", 2, "open_findings"),
        ("remote", "with_findings", -1, "open_findings"),
        ("remote", "with_findings", 1000, "open_findings"),
    ],
)
def test_an_audit_makes_sense(way: str, outcome: str, findings: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_audit(way, outcome, findings)
    assert refused.value.field == field
    check_audit("remote", "with_findings", 3)
