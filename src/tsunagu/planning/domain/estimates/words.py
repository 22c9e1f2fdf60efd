"""Estimates in words: what they are about, and their figures."""

from collections.abc import Mapping

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import ACTIONS

NAMES: Mapping[str, Text] = {
    "late_share": Text("遅れる割合", "Share late"),
    "late_hours": Text("遅れの平均", "Mean lateness"),
    "failure": Text("不成立の割合", "Share that fails"),
    "hours": Text("所要時間の中央値", "Median duration"),
    "yield": Text("細胞収量の中央値（予定比）", "Median of cells made (of the planned)"),
    "released": Text("出荷できた製剤数の平均（予定比）", "Mean of doses released (of the planned)"),
    "spread": Text("ロット間のばらつき（標準偏差）", "Spread between lots (standard deviation)"),
    "lost": Text("ロットが不成立になる割合", "Share of lots that are lost"),
}
KINDS: Mapping[str, Text] = {
    "chance": Text("遅れと不成立", "Lateness and failure"),
    "duration": Text("所要時間", "Duration"),
    "yield": Text("工程の細胞収量", "Cells per step"),
    "lot": Text("ロットの収量", "Doses per lot"),
}
SHARES = ("late_share", "failure", "yield", "released", "spread", "lost")
NETWORK = Text("ネットワーク全体", "Whole network")


def action_text(action: str) -> Text:
    """Return the name of an action; an unknown one shows its key."""
    return ACTIONS.get(action, Text(action, action))


def where_text(place: Place, sites: Mapping[str, Text]) -> Text:
    """Return the site, the lane or the network that a place is about."""
    if not place.site:
        return NETWORK
    site = sites.get(place.site, Text(place.site, place.site))
    if not place.origin:
        return site
    origin = sites.get(place.origin, Text(place.origin, place.origin))
    return Text(f"{origin.ja} → {site.ja}", f"{origin.en} → {site.en}")


def what_text(place: Place, route: Route | None) -> Text:
    """Return the action, the step of a route, or of lots the route, that a place is about."""
    if route is None or not route.has_step(place.step):
        return action_text(place.action)
    if place.kind == "lot":
        return route.name
    step = route.step(place.step).name
    return Text(f"{route.name.ja}「{step.ja}」", f"{route.name.en}, {step.en}")


def place_text(place: Place, sites: Mapping[str, Text], route: Route | None = None) -> Text:
    """Return what an estimate is about in one phrase."""
    kind, where, what = KINDS[place.kind], where_text(place, sites), what_text(place, route)
    return Text(f"{where.ja}の{what.ja}の{kind.ja}", f"{kind.en.lower()} of {what.en} ({where.en})")


def figure_text(name: str, value: float | None) -> Text:
    """Return a figure with its unit; None is an open end."""
    if value is None:
        return Text("上限なし", "open")
    if name in SHARES:
        share = f"{value * 100:.1f} %"
        return Text(share, share)
    return Text(f"{value:.1f}時間", f"{value:.1f} h")
