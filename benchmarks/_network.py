"""A generated network of 1 000 members and 5 000 capabilities, invented and always the same, shared by the benches.

``make_large_network()`` writes straight into the tables of an empty installation (nothing is timed here) and returns a
``LargeNetwork``. Its shape, at full size:

* 1 000 members: the coordinator, and of the rest about 45 % companies, 30 % hospitals, 15 % universities, 7 % public
  bodies, 3 % associations. Each member has a name, half of them a reading (``name_kana``); one in fifty has left.
* 1 250 sites: three of four members have one, the others two; 40 places of East Japan with their coordinates and areas,
  a fifth of the sites around Tonomachi, Haneda and Kawasaki.
* 5 000 capabilities, four to a site on average, of the vocabulary's keys; the stages suit the kind of the member. Cell
  type, setting and band are stated for two of three. Two of three state capacity and lead time. One in ten ends within
  the year, one in twenty has ended, one in twenty begins later.
* a device for each site; for each member something shared (two of three to be found) and a description.
* one or two licences for each site, some ending soon, a few suspended.
* one person, the coordinator's, who may sign in (``LargeNetwork.coordinator``); nobody else has an account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

SEED = 20370
KINDS = (("company", 45), ("hospital", 30), ("university", 15), ("public_body", 7), ("association", 3))
STAGES = {
    "company": ("processing", "manufacturing", "evaluation", "storage", "transport", "supply"),
    "hospital": ("procurement", "clinical", "clinical", "evaluation"),
    "university": ("processing", "evaluation", "manufacturing", "clinical"),
    "public_body": ("evaluation", "storage"),
    "association": ("procurement", "supply"),
}
LICENCES = {
    "company": ("manufacturing", "cell_processing_permit", "marketing", "transport", "storage"),
    "hospital": ("hospital", "cell_processing_notification", "tissue_bank"),
    "university": ("cell_processing_notification", "testing", "cartagena"),
    "public_body": ("testing",),
    "association": ("tissue_bank",),
}
ENDINGS = {
    "company": (("セラピューティクス株式会社", "Therapeutics"), ("細胞工業株式会社", "Cell Works"),
                ("バイオ株式会社", "Bio"), ("再生医療（株）", "Regenerative")),
    "hospital": (("総合病院", "General Hospital"), ("医療センター", "Medical Center"), ("クリニック", "Clinic")),
    "university": (("大学医学部", "University School of Medicine"), ("大学", "University")),
    "public_body": (("衛生研究所", "Institute of Health"), ("産業技術センター", "Technology Center")),
    "association": (("組織バンク協会", "Tissue Bank Association"), ("再生医療協議会", "Regenerative Council")),
}  # fmt: skip
STEMS = (
    ("青葉", "あおば", "Aoba"), ("若宮", "わかみや", "Wakamiya"), ("高砂", "たかさご", "Takasago"),
    ("桜木", "さくらぎ", "Sakuragi"), ("渡邊", "わたなべ", "Watanabe"), ("髙橋", "たかはし", "Takahashi"),
    ("緑川", "みどりかわ", "Midorikawa"), ("白鷺", "しらさぎ", "Shirasagi"), ("常盤", "ときわ", "Tokiwa"),
    ("朝日", "あさひ", "Asahi"), ("瑞穂", "みずほ", "Mizuho"), ("清水", "しみず", "Shimizu"),
    ("本郷", "ほんごう", "Hongo"), ("湊", "みなと", "Minato"), ("千歳", "ちとせ", "Chitose"),
    ("ミライ", "みらい", "Mirai"), ("サンライズ", "さんらいず", "Sunrise"), ("ノース", "のーす", "North"),
    ("ひかり", "ひかり", "Hikari"), ("つばさ", "つばさ", "Tsubasa"), ("齋藤", "さいとう", "Saito"),
    ("松風", "まつかぜ", "Matsukaze"), ("藤沢", "ふじさわ", "Fujisawa"), ("東雲", "しののめ", "Shinonome"),
    ("富岳", "ふがく", "Fugaku"),
)  # fmt: skip
PLACES = (
    ("殿町", "Tonomachi", "神奈川県", "tonomachi", 35.5405, 139.7560),
    ("羽田", "Haneda", "東京都", "haneda", 35.5487, 139.7527),
    ("川崎", "Kawasaki", "神奈川県", "kanagawa", 35.5308, 139.7030),
    ("横浜", "Yokohama", "神奈川県", "kanagawa", 35.4437, 139.6380),
    ("湘南", "Shonan", "神奈川県", "kanagawa", 35.3390, 139.5090),
    ("相模原", "Sagamihara", "神奈川県", "kanagawa", 35.5714, 139.3733),
    ("信濃町", "Shinanomachi", "東京都", "tokyo", 35.6803, 139.7203),
    ("本郷", "Hongo", "東京都", "tokyo", 35.7126, 139.7620),
    ("築地", "Tsukiji", "東京都", "tokyo", 35.6655, 139.7707),
    ("立川", "Tachikawa", "東京都", "tokyo", 35.7138, 139.4078),
    ("つくば", "Tsukuba", "茨城県", "north-kanto", 36.0835, 140.0764),
    ("水戸", "Mito", "茨城県", "north-kanto", 36.3659, 140.4713),
    ("宇都宮", "Utsunomiya", "栃木県", "north-kanto", 36.5551, 139.8828),
    ("前橋", "Maebashi", "群馬県", "north-kanto", 36.3895, 139.0634),
    ("高崎", "Takasaki", "群馬県", "north-kanto", 36.3219, 139.0033),
    ("千葉", "Chiba", "千葉県", "south-kanto", 35.6074, 140.1065),
    ("柏", "Kashiwa", "千葉県", "south-kanto", 35.8676, 139.9757),
    ("木更津", "Kisarazu", "千葉県", "south-kanto", 35.3761, 139.9168),
    ("さいたま", "Saitama", "埼玉県", "south-kanto", 35.8617, 139.6455),
    ("川越", "Kawagoe", "埼玉県", "south-kanto", 35.9251, 139.4858),
    ("福島", "Fukushima", "福島県", "tohoku", 37.7608, 140.4747),
    ("郡山", "Koriyama", "福島県", "tohoku", 37.4005, 140.3597),
    ("いわき", "Iwaki", "福島県", "tohoku", 37.0505, 140.8877),
    ("仙台", "Sendai", "宮城県", "tohoku", 38.2682, 140.8694),
    ("山形", "Yamagata", "山形県", "tohoku", 38.2404, 140.3633),
    ("鶴岡", "Tsuruoka", "山形県", "tohoku", 38.7271, 139.8266),
    ("秋田", "Akita", "秋田県", "tohoku", 39.7200, 140.1026),
    ("盛岡", "Morioka", "岩手県", "tohoku", 39.7036, 141.1527),
    ("青森", "Aomori", "青森県", "tohoku", 40.8244, 140.7400),
    ("弘前", "Hirosaki", "青森県", "tohoku", 40.6031, 140.4641),
    ("八戸", "Hachinohe", "青森県", "tohoku", 40.5123, 141.4884),
    ("新潟", "Niigata", "新潟県", "koshinetsu", 37.9161, 139.0364),
    ("長岡", "Nagaoka", "新潟県", "koshinetsu", 37.4462, 138.8512),
    ("長野", "Nagano", "長野県", "koshinetsu", 36.6513, 138.1810),
    ("松本", "Matsumoto", "長野県", "koshinetsu", 36.2380, 137.9720),
    ("甲府", "Kofu", "山梨県", "koshinetsu", 35.6639, 138.5683),
    ("札幌", "Sapporo", "北海道", "hokkaido", 43.0618, 141.3545),
    ("旭川", "Asahikawa", "北海道", "hokkaido", 43.7706, 142.3650),
    ("函館", "Hakodate", "北海道", "hokkaido", 41.7687, 140.7288),
    ("帯広", "Obihiro", "北海道", "hokkaido", 42.9239, 143.1961),
)
BAY = 3
"""The first places of the list, where a fifth of the sites stands."""


@dataclass(frozen=True, slots=True)
class LargeNetwork:
    """What was made: the coordinator's person, who may sign in, and how much there is."""

    coordinator: UUID
    members: int
    sites: int
    capabilities: int


