"""The reason that a person gives for an act: said, short, and text that can be kept."""

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST = 500


def check_reason(typed: str, longest: int = LONGEST) -> str:
    """Return the reason without surrounding space; refuse an empty, an endless or an unprintable one."""
    reason = check_text(typed, "reason", longest)
    if reason:
        return reason
    raise BadInput(
        "reason_needed",
        Text(f"理由を1〜{longest}文字で入力してください。", f"Give the reason in 1 to {longest} characters."),
        field="reason",
    )


def check_text(typed: str, field: str, longest: int) -> str:
    """Return the text without surrounding space; refuse one that is too long or holds control characters."""
    text = typed.strip()
    if len(text) > longest:
        raise BadInput(
            "text_too_long",
            Text(
                f"{longest}文字以内で入力してください（いま{len(text)}文字）。",
                f"Type at most {longest} characters (now {len(text)}).",
            ),
            field=field,
        )
    if any(_is_unprintable(one) for one in text):
        raise BadInput(
            "text_unprintable",
            Text(
                "表示できない文字が含まれています。入力し直してください。",
                "The text holds characters that can't be shown. Type it again.",
            ),
            field=field,
        )
    return text


def _is_unprintable(one: str) -> bool:
    return (one < " " and one not in "\n\t\r") or "\ud800" <= one <= "\udfff" or one == "\x7f"
