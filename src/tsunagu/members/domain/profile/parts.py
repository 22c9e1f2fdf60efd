"""The parts of a member's page as data: the fields of each, and whether the coordinator approves a change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

Values = Mapping[str, Any]
"""What a part holds, by field, as JSON: text (``""`` is empty), numbers, lists of words, days as ISO text, None."""
Kind = Literal["line", "text", "word", "words", "site", "day", "whole", "degrees", "link", "email", "file"]


_NONE = Text("―", "―")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part.

    Attributes
    ----------
    words : name of the vocabulary it is chosen from. empty : what an empty one means.
    is_personal : it tells of a person, and is therefore kept out of the history.
    """

    key: str
    name: Text
    kind: Kind = "line"
    words: str = ""
    required: bool = False
    longest: int = 120
    help: Text | None = None
    empty: Text = _NONE
    unit: Text | None = None
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page; ``is_single`` has exactly one, else there is a list of them.

    ``is_approved``: a change that the member makes waits for the coordinator, unless a person of the roles
    ``vouched_by`` makes it. ``may_end``: it can be taken off. ``stops`` are fields that take an effect away: to
    fill in all of them, and nothing else, waits for nobody.
    """

    key: str
    name: Text
    about: Text
    fields: tuple[Field, ...]
    is_approved: bool = False
    vouched_by: frozenset[str] = frozenset()
    is_single: bool = False
    may_end: bool = False
    stops: frozenset[str] = frozenset()

    def field(self, key: str) -> Field:
        """Return a field by its key."""
        return next(one for one in self.fields if one.key == key)

    def waits_for(self, actor: Actor) -> bool:
        """Say whether what this person changes waits for the coordinator."""
        return self.is_approved and not actor.is_coordinator and not actor.holds(*self.vouched_by)

    def is_stop(self, before: Values, after: Values) -> bool:
        """Say whether a change does nothing but stop what was in force."""
        return (
            bool(self.stops)
            and set(after) == self.stops
            and all(after[key] and not before.get(key) for key in self.stops)
        )

    @property
    def personal(self) -> frozenset[str]:
        """The fields that tell of a person."""
        return frozenset(one.key for one in self.fields if one.is_personal)


_ANY = Text("限定なし", "Any")
_OPEN = Text("無期限", "Until further notice")
_SITE = Field("site", Text("拠点", "Site"), "site", required=True)
_FIRST = Field("valid_from", Text("開始日", "First day"), "day", required=True)
_LAST = Field(
    "valid_until", Text("終了日", "Last day"), "day", empty=_OPEN,
    help=Text("決まっていなければ空欄にします。", "Leave it empty where there is none."),
)  # fmt: skip
_SHOWN = Field("shown_to", Text("公開範囲", "Shown to"), "word", "shown_to", required=True)


def _both(key: str, ja: str, en: str, longest: int = 120, required: bool = True, kind: Kind = "line",
          is_personal: bool = False) -> tuple[Field, Field]:  # fmt: skip
    """Return the two fields of something that is said in both languages."""
    return (
        Field(f"{key}_ja", Text(f"{ja}（日本語）", f"{en} (Japanese)"), kind, "", required, longest,
              is_personal=is_personal),
        Field(f"{key}_en", Text(f"{ja}（英語）", f"{en} (English)"), kind, "", required, longest,
              is_personal=is_personal),
    )  # fmt: skip


def _told(key: str, ja: str, en: str) -> Field:
    return Field(f"{key}_shown_to", Text(f"{ja}の公開範囲", f"{en}: shown to"), "word", "shown_to", True)


_PARTS = (
    Part(
        "profile", Text("紹介", "Profile"),
        Text("どんな会員か、何を求めているか。項目ごとに公開範囲を選べます。",
             "Who the member is and what it seeks; each part is shown to whom you choose."),
        (
            *_both("description", "紹介文", "Description", 2000, False, "text"),
            _told("description", "紹介文", "Description"),
            Field("website_ja", Text("ウェブサイト", "Website"), "link", longest=200,
                  help=Text("https:// で始まるアドレス。", "An address that begins with https://.")),
            Field("website_en", Text("ウェブサイト（英語版）", "Website in English"), "link", longest=200),
            _told("website", "ウェブサイト", "Website"),
            Field("languages", Text("対応できる言語", "Languages spoken"), "words", "language"),
            _told("languages", "対応できる言語", "Languages"),
            *_both("seeks", "求めていること", "What it seeks", 1000, False, "text"),
            _told("seeks", "求めていること", "What it seeks"),
        ), is_single=True,
    ),
    Part(
        "basics", Text("基本情報", "Basics"),
        Text("名称・フリガナ・種別・代表電話。誰でも読めます。",
             "Name, its reading, kind and telephone; everybody reads them."),
        (
            *_both("name", "会員名", "Name"),
            Field("name_kana", Text("フリガナ", "Reading (kana)"), longest=160,
                  help=Text("一覧の並び順と検索に使います（例：カワサキサイボウケンキュウジョ）。法人格は省きます。",
                            "Lists are sorted and searched by it; leave the legal form out.")),
            Field("kind", Text("種別", "Kind"), "word", "member_kind", True),
            Field("phone", Text("代表電話", "Telephone"), longest=30),
        ), is_approved=True, is_single=True,
    ),
    Part(
        "site", Text("拠点", "Sites"),
        Text("働いている場所。誰でも読めます。", "Where the member works; everybody reads them."),
        (
            *_both("name", "拠点名", "Name"), *_both("place", "所在地（市区町村）", "Town", 60),
            Field("prefecture", Text("都道府県", "Prefecture"), required=True, longest=20,
                  help=Text("「神奈川県」のように日本語で入力します。", "In Japanese, such as 神奈川県.")),
            Field("area", Text("地域", "Area"), "word", "area", True),
            Field("latitude", Text("緯度", "Latitude"), "degrees", required=True,
                  help=Text("十進の度（例：35.5433）。", "Decimal degrees, such as 35.5433.")),
            Field("longitude", Text("経度", "Longitude"), "degrees", required=True,
                  help=Text("十進の度（例：139.7561）。", "Decimal degrees, such as 139.7561.")),
            Field("gln", Text("GLN（13桁）", "GLN (13 digits)"), required=True, longest=13,
                  help=Text("GS1事業者コードから付番した拠点の番号。最後の桁は検査数字です。",
                            "The site's number from GS1; its last digit is a check digit.")),
            Field("valid_until", Text("閉鎖する日", "Closes after"), "day",
                  empty=Text("閉鎖の予定なし", "Stays open"),
                  help=Text("この日の翌日から、この拠点の機能と許可は有効でなくなります。"
                            "予定のある症例・ロットの関係者に知らせが届きます。記録は残ります。",
                            "From the next day on nothing counts that the site can and may do; "
                            "those with cases and lots planned there are warned. Records stay.")),
        ), is_approved=True,
    ),
    Part(
        "capability", Text("機能", "Capabilities"),
        Text("拠点ごとに、何をどんな条件でできるか。誰でも読めます。",
             "What each site can do, and on which terms; everybody reads them."),
        (
            _SITE,
            Field("key", Text("機能", "Capability"), "word", "capability", True),
            Field("cell_type", Text("細胞・組織", "Cells and tissues"), "word", "cell_type", empty=_ANY),
            Field("setting", Text("区分（承認品・治験など）", "Setting"), "word", "setting", empty=_ANY),
            Field("band", Text("温度帯", "Temperature band"), "word", "band", empty=_ANY),
            Field("method", Text("方法", "Method"), "word", "method", empty=_ANY),
            Field("format", Text("形態", "Format"), "word", "format", empty=_ANY),
            Field("capacity_per_month", Text("月あたりの件数", "Patients or lots a month"), "whole",
                  unit=Text("件", "a month")),
            Field("lead_time_days", Text("契約から初回までの日数", "Days from agreement to first time"), "whole",
                  unit=Text("日", "days")),
            Field("price_thousand_yen", Text("1件の費用の目安", "Price of one, as a guide"), "whole",
                  unit=Text("千円", "thousand yen")),
            _FIRST, _LAST,
        ), is_approved=True,
    ),
    Part(
        "licence", Text("許可・認定", "Licences"),
        Text("番号・期限は誰でも読めます。証明書のファイルは会員だけが受け取れます。",
             "Everybody reads number and validity; only members get the evidence."),
        (
            _SITE,
            Field("kind", Text("許可・認定の種類", "Kind of licence"), "word", "licence_kind", True),
            Field("number", Text("番号", "Number"), required=True, longest=60),
            _FIRST, _LAST,
            Field("suspended_on", Text("停止日", "Suspended on"), "day", empty=Text("停止なし", "Not suspended"),
                  help=Text("停止だけを届け出ると、承認を待たずにすぐ掲載され、この日からこの拠点の工程は実施前確認で止まります。",
                            "A suspension alone is on the page at once: from this day the gates stop the steps here.")),
            Field("suspended_reason", Text("停止の理由", "Why it is suspended"), longest=200,
                  empty=Text("停止なし", "Not suspended")),
            Field("evidence", Text("証明書のファイル", "Evidence"), "file",
                  help=Text("PDF・PNG・JPEG、5 MBまで。", "PDF, PNG or JPEG, 5 MB at most.")),
        ), is_approved=True, stops=frozenset({"suspended_on", "suspended_reason"}),
    ),
    Part(
        "equipment", Text("機器", "Equipment"),
        Text("機器と校正期限。誰でも読めます。品質保証担当による変更は、すぐに掲載されます。",
             "Devices and their calibration; everybody reads them. Quality assurance changes them at once."),
        (
            _SITE, *_both("name", "機器名", "Name"),
            Field("kind", Text("機器の種類", "Kind"), "word", "equipment_kind", True),
            Field("calibrated_until", Text("校正期限", "Calibrated until"), "day",
                  empty=Text("記載なし", "Not stated")),
            Field("valid_until", Text("使用を終える日", "Used until"), "day",
                  empty=Text("使用中", "In use"),
                  help=Text("廃棄・移設などで使わなくなる日。記録は残ります。",
                            "Where it is scrapped or moved; its records stay.")),
        ), is_approved=True, vouched_by=frozenset({"quality"}),
    ),
    Part(
        "service", Text("共用・提供できること", "Shared with others"),
        Text("ほかの会員が使える機器・施設・サービス。", "Equipment, rooms and services that others may use."),
        (
            *_both("name", "名称", "Name"),
            Field("kind", Text("種類", "Kind"), "word", "service_kind", True),
            Field("site", Text("拠点", "Site"), "site", empty=Text("会員全体", "The whole member")),
            *_both("terms", "利用条件", "Terms", 1000, False, "text"),
            _SHOWN,
        ), may_end=True,
    ),
    Part(
        "contact", Text("連絡先", "Contacts"),
        Text("本人の同意を得た担当者。公開範囲は同意のとおりにします。",
             "People who consented, shown to whom they consented to."),
        (
            *_both("name", "氏名", "Name", 80, True, "line", True),
            *_both("title", "所属・役職", "Department and title", 120, False, "line", True),
            Field("email", Text("メール", "E-mail"), "email", longest=254, is_personal=True),
            Field("phone", Text("電話", "Telephone"), longest=30, is_personal=True),
            Field("purpose", Text("用件", "For what"), "word", "purpose", True),
            Field("shown_to", Text("本人が同意した公開範囲", "Shown to, as the person consented"), "word",
                  "told_to", True),
            Field("consented_on", Text("本人が同意した日", "Day of the person's consent"), "day", required=True),
        ), may_end=True,
    ),
)  # fmt: skip
PARTS: Mapping[str, Part] = {part.key: part for part in _PARTS}
PROFILE_TEXTS = ("description", "website", "languages", "seeks")
"""The parts of the profile that are shown or not, each by itself."""
