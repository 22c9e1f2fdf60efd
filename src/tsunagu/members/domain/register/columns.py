"""The columns of a list of members, in their order, the headings that they go by, and words that may stand in them."""

from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text

Kind = Literal[
    "text", "number", "reading", "day", "kind", "fee_class", "prefecture", "email", "phone", "postal", "url"
]
NONE = "―"
SAYS_NONE = frozenset({NONE, "-", "—", "–", "−", "ー", "なし", "無し", "none"})
"""What says in a cell that there is nothing; an empty cell leaves what is registered."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, others that mean the same, its longest text, its width in a book.

    ``vague`` ones among the others mean something else where the column is named more plainly beside them: No. is
    then a running number, 会費 an amount.
    """

    key: str
    name: Text
    reads: Kind = "text"
    longest: int = 120
    width: int = 14
    others: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()


_ALL = (
    Column("number", Text("会員番号", "Member number"), "number", 20, 10,
           ("番号", "会員No", "会員No.", "会員ID", "会員コード", "No", "No.", "number"), ("番号", "No", "No.")),
    Column("name_ja", Text("会員名", "Name"), "text", 120, 34,
           ("会員名称", "名称", "機関名", "組織名", "法人名", "企業名", "団体名", "会社名", "会員名(日本語)",
            "会員名(和文)", "Name (Japanese)", "Organisation", "Organization")),
    Column("name_kana", Text("フリガナ", "Reading (kana)"), "reading", 160, 30,
           ("ふりがな", "カナ", "かな", "読み", "読み仮名", "読みがな", "よみがな", "ヨミガナ", "カナ名称",
            "会員名カナ", "会員名(カナ)", "会員名フリガナ", "会員名(フリガナ)", "会員名(ふりがな)", "名称カナ",
            "名称(カナ)", "法人名カナ", "法人名フリガナ", "会社名カナ", "機関名カナ", "団体名カナ",
            "Reading", "Kana", "Furigana", "Name (kana)")),
    Column("name_en", Text("会員名（英語）", "Name (English)"), "text", 120, 34,
           ("英語名", "英文名", "英文名称", "会員名(英文)", "英名", "English name")),
    Column("kind", Text("種別", "Kind"), "kind", width=10, others=("会員種別", "機関種別", "組織種別", "Type")),
    Column("fee_class", Text("会費区分", "Fee class"), "fee_class", width=20, others=("会員区分", "会費", "会費種別"),
           vague=("会費",)),
    Column("joined_on", Text("入会日", "Joined"), "day", width=12,
           others=("入会年月日", "加入日", "入会", "Joined on", "Date of joining")),
    Column("left_on", Text("退会日", "Left"), "day", width=12,
           others=("退会年月日", "脱退日", "退会", "Left on", "Date of leaving")),
    Column("representative", Text("代表者", "Representative"), longest=80, others=("代表者名", "代表者氏名", "代表")),
    Column("contact", Text("担当者", "Contact"), longest=80,
           others=("担当者名", "担当者氏名", "ご担当者", "連絡担当者", "窓口担当者", "窓口", "Contact person")),
    Column("email", Text("メール", "E-mail"), "email", 254, 30,
           ("メールアドレス", "Eメール", "電子メール", "Email", "Mail", "E-mail address")),
    Column("phone", Text("電話", "Phone"), "phone", 40, 16, ("電話番号", "TEL", "連絡先電話", "代表電話", "Telephone")),
    Column("postal_code", Text("郵便番号", "Postal code"), "postal", width=10, others=("〒", "Zip", "Zip code")),
    Column("prefecture", Text("都道府県", "Prefecture"), "prefecture", width=10, others=("都道府県名", "県名")),
    Column("address", Text("住所", "Address"), longest=200, width=36,
           others=("所在地", "本社所在地", "拠点", "拠点所在地", "地区", "市区町村"),
           vague=("拠点", "地区", "市区町村")),
    Column("website", Text("ウェブサイト", "Website"), "url", 200, 30,
           ("URL", "HP", "ホームページ", "Webサイト", "Web", "サイト")),
    Column("note", Text("備考", "Note"), longest=1000, width=30, others=("備考欄", "メモ", "摘要", "Notes", "Remarks")),
)  # fmt: skip
COLUMNS: dict[str, Column] = {one.key: one for one in _ALL}
NEEDED_WHEN_NEW = ("name_ja", "kind", "joined_on")
CANNOT_BE_NONE = frozenset({"name_ja", "name_en", "kind", "joined_on", "number"})
GROUPING = frozenset({"kind", "fee_class", "prefecture"})
"""Columns whose cells people merge downwards over the rows that share a word."""

KIND_SYNONYMS: dict[str, tuple[str, ...]] = {
    "company": ("会社", "民間企業", "民間", "法人", "事業者", "ベンチャー"),
    "university": ("大学等", "大学・研究機関", "学校", "学術機関", "研究機関", "アカデミア", "academia"),
    "hospital": ("医療機関", "病院等", "診療所", "クリニック", "医院", "clinic"),
    "public_body": ("公的機関等", "自治体", "行政", "官公庁", "国", "県", "市", "独立行政法人", "行政機関"),
    "association": ("協会", "学会", "財団", "社団", "npo", "組合", "その他団体"),
}
TOTALS = (
    "合計",
    "総計",
    "小計",
    "累計",
    "総数",
    "合 計",
    "計",
    "会員数",
    "total",
    "grand total",
    "subtotal",
    "以上",
)
EXAMPLE_MARK = "（記入例）"
"""Stands in the name of the row that shows how to fill in the template."""
REMARKS = ("※", "*", "注)", "注：", "注:", "（注", "(注")
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県",
    "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県",
    "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府",
    "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県",
    "鹿児島県", "沖縄県",
)  # fmt: skip


def column_name(key: str) -> Text:
    """Return the heading of a column."""
    return COLUMNS[key].name
