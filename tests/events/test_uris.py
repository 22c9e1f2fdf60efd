"""Every GS1 key in every URI form has one canonical Digital Link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.events.uris import canonical_uri, check_digit
from tsunagu.identifiers import gs1
from tsunagu.identifiers.digital_link import parse_digital_link

CANONICAL = [
    ("urn:epc:id:sgtin:4012345.012345.12", "01/04012345123456/21/12"),
    ("urn:epc:id:sgtin:415056789012.0.987654", "01/04150567890128/21/987654"),
    ("urn:epc:id:sgtin:0614141.812345.6789%2f%26%25%22!%3F()", "01/80614141123458/21/6789%2F%26%25%22!%3F()"),
    ("urn:epc:id:sscc:4012345.0000000333", "00/040123450000003338"),
    ("urn:epc:id:sgln:4012345.00011.987", "414/4012345000115/254/987"),
    ("urn:epc:id:sgln:4012345.00011.0", "414/4012345000115"),
    ("urn:epc:id:pgln:999999999999.", "417/9999999999994"),
    ("urn:epc:id:grai:4012345.66666.87", "8003/0401234566666387"),
    ("urn:epc:id:giai:4012345.AAbb", "8004/4012345AAbb"),
    ("urn:epc:id:gsrn:4012345.9876540000", "8018/401234598765400000"),
    ("urn:epc:id:gsrnp:4012345.0000098765", "8017/401234500000987658"),
    ("urn:epc:id:gdti:4012345.55555.98", "253/401234555555498"),
    ("urn:epc:id:gdti:987659999999..9", "253/98765999999929"),
    ("urn:epc:id:cpi:4012345.ABC.123", "8010/4012345ABC/8011/123"),
    ("urn:epc:id:sgcn:4012345.99999.44", "255/401234599999044"),
    ("urn:epc:id:ginc:4012345.333", "401/4012345333"),
    ("urn:epc:id:gsin:4012345.999987654", "402/40123459999876541"),
    ("urn:epc:id:itip:4012345.012345.01.02.999", "8006/040123451234560102/21/999"),
    ("urn:epc:id:upui:4012345.012345.AB12", "01/04012345123456/235/AB12"),
    ("urn:epc:class:lgtin:4054739.099914.20160711", "01/04054739999148/10/20160711"),
    ("urn:epc:idpat:sgtin:4054739.099914.*", "01/04054739999148"),
    ("urn:epc:idpat:grai:4012345.66666.*", "8003/04012345666663"),
    ("urn:epc:idpat:gdti:4012345.55555.*", "253/4012345555554"),
    ("urn:epc:idpat:sgcn:4012345.99999.*", "255/4012345999990"),
    ("urn:epc:idpat:cpi:4012345.ABC.*", "8010/4012345ABC"),
    ("urn:epc:idpat:itip:4012345.012345.01.02.*", "8006/040123451234560102"),
    (
        " http://example.com/shop/gtin/9780345418913/cpv/344/lot/1223/ser/765tz/?abc=1#x",
        "01/09780345418913/21/765tz",
    ),
    ("https://example.de/01/97803111", "01/00000097803111"),
    ("https://example.de/01/001122334455/10/L", "01/00001122334455/10/L"),
    ("https://example.de/01/09780345418913/22/3", "01/09780345418913"),
    ("https://id.gs1.de/414/4012345000115/254/0", "414/4012345000115"),
    ("https://x.example/8006/040123451234560102/10/Lot-1/21/s9", "8006/040123451234560102/21/s9"),
    ("https://id.gs1.org/01/04012345123456/21/a%21%2f", "01/04012345123456/21/a!%2F"),
]


@pytest.mark.parametrize(("uri", "path"), CANONICAL)
def test_canonical(uri: str, path: str) -> None:
    assert canonical_uri(uri) == "https://id.gs1.org/" + path
    assert canonical_uri("https://id.gs1.org/" + path) == "https://id.gs1.org/" + path


@pytest.mark.parametrize(
    "uri",
    [
        "urn:epc:id:sgtin:4012345.12345.1",
        "urn:epc:id:sgtin:4012345..1",
        "urn:epc:id:sgtin:4012345.012345.",
        "urn:epc:id:sgtin:4012345.012345." + "1" * 21,
        "urn:epc:id:sgtin:4012345.012345.ä",
        "urn:epc:id:unknown:4012345.012345.1",
        "urn:epc:idpat:sgtin:4012345.012345.1",
        "urn:epc:",
        "http://example.org/123/4012345ABC987/456/4711",
        "http://id.gs1.org/01/9780345418913/99/utfgf",
        "http://example.de/01/97803",
        "https://id.gs1.org/8006/04012345123456/22/ABCD/10/XYZ",
        "https://id.gs1.org/01/９780345418913",
        "https://ns.tsunagu.example/coi/CHA999926000148",
        "geo:50.9,6.9",
        "",
    ],
)
def test_all_else_stays(uri: str) -> None:
    assert canonical_uri(uri) == uri


@given(st.text(st.sampled_from("urn:epc:idpat:sgtin.sscc./01234567*%2f?#"), max_size=60))
def test_canonical_twice_is_canonical_once(uri: str) -> None:
    assert canonical_uri(canonical_uri(uri)) == canonical_uri(uri)


SERIALS = st.text(st.sampled_from("ABCabc0123456789-_.!*'+,/:;()=<>?%&\""), min_size=1, max_size=20)


@given(st.integers(0, 10**13 - 1), SERIALS)
def test_scanned_and_sent_things_have_the_same_uri(number: int, serial: str) -> None:
    """``identifiers`` (what is scanned) and ``events`` (what is stored) are strangers, but agree."""
    digits = f"{number:013d}"
    message = gs1.from_elements({"01": digits + check_digit(digits), "21": serial})
    assert message.uri is not None
    assert canonical_uri(message.uri) == message.uri
    urn_serial = message.uri.rpartition("/21/")[2]
    assert (
        canonical_uri(f"urn:epc:id:sgtin:{digits[1:8]}.{digits[0]}{digits[8:]}.{urn_serial}") == message.uri
    )
    assert parse_digital_link(canonical_uri(message.uri)) == message
