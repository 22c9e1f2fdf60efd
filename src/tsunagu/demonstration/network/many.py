"""An invented list of members, as many as are wanted, the same on every machine: for the register and for stories."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.demonstration.network.reading import read
from tsunagu.members.domain.register.record import Record

FULL_LIST = 169
"""As many members as RINK made public for May 2023."""
FORMS = ("株式会社{}", "{}株式会社", "(株){}", "有限会社{}", "合同会社{}")
FAMILIES = ("見本", "試作", "仮名", "記入", "例示", "練習")
GIVEN = ("一郎", "花子", "次郎", "桃子", "三郎", "桜子", "太郎")


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented member: its record, and the place and work of its only site."""

    record: Record
    town: dict[str, Any]
    can: tuple[str, ...]
    place: int

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude: near the middle of the town, no two the same."""
        north, east = self.town["at"]
        return north + (self.place % 7 - 3) * 0.004, east + (self.place % 5 - 2) * 0.005


def invented_list(count: int = FULL_LIST) -> list[Invented]:
    """Return so many invented members (at most 432); each name is there once and says that it is invented."""
    return [_invented(place) for place in range(count)]


def _invented(place: int) -> Invented:
    data = read("many")
    names, works, towns = data["names"], data["works"], data["towns"]
    work = works[place % len(works)]
    stem_ja, stem_en = names[(place + place // len(names)) % len(names)]
    town = towns[place * 11 % len(towns)]
    ja = f"{stem_ja}{work['ja']}（デモ）"
    if work["kind"] == "company":
        ja = FORMS[place // 3 % len(FORMS)].format(ja)
    slug = f"{stem_en}-{work['en']}".lower().replace(" ", "-")
    record = Record(
        number=f"D-{place + 1:04d}", name_ja=ja, name_en=f"{stem_en} {work['en']} (demo)", kind=work["kind"],
        fee_class=work["fee"], joined_on=_joined(place), representative=_person(place), contact=_person(place + 3),
        email=f"office@{slug}.example", phone=f"050-0000-{place + 1:04d}", prefecture=town["prefecture"],
        address=f"{town['ja']}（架空の住所）", website=f"https://{slug}.example",
    )  # fmt: skip
    return Invented(record, town, tuple(work["can"]), place)


def _joined(place: int) -> date:
    """Spread the joining: 40 from the beginning, then about one a month, on the first of a month."""
    if place < 40:
        return date(2016, 10, 1)
    months = 9 + (place - 40) * 10 // 12
    return date(2016 + (months + 1) // 12, (months + 1) % 12 + 1, 1)


def _person(place: int) -> str:
    return f"{FAMILIES[place % len(FAMILIES)]} {GIVEN[place % len(GIVEN)]}"
