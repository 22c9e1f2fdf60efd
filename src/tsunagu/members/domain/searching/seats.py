"""Where a member is that has no site yet: at the seat that the register knows, about where its prefecture's capital is.

Positions are latitude and longitude in degrees, of the prefectural offices to two decimals, and of the two quarters of
the network by the mouth of the Tama. They place a circle on a map; nothing is planned by them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.rows import DirectoryRows, MemberRow, SiteRow
from tsunagu.members.domain.vocabulary_codes import AREAS

_AREAS: Mapping[str, tuple[str, ...]] = {
    "hokkaido": ("北海道",),
    "tohoku": ("青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
    "north-kanto": ("茨城県", "栃木県", "群馬県"),
    "south-kanto": ("埼玉県", "千葉県"),
    "tokyo": ("東京都",),
    "kanagawa": ("神奈川県",),
    "koshinetsu": ("新潟県", "山梨県", "長野県"),
    "tokai": ("岐阜県", "静岡県", "愛知県", "三重県"),
}
_AREA_OF = {prefecture: area for area, prefectures in _AREAS.items() for prefecture in prefectures}
_QUARTERS: Mapping[tuple[str, str], str] = {("神奈川県", "殿町"): "tonomachi", ("東京都", "羽田"): "haneda"}
"""Parts of an address that belong to an area of their own."""
_AT_QUARTER = {"tonomachi": (35.54, 139.756), "haneda": (35.549, 139.753)}
_CAPITALS: Mapping[str, tuple[float, float]] = {
    "北海道": (43.06, 141.35), "青森県": (40.82, 140.74), "岩手県": (39.70, 141.15), "宮城県": (38.27, 140.87),
    "秋田県": (39.72, 140.10), "山形県": (38.24, 140.36), "福島県": (37.75, 140.47), "茨城県": (36.34, 140.45),
    "栃木県": (36.57, 139.88), "群馬県": (36.39, 139.06), "埼玉県": (35.86, 139.65), "千葉県": (35.60, 140.12),
    "東京都": (35.69, 139.69), "神奈川県": (35.45, 139.64), "新潟県": (37.90, 139.02), "富山県": (36.70, 137.21),
    "石川県": (36.59, 136.63), "福井県": (36.07, 136.22), "山梨県": (35.66, 138.57), "長野県": (36.65, 138.18),
    "岐阜県": (35.39, 136.72), "静岡県": (34.98, 138.38), "愛知県": (35.18, 136.91), "三重県": (34.73, 136.51),
    "滋賀県": (35.00, 135.87), "京都府": (35.02, 135.76), "大阪府": (34.69, 135.52), "兵庫県": (34.69, 135.18),
    "奈良県": (34.69, 135.83), "和歌山県": (34.23, 135.17), "鳥取県": (35.50, 134.24), "島根県": (35.47, 133.05),
    "岡山県": (34.66, 133.93), "広島県": (34.40, 132.46), "山口県": (34.19, 131.47), "徳島県": (34.07, 134.56),
    "香川県": (34.34, 134.04), "愛媛県": (33.84, 132.77), "高知県": (33.56, 133.53), "福岡県": (33.61, 130.42),
    "佐賀県": (33.25, 130.30), "長崎県": (32.75, 129.87), "熊本県": (32.79, 130.74), "大分県": (33.24, 131.61),
    "宮崎県": (31.91, 131.42), "鹿児島県": (31.56, 130.56), "沖縄県": (26.21, 127.68),
}  # fmt: skip


def seat_of(prefecture: str, address: str) -> tuple[str, str]:
    """Return prefecture and area of a seat; a prefecture that isn't told is read from the beginning of the address.

    Empty where neither tells it; an area only where the network has one.
    """
    known = prefecture or next((one for one in _CAPITALS if address.startswith(one)), "")
    quarter = (area for (where, part), area in _QUARTERS.items() if where == known and part in address)
    return known, next(quarter, _AREA_OF.get(known, ""))


def with_seats(rows: DirectoryRows, english: Mapping[str, str]) -> DirectoryRows:
    """Return the rows with a seat for each member that has no site; ``english`` are the names of prefectures."""
    housed = {one.member for one in rows.sites}
    seats = tuple(_seats((one for one in rows.members if one.id not in housed), english))
    return replace(rows, sites=(*rows.sites, *seats)) if seats else rows


def _seats(members: Iterator[MemberRow], english: Mapping[str, str]) -> Iterator[SiteRow]:
    for one in members:
        at = _AT_QUARTER.get(one.area) or _CAPITALS.get(one.prefecture)
        if at is not None:
            place = AREAS[one.area] if one.area in _AT_QUARTER else _within(one.prefecture, english)
            yield SiteRow(
                -one.id, one.id, Text("", ""), place, one.prefecture, one.area, *at, is_seat=True
            )  # fmt: skip


def _within(prefecture: str, english: Mapping[str, str]) -> Text:
    return Text(f"{prefecture}内", f"In {english.get(prefecture, prefecture)}")
