"""What is said of a chain that doesn't hold."""

from tsunagu.coordination.domain.composing.problem import Step, Window
from tsunagu.coordination.domain.composing.shape import Part
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import SiteFacts

INCOMPLETE = Text(
    "登録のなくなった拠点または輸送路を含んでいます。もう一度組み立ててください。",
    "It contains a site or lane that is no longer registered. Compose it anew.",
)


def not_able(site: SiteFacts, part: Part) -> Text:
    """Say that a site can't take its part."""
    step = part.steps[0].name
    return Text(
        f"{site.name.ja}は、開始日に「{step.ja}」などの工程を引き受けられません（機能・能力・許認可・場所のいずれか）。",
        f"{site.name.en} can't take “{step.en}” on the first day (capability, capacity, licence or place).",
    )


def not_carried(origin: SiteFacts, target: SiteFacts) -> Text:
    """Say that a lane is missing."""
    return Text(
        f"{origin.name.ja}から{target.name.ja}へ運ぶ輸送路が、開始日にありません。",
        f"There is no lane from {origin.name.en} to {target.name.en} on the first day.",
    )


def too_late(step: Step, window: Window, hours: int) -> Text:
    """Say that a window is exceeded."""
    return Text(
        f"「{step.name.ja}」の開始まで{hours}時間かかり、「{window.name.ja}」の上限{window.max_hours}時間を超えます。",
        f"“{step.name.en}” begins after {hours} hours; “{window.name.en}” allows {window.max_hours}.",
    )


def on_no_day(step: Step, window: Window) -> Text:
    """Say that lanes leave on days with which a window holds on no weekday."""
    return Text(
        f"輸送路の運行する曜日の組み合わせでは、どの曜日に始めても、「{step.name.ja}」が"
        f"「{window.name.ja}」の上限{window.max_hours}時間に間に合いません。",
        f"The lanes leave on days on which “{step.name.en}” can’t begin within {window.max_hours} hours"
        f" (“{window.name.en}”), whichever weekday it starts on.",
    )
