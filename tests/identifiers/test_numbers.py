"""CoI and donation numbers, ISBT 128 structures, GS1 messages, time-ordered UUIDs: there and back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput
from tsunagu.identifiers import gs1, isbt128
from tsunagu.identifiers.coi import CoiNumber
from tsunagu.identifiers.digital_link import parse_digital_link
from tsunagu.identifiers.din import Din, check_character
from tsunagu.identifiers.uuid7 import time_of, uuid7

FACILITIES = st.from_regex(r"[A-NP-Z1-9][0-9]{4}", fullmatch=True)
YEARS = st.integers(0, 99)
NUMBERS = st.integers(0, 999_999)


def moments(earliest: datetime, latest: datetime) -> st.SearchStrategy[datetime]:
    """Aware times between two others."""
    return st.timedeltas(timedelta(), latest - earliest).map(lambda passed: earliest + passed)


@pytest.mark.parametrize(
    ("number", "character"),
    [("G123498654321", "H"), ("A999917123456", "9"), ("W000009123456", "G"), ("A999922012346", "*")],
)
def test_check_character_vectors(number: str, character: str) -> None:
    assert check_character(number) == character
    assert Din.parse(number).check_character == character
    assert Din.parse(number + character) == Din.parse(number)


@given(FACILITIES, YEARS, NUMBERS)
def test_din_round_trips(facility: str, year: int, number: int) -> None:
    din = Din(facility, year, number)
    assert Din.parse(str(din)) == Din.parse(din.display) == Din.parse(din.data) == din
    for other in "0A*":
        if other != din.check_character:
            with pytest.raises(BadInput):
                Din.parse(str(din) + other)


def test_flags_that_carry_the_check() -> None:
    assert Din.parse("=A99992201234696").flags == "96"  # 60 + 36, the value of the asterisk
    with pytest.raises(BadInput):
        Din.parse("=A99992201234695")


@given(FACILITIES, YEARS, NUMBERS)
def test_coi_round_trips(facility: str, year: int, number: int) -> None:
    coi = CoiNumber(facility, year, number)
    assert len(str(coi)) == 15
    assert CoiNumber.parse(str(coi)) == CoiNumber.parse(coi.display) == CoiNumber.parse(coi.data) == coi


@pytest.mark.parametrize(
    "text", ["", "CH", "CHO999926000148", "CHA99992600014", "CHA9999260001480", "A999926000148"]
)
def test_coi_refuses(text: str) -> None:
    with pytest.raises(BadInput):
        CoiNumber.parse(text)


@pytest.mark.parametrize("sequence", [-1, 1_000_000])
def test_coi_refuses_numbers_out_of_range(sequence: int) -> None:
    with pytest.raises(BadInput):
        CoiNumber("A9999", 26, sequence)


@given(moments(datetime(2000, 1, 2, tzinfo=UTC), datetime(2098, 12, 30, tzinfo=UTC)))
def test_isbt_moments_round_trip_to_the_minute(moment: datetime) -> None:
    structure = isbt128.moment_structure(isbt128.EXPIRY, moment)
    (read,) = isbt128.parse(structure.data)
    assert read.moment == moment.replace(second=0, microsecond=0)


def test_isbt_moment_is_tokyo_time() -> None:
    (structure,) = isbt128.parse("&>0260911430")
    assert structure.moment == datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    assert structure.moment.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize("content", ["0260001200", "0263661200", "0260912400", "0260911260", "026091143"])
def test_isbt_refuses_times_that_are_none(content: str) -> None:
    with pytest.raises(BadInput):
        isbt128.parse("&>" + content)


def test_compound_round_trips() -> None:
    members = (
        isbt128.din_structure(Din("A9999", 26, 123)),
        isbt128.product_structure("S1234V00"),
        isbt128.moment_structure(isbt128.COLLECTION, datetime(2026, 4, 1, tzinfo=UTC)),
        isbt128.coi_structure(CoiNumber("A9999", 26, 148)),
        isbt128.Structure("=%", "6200"),
    )
    text = isbt128.compound(members)
    assert text.startswith("=+05000=A99992600012300=<S1234V00&*")
    assert isbt128.parse(text) == members


SERIALS = st.text(st.sampled_from("ABCXYZabc0123456789-_.!*'+,/:;<=>?%&\""), min_size=1, max_size=20)


@given(st.integers(0, 10**13 - 1), SERIALS, SERIALS)
def test_gs1_forms_agree(number: int, serial: str, lot: str) -> None:
    gtin = gs1.with_check_digit(f"{number:013d}")
    message = gs1.from_elements({"01": gtin, "17": "270300", "10": lot, "21": serial})
    assert message.expiry == date(2027, 3, 31)
    assert gs1.parse_element_string(message.element_string) == message
    assert gs1.parse_element_string(message.element_string).uri == message.uri
    assert message.digital_link is not None
    assert parse_digital_link(message.digital_link) == message
    assert message.uri is not None
    assert parse_digital_link(message.uri).elements == {"01": gtin, "21": serial}


def test_separator_only_behind_open_lengths() -> None:
    message = gs1.from_elements({"10": "L1", "01": "04912345678904", "21": "7"})
    assert message.element_string == "010491234567890410L1\x1d217"
    assert message.human == "(10)L1(01)04912345678904(21)7"


@pytest.mark.parametrize(
    ("link", "elements"),
    [
        ("https://id.gs1.org/gtin/4912345678904/ser/A%2FB", {"01": "04912345678904", "21": "A/B"}),
        ("https://x.example/a/b/01/04912345678904", {"01": "04912345678904"}),
        ("https://id.gs1.org/414/4912345000026/254/T%20", None),
    ],
)
def test_digital_links(link: str, elements: dict[str, str] | None) -> None:
    if elements is None:
        with pytest.raises(BadInput):
            parse_digital_link(link)
    else:
        assert parse_digital_link(link).elements == elements


MOMENTS = moments(datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


@given(MOMENTS, st.binary(min_size=8, max_size=16))
def test_uuid7_has_version_variant_and_time(now: datetime, random: bytes) -> None:
    uuid = uuid7(now, random)
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert time_of(uuid) <= now < time_of(uuid) + timedelta(milliseconds=1)


@given(st.lists(MOMENTS, min_size=2, max_size=20), st.binary(min_size=8, max_size=8))
def test_uuid7_keeps_its_order_whatever_the_clock_does(moments: list[datetime], random: bytes) -> None:
    made: list[UUID] = []
    for moment in moments:
        made.append(uuid7(moment, random, after=made[-1] if made else None))
    assert made == sorted(set(made))
    assert all(uuid.version == 7 for uuid in made)


@given(MOMENTS, st.integers(1, 10**9), st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_uuid7_sorts_by_microsecond(now: datetime, later: int, one: bytes, two: bytes) -> None:
    assert uuid7(now, one) < uuid7(now + timedelta(microseconds=later), two)


def test_uuid7_example_of_the_rfc() -> None:
    now = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    assert str(uuid7(now, bytes(8))) == "017f22e2-79b0-7000-8000-000000000000"


def test_uuid7_wants_an_aware_time_and_enough_randomness() -> None:
    with pytest.raises(ValueError, match="aware"):
        uuid7(datetime(2026, 1, 1), bytes(8))  # noqa: DTZ001
    with pytest.raises(ValueError, match="random"):
        uuid7(datetime(2026, 1, 1, tzinfo=UTC), bytes(7))
