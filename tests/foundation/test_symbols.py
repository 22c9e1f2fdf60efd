"""What we draw can be read back, from a picture and from the printed page."""

import io
from typing import Any

import pytest
from PIL import Image

from tsunagu.foundation.documents import pdf, symbols
from tsunagu.foundation.refusals import BadInput

ELEMENTS = {"01": "09521234000013", "21": "7K3M9Q2XAB", "17": "261130", "10": "M26-031"}
COMPOUND = "=+02000=A99992600012300&/CHA999926000148"
GS1_CONTENT = "]d2010952123400001321" + "7K3M9Q2XAB\x1d17261130" + "10M26-031"


def test_gs1_symbols_carry_real_separators() -> None:
    drawn = symbols.gs1_datamatrix(ELEMENTS)
    assert symbols.read_image(drawn.png()) == [GS1_CONTENT]


@pytest.mark.parametrize("content", [COMPOUND, "&/CHA999926000148", "=A99992600012300"])
def test_isbt_symbols_are_read_back(content: str) -> None:
    assert symbols.read_image(symbols.datamatrix(content).png()) == [content]


def test_qr_symbols_are_read_back() -> None:
    link = "https://ns.tsunagu.example/item/0198f2b4-7c1e-7d3a-9d55-1f2a3b4c5d6e"
    assert symbols.read_image(symbols.qr(link).png()) == [link]


def test_drawings_are_small_and_the_same_each_time() -> None:
    one, two = (symbols.gs1_datamatrix(ELEMENTS).svg() for _ in range(2))
    assert one == two
    assert len(one) < 12_000
    assert one.startswith("<svg ")


@pytest.mark.parametrize("content", ["", "あ" * 3000, "x" * 10_000])
def test_what_no_symbol_can_hold_is_refused(content: str) -> None:
    with pytest.raises(BadInput) as refusal:
        symbols.datamatrix(content)
    assert len(refusal.value.reason.ja) < 200


def test_a_turned_and_grey_photograph_is_read() -> None:
    with Image.open(io.BytesIO(symbols.gs1_datamatrix(ELEMENTS).png(6))) as drawn:
        page = Image.new("L", (900, 700), 190)
        page.paste(drawn.convert("L").point(lambda value: 40 + value // 2), (300, 200))
        turned = page.rotate(23, fillcolor=190)
    written = io.BytesIO()
    turned.save(written, "JPEG", quality=70)
    assert symbols.read_image(written.getvalue()) == [GS1_CONTENT]


def test_a_picture_without_symbols_holds_nothing() -> None:
    written = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(written, "PNG")
    assert symbols.read_image(written.getvalue()) == []


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, b"GIF89a" + b"\x00" * 40]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        symbols.read_image(data)
    assert refusal.value.code == "image_unreadable"


def test_too_large_a_picture_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        symbols.read_image(b"\x00" * (symbols.LARGEST_BYTES + 1))
    assert refusal.value.code == "image_too_large"
    enormous = io.BytesIO()
    Image.new("1", (9000, 9000), 1).save(enormous, "PNG")
    with pytest.raises(BadInput):
        symbols.read_image(enormous.getvalue())


def label(size: str, **more: Any) -> dict[str, Any]:
    gs1, isbt = symbols.gs1_datamatrix(ELEMENTS), symbols.datamatrix(COMPOUND)
    return {
        "size": size, "title": "7K3M9Q2XAB", "bars": ["自家専用　他の患者に使用しないこと"],
        "first": "CHA9999 26 000148", "second": "現品 7K3M9Q2XAB", "name": "自家CAR-T細胞", "sub": "凍結バッグ 1 / 2",
        "rows": [["ロット", "M26-031"], ["使用期限", "2026/11/30"]], "warnings": ["治験用"],
        "foot": "殿町細胞製造（デモ）",
        "symbols": [{"svg": gs1.svg(), "alt": "GS1"}, {"svg": isbt.svg(), "alt": "ISBT 128"}],
    } | more  # fmt: skip


@pytest.mark.parametrize(("size", "width", "height"), [("50x30", 50, 30), ("100x50", 100, 50)])
def test_both_symbols_of_a_label_are_read_back_from_the_page(size: str, width: int, height: int) -> None:
    pages = pdf.render_png("label", label(size))
    assert len(pages) == 1
    with Image.open(io.BytesIO(pages[0])) as page:
        assert abs(page.width - width / 25.4 * 300) <= 1
        assert abs(page.height - height / 25.4 * 300) <= 1
    assert set(symbols.read_image(pages[0])) == {GS1_CONTENT, COMPOUND}


def test_a_label_with_much_to_say_stays_one_page() -> None:
    rows = [[f"項目{i}", "とても長い値 " * 3] for i in range(9)]
    pages = pdf.render_png(
        "label", label("50x30", name="とても長い製品名" * 6, rows=rows, warnings=["生物由来"] * 4)
    )
    assert len(pages) == 1
    assert GS1_CONTENT in symbols.read_image(pages[0])


def test_the_same_data_gives_the_same_bytes() -> None:
    assert pdf.render("label", label("50x30")) == pdf.render("label", label("50x30"))
    assert pdf.render("label", label("50x30")).startswith(b"%PDF")


def test_what_a_person_wrote_is_never_code() -> None:
    evil = '#panic("x") $x^2$ *bold* #include "/etc/passwd" \\ " ] } <label>'
    assert pdf.render("label", label("100x50", name=evil, rows=[[evil, evil]])).startswith(b"%PDF")


def travel() -> dict[str, Any]:
    words = {
        key: key
        for key in (
            "from", "to", "items", "identity", "name", "expiry", "amount", "symbol", "conditions", "contact",
            "signatures", "signed_name", "signed_at", "signed_state",
        )
    }  # fmt: skip
    sscc = symbols.gs1_datamatrix({"00": "095212340000000015"})
    gs1 = {"svg": symbols.gs1_datamatrix(ELEMENTS).svg()}
    item = {"first": "CHA9999 26 000148", "second": "7K3M9Q2XAB", "name": "凍結バッグ", "symbol": gs1}
    return {
        "title": "細胞輸送票", "words": words, "facts": [["輸送番号", "0001"]], "symbol": {"svg": sscc.svg()},
        "from": ["殿町細胞製造（デモ）", "川崎市"], "to": ["羽田クリニック（デモ）"], "items": [item] * 3,
        "conditions": [["温度", "≤ −150 ℃"]], "signatures": ["渡す人", "運ぶ人", "受け取る人"],
    }  # fmt: skip


def test_the_symbols_of_a_transport_paper_are_read_back_from_the_page() -> None:
    pages = pdf.render_png("travel", travel(), 220)
    assert len(pages) == 1
    assert set(symbols.read_image(pages[0])) == {"]d200095212340000000015", GS1_CONTENT}


def test_a_long_consignment_goes_on_to_the_next_page() -> None:
    many = travel()
    many["items"] = many["items"] * 10
    assert len(pdf.render_png("travel", many, 40)) > 1
