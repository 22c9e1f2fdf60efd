"""Reasons in words, as a coordinator at a hospital reads them."""

from tsunagu.foundation.text import Text

PROCESS = Text(
    "どの工程も待たずに進む日程です。これより早くするには、工程そのものを短くするしかありません。",
    "No step waits for anything: only shorter steps would make it earlier.",
)


def reason_text(kind: str, hours: int, name: Text, week: Text) -> Text:
    """Return why a date isn't earlier.

    Parameters
    ----------
    kind : of ``explain.binding.Reason``; ``hours``: by how much the date would be earlier without it.
    name : the resource with its site; ``week``: the days on which it is open, empty where it always is.
    """
    gain = _gain(hours)
    if kind == "taken":
        return Text(
            f"{name.ja}の枠が、ほかの症例で埋まっているためです（空けば{gain.ja}早まります）。",
            f"{name.en} is taken by others (if it were free: {gain.en} earlier).",
        )
    if kind == "hours":
        days = _on_days(week)
        return Text(
            f"{name.ja}{days.ja}の受入れ時間が限られているためです（いつでも使えれば{gain.ja}早まります）。",
            f"{name.en}{days.en} is open for limited hours (if it were always open: {gain.en} earlier).",
        )
    if kind == "patient":
        return Text(
            f"患者さんが来院できない日があるためです（すべて来院できれば{gain.ja}早まります）。",
            f"The patient can't come on some days (otherwise: {gain.en} earlier).",
        )
    if kind == "office":
        return Text(
            f"登録など急がない事務を、平日の執務時間に行うためです（いつでも行えれば{gain.ja}早まります）。",
            "Desk work that can wait, such as registration, is done in office hours"
            f" (if at any hour: {gain.en} earlier).",
        )
    if kind == "ready":
        return Text(
            f"採取できる日が決まっているためです（今日から採取できれば{gain.ja}早まります）。",
            f"The patient isn't ready before (if ready today: {gain.en} earlier).",
        )
    return PROCESS


def obstacle_text(kind: str, name: Text, week: Text) -> Text:
    """Return what keeps a plan from being possible, as a noun that a date can follow."""
    if kind == "taken":
        return Text(f"{name.ja}の枠が、ほかの症例で埋まっています。", f"{name.en} is taken by others.")
    if kind == "hours":
        days = _on_days(week)
        return Text(
            f"{name.ja}{days.ja}の受入れ時間では、製品の期限や待ち時間の限度に間に合いません。",
            f"The hours of {name.en}{days.en} break a shelf life or a longest wait.",
        )
    if kind == "patient":
        return Text("患者さんが来院できない日が多すぎます。", "The patient can't come on too many days.")
    if kind == "office":
        return Text(
            "登録や判定などの事務を執務時間だけに行うと、製品の期限や待ち時間の限度に間に合いません。",
            "Desk work in office hours alone breaks a shelf life or a longest wait.",
        )
    if kind == "latest":
        return Text("採取または投与の期限に間に合いません。", "The last days stated can't be met.")
    return Text("採取できる日が遅すぎます。", "The patient is ready too late.")


def _on_days(week: Text) -> Text:
    return Text(f"（{week.ja}）" if week.ja else "", f" ({week.en})" if week.en else "")


def _gain(hours: int) -> Text:
    if hours < 24:
        return Text(f"{hours}時間", f"{hours} h")
    days = f"{hours / 24:.1f}".removesuffix(".0")
    return Text(f"{days}日", f"{days} days" if days != "1" else "1 day")
