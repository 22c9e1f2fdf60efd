"""Rules of members without a database."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_name
from tsunagu.members.domain.facts import CapabilityFacts
from tsunagu.members.domain.representation import Represented, check_may_act_for, may_act_for
from tsunagu.members.domain.roles import GROUPS, MAKING_ROLES, QUALITY_ROLES, ROLES, role_names
from tsunagu.members.domain.stages import STAGES, stage_position
from tsunagu.members.domain.validity import Validity, valid_on

DAY = date(2026, 11, 22)
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))


def an_actor(*roles: str, is_coordinator: bool = False) -> Actor:
    return Actor(
        1,
        uuid4(),
        Text("佐藤", "Sato"),
        "ja",
        1,
        uuid4(),
        "m",
        Text("会員", "m"),
        frozenset(roles),
        is_coordinator,
    )


def a_member(*agreed: object, has_account: bool = False) -> Represented:
    return Represented(uuid4(), Text("信州試薬", "Shinshu"), has_account, frozenset(agreed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("validity", "state"),
    [
        (Validity(DAY), "valid"),
        (Validity(DAY + timedelta(days=1)), "not_yet"),
        (Validity(DAY - timedelta(days=9), DAY - timedelta(days=1)), "expired"),
        (Validity(DAY - timedelta(days=9), DAY), "ends_soon"),
        (Validity(DAY - timedelta(days=9), DAY + timedelta(days=400)), "valid"),
        (Validity(DAY - timedelta(days=9), None, DAY), "suspended"),
        (Validity(DAY - timedelta(days=9), None, DAY + timedelta(days=1)), "valid"),
    ],
)
def test_what_is_shown_of_a_validity(validity: Validity, state: str) -> None:
    assert validity.state_on(DAY) == state
    assert validity.valid_on(DAY) == (state in ("valid", "ends_soon"))


@given(DAYS, DAYS, DAYS)
def test_a_period_counts_on_its_first_and_last_day_and_between(on: date, first: date, last: date) -> None:
    assert valid_on(on, first, last) == (first <= on <= last)


def test_the_words_are_complete() -> None:
    assert list(STAGES) == sorted(STAGES, key=stage_position)
    assert len(ROLES) == 15
    assert {role.group for role in ROLES.values()} == set(GROUPS)
    assert all(word.stage in STAGES for word in CAPABILITIES.values())
    assert MAKING_ROLES.isdisjoint(QUALITY_ROLES)
    assert role_names(["quality", "qc"]) == Text("試験担当・品質保証担当", "QC analyst, Quality assurance")
    assert capability_name("never_heard_of").ja == "never_heard_of"


def test_a_role_is_asked_for_by_name() -> None:
    check_role(an_actor("quality"), "quality", "mah")
    with pytest.raises(NotAllowed) as refused:
        check_role(an_actor("operator"), "quality")
    assert "品質保証担当" in refused.value.reason.ja


def test_a_capability_covers_what_it_does_not_limit() -> None:
    car_t = CapabilityFacts("manufacturing", "car_t", "t_cell", "trial", "", Validity(DAY))
    assert car_t.covers("car_t")
    assert car_t.covers("car_t", "trial", "t_cell", "cold")
    assert not car_t.covers("car_t", "approved")
    assert not car_t.covers("msc", "trial")


def test_one_enters_for_ones_own_member_without_evidence() -> None:
    actor = an_actor("operator")
    own = Represented(actor.member_uuid, Text("会員", "m"), True)
    assert may_act_for(actor, own, "")


@pytest.mark.parametrize(
    ("coordinator", "agreed", "has_account", "evidence", "code"),
    [
        (True, False, True, "電話 2026-11-22", "has_account"),
        (False, False, False, "電話 2026-11-22", "not_agreed"),
        (True, False, False, "  ", "evidence_missing"),
        (False, True, False, "", "evidence_missing"),
        (True, False, False, "受領書 12 号", None),
        (False, True, False, "受領書 12 号", None),
    ],
)
def test_entry_on_behalf(
    coordinator: bool, agreed: bool, has_account: bool, evidence: str, code: str | None
) -> None:
    actor = an_actor("coordinator", is_coordinator=coordinator)
    member = a_member(*([actor.member_uuid] if agreed else []), has_account=has_account)
    assert may_act_for(actor, member, evidence) == (code is None)
    if code is not None:
        with pytest.raises(Refused) as refused:
            check_may_act_for(actor, member, evidence)
        assert refused.value.code == code
        assert refused.value.reason.ja
        assert refused.value.reason.en


@pytest.mark.parametrize(
    "gln", ["9524000000015", "952400000001", "９５２４０００００００１４", "", "x" * 10_000]
)
def test_a_wrong_gln_is_refused_in_one_short_sentence(gln: str) -> None:
    with pytest.raises(BadInput) as refused:
        checks.check_gln(gln)
    assert len(refused.value.reason.ja) < 120


@given(st.integers(0, 10**12 - 1))
def test_a_gln_with_its_check_digit_passes(number: int) -> None:
    digits = f"{number:012d}"
    checks.check_gln(digits + checks.gln_check_digit(digits))


@given(st.text(max_size=80))
def test_keys_are_plain(key: str) -> None:
    try:
        checks.check_key(key)
    except BadInput:
        return
    assert key.isascii()
    assert 0 < len(key) <= 60


@pytest.mark.parametrize(
    "reading", ["", "トノマチサイボウセイゾウ", "ﾄﾉﾏﾁ ｻｲﾎﾞｳ", "とのまち・セル２", "RINK（リンク）"]
)
def test_a_reading_is_kana(reading: str) -> None:
    checks.check_reading(reading)


@pytest.mark.parametrize("reading", ["殿町サイボウ", "ア" * 161, "<b>", "ア\n"])
def test_a_reading_has_no_kanji_and_an_end(reading: str) -> None:
    with pytest.raises(BadInput, match="kana"):
        checks.check_reading(reading)
