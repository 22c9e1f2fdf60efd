"""An application as it is handed in: its values, and what must be right about them."""

from dataclasses import dataclass

from tsunagu.foundation.brake import Ceiling
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.checks import check_email, check_reading, check_word
from tsunagu.members.domain.register.columns import COLUMNS, PREFECTURES
from tsunagu.members.domain.register.record import Record
from tsunagu.members.domain.register.terms import Terms
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import MEMBER_KINDS

NEEDED = ("name_ja", "kind", "fee_class", "representative", "contact", "email", "prefecture", "address")
LONGEST_WORDS = 1000
MOST_APPLICATIONS = Ceiling(10)
"""Within an hour: a network that asks everybody to join gets a handful on its best day, and a person reads each."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an organisation says when it applies: ``stages`` are those in which it can do something.

    ``name_kana`` is the reading フリガナ of its name, or empty; lists are in its order.
    """

    name_ja: str
    kind: str
    fee_class: str
    representative: str
    contact: str
    email: str
    prefecture: str
    address: str
    name_kana: str = ""
    name_en: str = ""
    phone: str = ""
    website: str = ""
    stages: tuple[str, ...] = ()
    offers: str = ""
    seeks: str = ""
    has_consented: bool = False
    has_agreed: bool = False

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en or self.name_ja)

    def record(self) -> Record:
        """Return the record that the member would have."""
        return Record(
            name_ja=self.name_ja, name_kana=self.name_kana, name_en=self.name_en or self.name_ja, kind=self.kind,
            fee_class=self.fee_class, representative=self.representative, contact=self.contact, email=self.email,
            phone=self.phone, prefecture=self.prefecture, address=self.address, website=self.website,
        )  # fmt: skip


def check_applied(applied: Applied, terms: Terms) -> None:
    """Refuse an application that lacks something, has something that can't be, or comes without consent."""
    for key in NEEDED:
        if not getattr(applied, key).strip():
            raise BadInput("needed", Text("入力してください。", "This is needed."), key)
    for key in ("name_ja", "name_en", "representative", "contact", "email", "phone", "address", "website"):
        _check_length(key, getattr(applied, key), COLUMNS[key].longest)
    for key in ("offers", "seeks"):
        _check_length(key, getattr(applied, key), LONGEST_WORDS)
    check_reading(applied.name_kana)
    check_email(applied.email)
    check_word(applied.kind, MEMBER_KINDS, "kind")
    check_word(applied.fee_class, terms.classes, "fee_class")
    check_word(applied.prefecture, PREFECTURES, "prefecture")
    for stage in applied.stages:
        check_word(stage, STAGES, "stages")
    if not applied.has_consented:
        raise BadInput("consent", _CONSENT, "has_consented")
    if not applied.has_agreed:
        raise BadInput("agreement", _AGREEMENT, "has_agreed")


def _check_length(key: str, value: str, longest: int) -> None:
    if len(value) > longest:
        raise BadInput(
            "too_long", Text(f"{longest}文字以内で入力してください。", f"At most {longest} characters."), key
        )


_CONSENT = Text(
    "連絡先の取扱いへの同意が必要です。内容を読んで、チェックを入れてください。",
    "Please read how the contact is used and tick the box.",
)
_AGREEMENT = Text(
    "会則への同意が必要です。内容を読んで、チェックを入れてください。",
    "Please read the rules and tick the box.",
)
