"""The scan page's one entry: every kind of symbol, and one clear sentence for all else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput
from tsunagu.identifiers import gs1, isbt128
from tsunagu.identifiers.coi import CoiNumber
from tsunagu.identifiers.din import Din
from tsunagu.identifiers.symbols import Symbol, read_symbol, wristband_token

GTIN = "04912345678904"
SGTIN_URI = f"https://id.gs1.org/01/{GTIN}/21/0001"


def refused(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_symbol(text)
    assert caught.value.field == "symbol"
    assert caught.value.reason.ja
    assert caught.value.reason.en
    assert caught.value.reason.ja != caught.value.reason.en
    assert all(character.isprintable() for character in caught.value.reason.ja)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}1727033110LOT1\x1d210001",
        f"]d201{GTIN}1727033110LOT1\x1d210001",
        f"]C101{GTIN}1727033110LOT1\x1d210001\r\n",
        f"\x1d01{GTIN}1727033110LOT1\x1d210001",
        f"(01){GTIN}(17)270331(10)LOT1(21)0001",
        f"(01) {GTIN} (17) 270331 (10) LOT1 (21) 0001 ",
        f"https://id.gs1.org/01/{GTIN}/10/LOT1/21/0001?17=270331",
        f"]Q1https://hospital.example/shelf/01/{GTIN}/10/LOT1/21/0001?17=270331&utm=x",
        "（01）０４９１２３４５６７８９０４（17）270331（10）LOT1（21）0001",
    ],
)
def test_one_container_in_every_gs1_form(text: str) -> None:
    symbol = read_symbol(text)
    assert symbol.kind == "gs1"
    assert symbol.uri == SGTIN_URI
    assert symbol.parts == {"01": GTIN, "17": "270331", "10": "LOT1", "21": "0001"}


def test_shipment_leg() -> None:
    sscc = gs1.with_check_digit("34912345000000001")
    assert read_symbol("00" + sscc).uri == f"https://id.gs1.org/00/{sscc}"


def test_dewar_and_site_and_recipient() -> None:
    grai = "0" + gs1.with_check_digit("491234500001") + "D7"
    gln = gs1.with_check_digit("491234500002")
    gsrn = gs1.with_check_digit("49123450000000003")
    assert read_symbol("8003" + grai).uri == f"https://id.gs1.org/8003/{grai}"
    assert read_symbol(f"414{gln}254TANK-3").uri == f"https://id.gs1.org/414/{gln}/254/TANK-3"
    assert read_symbol(f"414{gln}2540").uri == f"https://id.gs1.org/414/{gln}"
    assert read_symbol("8018" + gsrn).uri == f"https://id.gs1.org/8018/{gsrn}"
    assert read_symbol("80044912345LOG1").uri == "https://id.gs1.org/8004/4912345LOG1"


def test_jan_code_of_a_reagent() -> None:
    assert read_symbol("4901234567894").parts == {"01": "04901234567894"}


@pytest.mark.parametrize(
    "text",
    [
        "CHA999926000148",
        "CHA9999 26 000148",
        "cha999926000148",
        "ＣＨＡ９９９９　２６　０００１４８",
        "&/CHA999926000148",
        "&/cha999926000148",
        "https://ns.tsunagu.example/coi/CHA999926000148",
        "]Q0&/CHA999926000148",
    ],
)
def test_coi_number(text: str) -> None:
    assert read_symbol(text) == Symbol(
        "coi",
        "https://ns.tsunagu.example/coi/CHA999926000148",
        read_symbol(text).parts,
        "CHA9999 26 000148",
    )
    assert read_symbol(text).parts["coi"] == "CHA999926000148"


@pytest.mark.parametrize(
    "text",
    [
        "=A99992201234600",
        "=a99992201234600",
        "A999922012346",
        "A9999 22 012346 *",
        "a999922012346＊",
        "https://ns.tsunagu.example/din/A999922012346",
        "]C0=A999922012346" + "00",
    ],
)
def test_donation_number(text: str) -> None:
    symbol = read_symbol(text)
    assert (symbol.kind, symbol.uri) == ("din", "https://ns.tsunagu.example/din/A999922012346")
    assert symbol.display == "A9999 22 012346 *"
    assert symbol.parts["din"] == "A999922012346"


def test_compound_symbol_names_the_donation_and_brings_the_rest() -> None:
    din, coi = Din("A9999", 26, 123), CoiNumber("A9999", 26, 148)
    text = isbt128.compound(
        [isbt128.din_structure(din), isbt128.product_structure("S1234Va0"), isbt128.coi_structure(coi)]
    )
    symbol = read_symbol(text)
    assert (symbol.kind, symbol.uri) == ("din", din.uri)
    assert symbol.parts["=<"] == "S1234Va0"
    assert symbol.parts["coi"] == str(coi)


def test_wristband_shows_no_token() -> None:
    symbol = read_symbol(wristband_token("qN3-x_81kLmP"))
    assert (symbol.kind, symbol.uri, symbol.parts) == ("wristband", None, {"token": "qN3-x_81kLmP"})
    assert "qN3" not in symbol.display
    assert refused("TSW1:").code == "wrong_wristband"


def test_our_own_item_link() -> None:
    uuid = "01890a5d-ac96-774b-bcce-b302099a8057"
    assert read_symbol(f"https://ns.tsunagu.example/item/{uuid}").parts == {"uuid": uuid}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "symbol_empty"),
        (" \t\r\n", "symbol_empty"),
        ("\x1d", "symbol_empty"),
        ("x" * 10_000, "symbol_too_long"),
        ("CHA9999\x0026000148", "symbol_has_control_characters"),
        ("A9999 22 012346 X", "wrong_check_character"),
        ("4901234567890", "wrong_check_character"),
        ("0104912345678905210001", "wrong_check_character"),
        ("(00)349123450000000017", "wrong_check_character"),
        ("https://id.gs1.org/01/04912345678905/21/0001", "wrong_check_character"),
        ("8018491234500000000030", "wrong_check_character"),
        ("こんにちは", "symbol_not_ours"),
        ("\ud800", "symbol_not_ours"),
        ("https://example.com/", "symbol_not_ours"),
        ("https://ns.tsunagu.example/item/7", "symbol_not_ours"),
        ("http://[", "symbol_not_ours"),
        ("CHA999926", "symbol_not_ours"),
        ("HELLO", "symbol_not_ours"),
        ("10LOT1", "symbol_not_ours"),
        ("=%6200", "unknown_structure"),
        ("=+03000=A99992201234600&/CHA999926000148", "incomplete_symbol"),
        ("&>0264002359", "wrong_date"),
        ("(01)04912345678904(01)04901234567894", "contradicting_symbol"),
        ("(21)", "not_gs1"),
        ("(9999)1", "not_gs1"),
        ("01049123456789042", "not_gs1"),
        ("=A9999220123466", "wrong_shape"),
    ],
)
def test_refusals_are_one_clear_sentence(text: str, code: str) -> None:
    assert refused(text).code == code


def test_brackets_inside_a_serial_are_not_cut() -> None:
    assert read_symbol(f"(01){GTIN}(21)ab(c)").parts["21"] == "ab(c)"


SEEDS = st.sampled_from(
    ["=", "&/", "=+02000", "]d2", "(01)", "https://id.gs1.org/01/", "TSW1:", "CHA9999", "01"]
)
LETTERS = st.text(st.sampled_from("0123456789AZaz=&<>+/()?%\x1d*-"), max_size=40)


@given(st.one_of(st.text(max_size=60), st.builds(str.__add__, SEEDS, LETTERS), LETTERS))
@example("https://id.gs1.org/01/04912345678904/21/%ff")
@example("https://id.gs1.org/01/04912345678904/21/%1d")
@example("\x1d\x1d")
@example("]d2")
@example("&")
@example("=")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        answers = [read_symbol(text).display]
    except BadInput as refusal:
        answers = [refusal.field or "", refusal.reason.ja, refusal.reason.en]
    assert all(answers)
