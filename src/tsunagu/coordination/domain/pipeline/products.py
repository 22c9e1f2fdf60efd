"""What is written of a product 開発品目, and of special-zone measures 特区制度 that it uses."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.coordination.domain.pipeline.checks import check_length
from tsunagu.foundation.text import Text
from tsunagu.members.domain.checks import check_name, check_word
from tsunagu.members.domain.vocabulary import CELL_TYPES, SETTINGS

SOURCES: dict[str, Text] = {
    "autologous": Text("自家", "Autologous"),
    "allogeneic": Text("他家", "Allogeneic"),
}
MEASURES: dict[str, Text] = {
    "national_strategic": Text("国家戦略特区", "National Strategic Special Zone"),
    "comprehensive": Text("総合特区", "Comprehensive Special Zone"),
    "structural_reform": Text("構造改革特区", "Structural Reform Special Zone"),
    "tax": Text("税制の支援", "Tax support"),
    "finance": Text("利子補給・金融支援", "Interest subsidy, finance"),
    "regulatory": Text("規制の特例", "Regulatory exception"),
    "other": Text("その他の制度", "Other measure"),
}
LONGEST_TEXT = 200
LONGEST_SUMMARY = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a product beside its stages; words of the vocabularies, empty where not yet known."""

    name: Text
    cell_type: str
    source: str
    is_gene_modified: bool
    indication: Text
    setting: str = ""
    route: str = ""
    summary: str = ""
    is_open: bool = False
    need: UUID | None = None


def check_card(card: Card) -> None:
    """Refuse a card with a name missing, unknown words or texts that are too long."""
    check_name(card.name)
    check_word(card.cell_type, CELL_TYPES, "cell_type")
    check_word(card.source, SOURCES, "source")
    check_word(card.setting, SETTINGS, "setting", may_be_empty=True)
    check_length(card.indication.ja, LONGEST_TEXT, "indication_ja", may_be_empty=False)
    check_length(card.indication.en, LONGEST_TEXT, "indication_en")
    check_length(card.summary, LONGEST_SUMMARY, "summary")
