"""Results in words: negative, not detected, conforming, normal, and what people type for them."""

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.text import Text

NOT_YET = frozenset({"試験中", "判定中", "未判定", "未実施", "実施中", "pending", "running", "in progress"})
WORDS: dict[str, frozenset[str]] = {
    "negative": frozenset({"陰性", "negative", "neg", "neg.", "(-)"}),
    "not_detected": frozenset(
        {
            "不検出",
            "未検出",
            "検出せず",
            "検出されず",
            "検出しない",
            "検出限界未満",
            "not detected",
            "not_detected",
            "nd",
            "n.d.",
            "bld",
        }
    ),
    "positive": frozenset({"陽性", "positive", "pos", "pos.", "(+)"}),
    "detected": frozenset({"検出", "検出あり", "detected"}),
    "conforming": frozenset({"適合", "合格", "conforming", "conforms", "pass", "passed"}),
    "nonconforming": frozenset({"不適合", "不合格", "nonconforming", "non-conforming", "fail", "failed"}),
    "normal": frozenset({"正常", "異常なし", "normal"}),
    "abnormal": frozenset({"異常", "異常あり", "abnormal"}),
    "indeterminate": frozenset(
        {
            "判定保留",
            "判定不能",
            "擬陽性",
            "偽陽性",
            "疑陽性",
            "±",
            "(±)",
            "indeterminate",
            "equivocal",
            "invalid",
        }
    ),
}
NAMES: dict[str, Text] = {
    "negative": Text("陰性", "negative"),
    "not_detected": Text("不検出", "not detected"),
    "positive": Text("陽性", "positive"),
    "detected": Text("検出", "detected"),
    "conforming": Text("適合", "conforming"),
    "nonconforming": Text("不適合", "non-conforming"),
    "normal": Text("正常", "normal"),
    "abnormal": Text("異常", "abnormal"),
    "indeterminate": Text("判定保留", "indeterminate"),
}
# Words that may stand for each other when a result is compared with what is expected.
EQUAL: dict[str, frozenset[str]] = {
    "negative": frozenset({"negative", "not_detected"}),
    "not_detected": frozenset({"negative", "not_detected"}),
    "positive": frozenset({"positive", "detected"}),
    "detected": frozenset({"positive", "detected"}),
}
# Words that answer the question that the expected word asks; others are refused as a slip.
ANSWERS: dict[str, frozenset[str]] = {
    word: group
    for group in (
        frozenset({"negative", "not_detected", "positive", "detected", "indeterminate"}),
        frozenset({"conforming", "nonconforming", "indeterminate"}),
        frozenset({"normal", "abnormal", "indeterminate"}),
    )
    for word in group - {"indeterminate"}
}
_ORDER = (
    "negative",
    "not_detected",
    "positive",
    "detected",
    "conforming",
    "nonconforming",
    "normal",
    "abnormal",
)
RUNNING = "running"
"""What is chosen where the test still runs; as a typed text it means the same."""
_BY_TYPED = {typed: word for word, typings in WORDS.items() for typed in typings}


def word_in(text: str) -> str | None:
    """Return the key of the word that was typed, or None."""
    return _BY_TYPED.get(normalised(text).lower())


def choices_for(expected: str) -> list[tuple[str, Text]]:
    """Return the words that answer what is expected, the expected one first, and that the test still runs.

    Each key is also a text that ``word_in`` or ``is_not_yet`` understands, so that a choice is like what is typed.
    """
    answers = ANSWERS.get(expected, frozenset({expected}))
    words = [one for one in _ORDER if one in answers and one != expected]
    last = ["indeterminate"] if "indeterminate" in answers else []
    return [(one, word_name(one)) for one in (expected, *words, *last)] + [
        (RUNNING, Text("試験中", "still running"))
    ]


def choice_in(text: str) -> str:
    """Return the choice that a typed text stands for, or the text itself."""
    return RUNNING if is_not_yet(text) else word_in(text) or text


def is_not_yet(text: str) -> bool:
    """Return whether the text says that the test is still running."""
    return normalised(text).lower() in NOT_YET


def word_name(key: str) -> Text:
    """Return the word as people read it."""
    return NAMES.get(key, Text(key, key))