def make_large_network(members: int = 1000, capabilities: int = 5000, seed: int = SEED) -> LargeNetwork:
    """Fill the empty directory of an installation; call it inside ``installation()``, outside any scope."""
    from tsunagu.foundation.scope import Scope, acting

    chance, today = Random(seed), datetime.now(UTC).date()
    with acting(Scope("worker")):
        rows = _members(chance, members, today)
        sites = _sites(chance, rows)
        made = _capabilities(chance, sites, capabilities, today)
        _licences(chance, sites, today)
        _said(rows, sites)
        coordinator = _coordinator(rows[0], today)
    return LargeNetwork(coordinator, len(rows), len(sites), made)


def _members(chance: Random, count: int, today: date) -> list[Any]:
    from tsunagu.members.models import Member

    kinds = chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS], k=count)
    names = _names(chance, kinds)
    rows = [
        Member(
            key=f"member-{number:04d}", name_ja=ja, name_en=en, name_kana=kana if number % 2 else "",
            kind="association" if number == 0 else kind, joined_on=today - timedelta(days=400 + number),
            left_on=today - timedelta(days=30) if number % 50 == 49 else None,
            is_coordinator=number == 0, has_account=number == 0, is_demonstration=True,
        )
        for number, (kind, (ja, kana, en)) in enumerate(zip(kinds, names, strict=True))
    ]  # fmt: skip
    return Member.objects.bulk_create(rows)


