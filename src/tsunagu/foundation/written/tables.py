"""A file as a table, whatever it came in: CSV, tabs, semicolons or an Excel book."""

from collections.abc import Callable

from tsunagu.foundation.written.rows import Table
from tsunagu.foundation.written.saying import refuse
from tsunagu.foundation.written.text_table import read_text
from tsunagu.foundation.written.workbook import read_book

LARGEST_BYTES = 10_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(
    content: bytes, sheet: str | None = None, stands_once: Callable[[str], bool] | None = None
) -> Table:
    """Return the rows of a table, or refuse the file with one sentence.

    Parameters
    ----------
    content : bytes of a text file (UTF-8, UTF-16 with its mark, Shift_JIS) or of an Excel book (.xlsx, .xlsm).
    sheet : name of the sheet; without it the first sheet that isn't hidden.
    stands_once : whether the text of a merged cell counts for its first cell alone; numbers, unless told otherwise.

    Refuses files above 10 MB, 100 000 rows, 500 columns or 1 million cells; old Excel books (.xls), books with
    a password, and books that would expand beyond measure.
    """
    _check_kind(content)
    is_book = content[:4] == b"PK\x03\x04"
    return read_book(content, sheet, stands_once) if is_book else read_text(content)


def _check_kind(content: bytes) -> None:
    if len(content) > LARGEST_BYTES:
        refuse(
            "file_size",
            f"ファイルが大きすぎます（上限{LARGEST_BYTES // 1_000_000} MB）。必要な範囲だけを書き出してください。",
            f"The file is larger than {LARGEST_BYTES // 1_000_000} MB; export only the part that is needed.",
        )
    if not content.strip():
        refuse(
            "file_empty", "ファイルが空です。書き出し直してください。", "The file is empty; export it again."
        )
    if content.startswith(_OLD_OFFICE):
        refuse(
            "file_xls",
            "古い形式のExcelファイル（.xls）か、パスワード付きのファイルです。パスワードを付けずに.xlsx形式で保存し直してください。",
            "This is an old Excel file (.xls) or one with a password; save it as .xlsx without a password.",
        )
    start = content[:200].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<", b"%pdf", b"{\\rtf")):
        refuse(
            "file_kind",
            "表のファイルではありません（Webページ、XML、PDFなど）。CSVか.xlsx形式で書き出してください。",
            "This is no table (a web page, XML or PDF); export it as CSV or .xlsx.",
        )
