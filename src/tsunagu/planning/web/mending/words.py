"""Mendings in words: badges of states, why somebody can't be helped, by how much a date moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import MINUS

BADGES = {"proposed": "warn", "accepted": "ok", "declined": "stop", "outdated": "wait"}
PART_BADGES = {"waiting": "warn", "accepted": "ok", "declined": "stop", "told": "wait", "objected": "stop"}
CAUSES: Mapping[str, Text] = {
    "step_failed": Text("工程の不成立", "A step failed"),
    "out_of_specification": Text("規格外の試験結果", "Out of specification"),
    "unfit": Text("患者さんの都合", "Patient can't come"),
    "capacity": Text("枠の減少・閉鎖", "Capacity closed"),
    "late": Text("工程の遅れ", "A step is late"),
    "window": Text("間隔の限度", "A wait out of limits"),
}


def moved_text(before: datetime, after: datetime) -> str:
    """Say by how much a time moves, with its sign: ``+2日 3時間``; ``―`` where it stays."""
    hours = round((after - before).total_seconds() / 3600)
    if not hours:
        return "―"
    days, rest = divmod(abs(hours), 24)
    parts = []
    if days:
        parts.append(_("%(n)s days") % {"n": days} if days != 1 else _("1 day"))
    if rest:
        parts.append(_("%(n)s h") % {"n": rest})
    return ("+" if hours > 0 else MINUS) + " ".join(parts)


def unsaved_text(said: Sequence[str], name: Text) -> Text:
    """Return why nothing was found for a patient, and what would help."""
    code = said[0]
    if code == "closed" and name.ja:
        return Text(
            f"{name.ja}が必要な時間に開いていません。その時間の枠が公開されれば、代わりの日程を計算できます。",
            f"{name.en} is closed when it is needed. If it were offered then, other dates could be found.",
        )
    if code == "held" and name.ja:
        return Text(
            f"{name.ja}は、動かせない予定で埋まっています。枠がもう一つ増えれば、代わりの日程を計算できます。",
            f"{name.en} is held by dates that can't move. With one more, other dates could be found.",
        )
    if code in ("closed", "held"):
        return Text(
            "必要な枠が二か所以上で足りません。担い手の拠点に枠の追加を依頼するか、新しく日程を相談してください。",
            "Capacity lacks at more than one place. Ask the sites to offer more, or ask for dates anew.",
        )
    if code == "full":
        return Text(
            "ほかの症例を決められた範囲で動かしても、空きができません。枠を追加するか、新しく日程を相談してください。",
            "Others can't make room within what may be moved. Ask for more capacity, or for dates anew.",
        )
    return Text(
        "来院できない日、期限、工程間の時間の限度を同時に守れる日程がありません。条件を見直し、新しく日程を相談してください。",
        "No dates keep the patient's days, the last days and the limits between steps. Ask anew, otherwise.",
    )
