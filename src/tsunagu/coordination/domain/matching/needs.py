"""What a member posts: a need, an offer or an idea (シーズ), its words and texts, and the states it moves through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES, SETTINGS

KINDS: Mapping[str, Text] = {
    "need": Text("ニーズ", "Need"),
    "offer": Text("オファー", "Offer"),
    "idea": Text("シーズ", "Idea (seed)"),
}
STATES: Mapping[str, Text] = {
    "draft": Text("下書き", "Draft"),
    "open": Text("募集中", "Open"),
    "in_consultation": Text("相談中", "In consultation"),
    "answered": Text("成立", "Answered"),
    "closed": Text("終了", "Closed"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"open", "closed"}),
    "open": frozenset({"in_consultation", "answered", "closed"}),
    "in_consultation": frozenset({"open", "answered", "closed"}),
    "answered": frozenset({"open", "closed"}),
    "closed": frozenset({"open"}),
}
REASONS: Mapping[str, Text] = {
    "found_here": Text("このネットワークで相手が見つかった", "A partner was found here"),
    "found_elsewhere": Text("ネットワークの外で解決した", "Solved outside the network"),
    "no_partner": Text("相手が見つからなかった", "No partner was found"),
    "not_needed": Text("必要がなくなった", "No longer needed"),
    "over": Text("募集期間が終わった", "Its time is over"),
}
ASKING = frozenset({"open", "in_consultation"})
"""States in which members may still be introduced."""
LONGEST_TITLE, LONGEST_TEXT = 120, 4000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the taxonomy that a need names; an empty one leaves it open."""

    stage: str = ""
    capability: str = ""
    cell_type: str = ""
    setting: str = ""
    band: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is posted. Texts stand in one language or both; ``is_open`` is read by all members.

    ``lasts_until`` is the last day on which answers are welcome; none means until it is closed.
    """

    kind: str
    title: Text
    text: Text
    words: Words
    is_open: bool
    lasts_from: date
    lasts_until: date | None = None


def check_content(content: Content) -> None:
    """Refuse what can't be posted, at its field."""
    checks.check_word(content.kind, KINDS, "kind")
    _check_text(content.title, "title", LONGEST_TITLE)
    _check_text(content.text, "text", LONGEST_TEXT)
    words = content.words
    for field, value, known in (
        ("stage", words.stage, STAGES), ("capability", words.capability, CAPABILITIES),
        ("cell_type", words.cell_type, CELL_TYPES), ("setting", words.setting, SETTINGS),
        ("band", words.band, BANDS), ("area", words.area, AREAS),
    ):  # fmt: skip
        checks.check_word(value, known, field, may_be_empty=True)
    _check_stage(words)
    if content.lasts_until is not None and content.lasts_until < content.lasts_from:
        raise BadInput("period", PERIOD, "lasts_until")


def _check_text(text: Text, field: str, longest: int) -> None:
    if not (text.ja.strip() or text.en.strip()):
        raise BadInput("empty_text", MISSING[field], f"{field}_ja")
    for language, value in text.as_dict().items():
        if len(value) > longest:
            raise BadInput(
                "long_text",
                Text(f"{longest}文字以内で入力してください。", f"At most {longest} characters."),
                f"{field}_{language}",
            )


def _check_stage(words: Words) -> None:
    known = CAPABILITIES.get(words.capability)
    if known is None or not words.stage or known.stage == words.stage:
        return
    stage = STAGES[known.stage].name
    raise BadInput(
        "stage_of_capability",
        Text(
            f"「{known.name.ja}」は工程区分「{stage.ja}」の機能です。どちらかを直してください。",
            f"“{known.name.en}” belongs to the stage “{stage.en}”. Correct one of the two.",
        ),
        "capability",
    )


def either(text: Text) -> Text:
    """Return a text in both languages, a missing one taken from the other."""
    return Text(text.ja.strip() or text.en.strip(), text.en.strip() or text.ja.strip())


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a change of state that the table doesn't allow, saying where the need stands."""
    if wanted in TRANSITIONS[state]:
        return
    now, then = STATES[state], STATES[wanted]
    raise Refused(
        "need_state",
        Text(
            f"いまは「{now.ja}」のため、「{then.ja}」にはできません。画面を開き直して確かめてください。",
            f"It is “{now.en}” now and can't become “{then.en}”. Open the page again and look.",
        ),
    )


def check_reason(reason: str) -> None:
    """Refuse to close without one of the reasons."""
    if reason not in REASONS:
        raise BadInput("reason", NO_REASON, "reason")


MISSING: Mapping[str, Text] = {
    "title": Text(
        "題名を日本語か英語のどちらかで入力してください。", "Give a title in Japanese or in English."
    ),
    "text": Text(
        "内容を日本語か英語のどちらかで入力してください。", "Describe it in Japanese or in English."
    ),
}
PERIOD = Text(
    "募集の終了日が開始日より前です。日付を確かめてください。",
    "The last day is before the first. Check the dates.",
)
NO_REASON = Text("終了の理由を選んでください。", "Choose why it is closed.")