def _names(chance: Random, kinds: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for number, kind in enumerate(kinds, 1):
        ja, kana, en = chance.choice(STEMS)
        town, town_en = chance.choice(PLACES)[:2]
        ending, ending_en = chance.choice(ENDINGS[kind])
        yield f"{town}{ja}{ending} {number}号", f"{kana}{number}", f"{town_en} {en} {ending_en} no. {number}"


def _sites(chance: Random, members: list[Any]) -> list[Any]:
    from tsunagu.members.domain.checks import gln_check_digit
    from tsunagu.members.models import Site

    rows = []
    for member in members:
        for place in range(1 if member.pk % 4 else 2):
            where = chance.choice(PLACES[:BAY] if chance.random() < 0.2 else PLACES)
            ja, en, prefecture, area, latitude, longitude = where
            digits = f"9524001{len(rows):05d}"
            rows.append(
                Site(
                    key=f"{member.key}-{place}", member=member, name_ja=f"{member.name_ja} {ja}",
                    name_en=f"{member.name_en}, {en}", place_ja=ja, place_en=en, prefecture=prefecture, area=area,
                    latitude=latitude, longitude=longitude, gln=digits + gln_check_digit(digits),
                )
            )  # fmt: skip
    return Site.objects.bulk_create(rows)


def _capabilities(chance: Random, sites: list[Any], count: int, today: date) -> int:
    from tsunagu.members.models import Capability

    rows: dict[tuple[Any, ...], Any] = {}
    turn = 0
    while len(rows) < count:
        row = _capability(chance, sites[turn % len(sites)], today)
        turn += 1
        rows.setdefault((row.site_id, row.key, row.cell_type, row.setting, row.band, row.valid_from), row)
        if turn > 40 * count:
            raise RuntimeError(f"{len(sites)} sites can't hold {count} different capabilities")
    return len(Capability.objects.bulk_create(rows.values()))


def _capability(chance: Random, site: Any, today: date) -> Any:
    from tsunagu.members.domain.capabilities import CAPABILITIES
    from tsunagu.members.domain.vocabulary import BANDS, CELL_TYPES, SETTINGS
    from tsunagu.members.models import Capability

    stage = chance.choice(STAGES[site.member.kind])
    one = chance.choice([word for word in CAPABILITIES.values() if word.stage == stage])
    cold = stage in ("storage", "transport")
    fate, is_stated = chance.random(), chance.random() < 2 / 3
    return Capability(
        member_id=site.member_id, site=site, stage=stage, key=one.key,
        cell_type=_perhaps(chance, CELL_TYPES) if not cold else "",
        setting=_perhaps(chance, SETTINGS), band=_perhaps(chance, BANDS) if cold else "",
        valid_from=today + timedelta(days=60) if 0.15 <= fate < 0.2 else today - timedelta(days=300),
        valid_until=_end(chance, fate, today),
        capacity_per_month=chance.randint(1, 40) if is_stated else None,
        lead_time_days=chance.choice((7, 14, 30, 60)) if is_stated else None,
    )  # fmt: skip


def _perhaps(chance: Random, words: Any) -> str:
    return chance.choice(list(words)) if chance.random() < 2 / 3 else ""


def _end(chance: Random, fate: float, today: date) -> date | None:
    if fate < 0.1:
        return today + timedelta(days=chance.randint(20, 300))
    return today - timedelta(days=20) if fate < 0.15 else None


def _licences(chance: Random, sites: list[Any], today: date) -> None:
    from tsunagu.members.models import Licence

    rows = []
    for number, site in enumerate(sites):
        kinds = LICENCES[site.member.kind]
        for kind in chance.sample(kinds, min(len(kinds), 1 + number % 2)):
            days = 30 if chance.random() < 0.08 else chance.randint(200, 1400)
            suspended = today - timedelta(days=5) if chance.random() < 0.02 else None
            rows.append(
                Licence(
                    member_id=site.member_id, site=site, kind=kind, number=f"BENCH-{number:05d}",
                    valid_from=today - timedelta(days=500), valid_until=today + timedelta(days=days),
                    suspended_on=suspended, suspended_reason="synthetic: suspended" if suspended else "",
                )
            )  # fmt: skip
    Licence.objects.bulk_create(rows)


def _said(members: Sequence[Any], sites: Sequence[Any]) -> None:
    """Write what members say of themselves beside their capabilities; it draws nothing, so the rest stays the same."""
    from tsunagu.members.models import Equipment, ProfilePart, SharedService

    kinds = ("cabinet", "incubator", "cytometer", "pcr", "tank")
    Equipment.objects.bulk_create(
        Equipment(
            member_id=site.member_id, site=site, key=f"bench-{number}", kind=kinds[number % 5],
            name_ja=f"第{number}号機", name_en=f"Device {number}",
        )
        for number, site in enumerate(sites)
    )  # fmt: skip
    SharedService.objects.bulk_create(
        SharedService(
            member=member, kind="equipment_use", name_ja=f"培養室{number}の共用", name_en=f"Shared room {number}",
            terms_ja="平日に限ります。事前の教育訓練が必要です。", terms_en="On weekdays, after training.",
            shown_to=("public", "members", "nobody")[number % 3],
        )
        for number, member in enumerate(members)
    )  # fmt: skip
    told = (
        "細胞の加工から輸送までを担います。臍帯と脂肪の間葉系幹細胞を扱い、治験と臨床研究の実績があります。"
    )
    ProfilePart.objects.bulk_create(
        ProfilePart(
            member=member, part="description", ja=f"{told}第{number}期の方針です。", shown_to="members"
        )
        for number, member in enumerate(members)
    )


def _coordinator(member: Any, today: date) -> UUID:
    from tsunagu.foundation.text import Text
    from tsunagu.members import services

    now = datetime.now(UTC)
    person = services.add_person(
        member.uuid, email="coordinator@network.example", name=Text("調整 担当", "C. Coordinator"), now=now
    )
    services.appoint(person.uuid, member.uuid, "coordinator", valid_from=today - timedelta(days=365))
    return UUID(str(person.uuid))
