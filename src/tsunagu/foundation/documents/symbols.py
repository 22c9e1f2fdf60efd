"""Draws two-dimensional symbols (GS1 DataMatrix, plain DataMatrix, QR) and reads them from a picture."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import segno
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

QUIET_MODULES = 2
LARGEST_BYTES = 8 * 2**20
LARGEST_PIXELS = 40_000_000
_LONG_SIDE = 2200
_GS1_MARK = "]d2"
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.ITF14,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)
Modules = Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn symbol: rows of dark and light modules, without its quiet zone."""

    modules: Modules

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in modules, quiet zone included."""
        return len(self.modules[0]) + 2 * QUIET_MODULES, len(self.modules) + 2 * QUIET_MODULES

    def svg(self) -> str:
        """Draw with one path, black on white in every theme."""
        width, height = self.size
        runs = "".join(_runs(row, y) for y, row in enumerate(self.modules))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
            f'<rect width="{width}" height="{height}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
        )

    def png(self, scale: int = 8) -> bytes:
        """Draw as a picture of ``scale`` pixels for each module."""
        picture = Image.new("1", self.size, 1)
        for y, row in enumerate(self.modules):
            for x, is_dark in enumerate(row):
                if is_dark:
                    picture.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 0)
        written = io.BytesIO()
        picture.resize((self.size[0] * scale, self.size[1] * scale), Image.Resampling.NEAREST).save(
            written, "PNG"
        )
        return written.getvalue()


def gs1_datamatrix(elements: Mapping[str, str]) -> Symbol:
    """Draw a GS1 DataMatrix, with FNC1 first and between elements, from values by application identifier."""
    return _datamatrix("".join(f"[{ai}]{value}" for ai, value in elements.items()), gs1=True)


def datamatrix(content: str) -> Symbol:
    """Draw a plain DataMatrix, as ISBT 128 uses it."""
    return _datamatrix(content, gs1=False)


def qr(content: str) -> Symbol:
    """Draw a QR symbol with medium error correction."""
    return Symbol(
        [[bool(module) for module in row] for row in segno.make(content, error="m", micro=False).matrix]
    )


def read_image(data: bytes) -> list[str]:
    """Return what the symbols in a picture hold, GS1 content marked ``]d2``; an empty list when there are none."""
    picture = _opened(data)
    found: list[str] = []
    for candidate in (picture, ImageOps.autocontrast(picture, cutoff=2)):
        for barcode in zxingcpp.read_barcodes(candidate, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain):
            is_gs1 = barcode.content_type == zxingcpp.ContentType.GS1
            text = (_GS1_MARK if is_gs1 else "") + barcode.text
            if text not in found:
                found.append(text)
        if found:
            break
    return found


def _datamatrix(content: str, *, gs1: bool) -> Symbol:
    try:
        barcode = zxingcpp.create_barcode(
            content, zxingcpp.BarcodeFormat.DataMatrix, gs1=gs1, forceSquare=True
        )
    except ValueError as error:
        raise BadInput(
            "symbol_not_drawable",
            Text(
                f"「{content[:40]}」はシンボルに書けない文字を含むか、長すぎます。",
                f"“{content[:40]}” is too long for a symbol or has characters that none can hold.",
            ),
        ) from error
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    pixels = drawn.convert("L").tobytes()
    return Symbol(
        [[value < 128 for value in pixels[i : i + drawn.width]] for i in range(0, len(pixels), drawn.width)]
    )


def _runs(row: Sequence[bool], y: int) -> str:
    parts, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            parts.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{end - x}v1h-{end - x}z")
        x = max(end, x) + 1
    return "".join(parts)


def _opened(data: bytes) -> Image.Image:
    if len(data) > LARGEST_BYTES:
        raise BadInput(
            "image_too_large",
            Text(
                "画像が大きすぎます（8 MBまで）。もう一度撮影してください。",
                "The picture is over 8 MB; take it again.",
            ),
        )
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise _unreadable()
            picture.draft("L", (_LONG_SIDE, _LONG_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unreadable() from error
    upright.thumbnail((_LONG_SIDE, _LONG_SIDE))
    return upright


def _unreadable() -> BadInput:
    return BadInput(
        "image_unreadable",
        Text(
            "画像を開けません。カメラで撮り直すか、番号を入力してください。",
            "The picture can't be opened; take it again or type the number.",
        ),
    )
