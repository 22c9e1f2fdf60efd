"""What law and care demand of a route: consent, bands, releases, evaluation before the patient."""

from collections.abc import Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import vocabulary as words
from tsunagu.therapies.domain.route import Characteristic, Dose, Route, Step

Fault = tuple[str, Text]
UNREAD = "unknown"
NO_LIMITS = frozenset({"information", "reference"})
"""Weights whose characteristics need no limits; a reference may have none."""
MADE_IN = frozenset({"processing", "manufacturing"})


def check_rules(route: Route, place: Mapping[str, str]) -> Iterator[Fault]:
    """Yield faults of single steps and of the route's head."""
    for step in route.steps:
        at = place[step.key]
        yield from _check_step(step, at)
        yield from _check_extras(step, at)
        if step.action == "collect" and not {"donation", "treatment", "trial"} & set(route.consents):
            yield (
                f"{at}.action",
                Text(
                    "採取には同意の目的が必要です。"
                    "consents に donation、treatment、trial のどれかを加えてください。",
                    "Collecting needs a purpose of consent; add donation, treatment or trial to consents.",
                ),
            )
    yield from _check_kind(route)
    yield from _check_law(route)
    for panel in route.panels:
        for number, one in enumerate(panel.characteristics):
            yield from _check_limits(one, f"panels.{panel.key}.characteristics[{number}]")


def _check_step(step: Step, at: str) -> Iterator[Fault]:
    if step.action == "transport" and step.band is None:
        yield (
            f"{at}.action",
            Text(
                "輸送には温度帯（band）を書いてください。", "A transport needs a condition band; write band."
            ),
        )
    if step.action == "administer" and not step.needs_release:
        yield (
            f"{at}.action",
            Text(
                "投与には needs_release: true が必要です。",
                "An administration needs needs_release: true.",
            ),
        )
    if step.action == "test" and step.panel is None:
        yield (
            f"{at}.action",
            Text("試験には panel を書いてください。", "A test needs a panel."),
        )
    if step.action == "release" and step.releases is None:
        yield (
            f"{at}.action",
            Text(
                "出荷判定には releases を書いてください。",
                "A release needs to say what it releases; write releases.",
            ),
        )


def _check_extras(step: Step, at: str) -> Iterator[Fault]:
    if step.panel is not None and step.action not in ("test", "accept", UNREAD):
        yield (
            f"{at}.panel",
            Text(
                "結果を入れられるのは試験と受入判定だけです。試験の工程を分けてください。",
                "Only a test or an acceptance enters results; make the test a step of its own.",
            ),
        )
    if step.action not in ("release", UNREAD) and step.releases is not None:
        yield (
            f"{at}.releases",
            Text("releases を書けるのは出荷判定だけです。", "Only a release step may have releases."),
        )


def _check_kind(route: Route) -> Iterator[Fault]:
    actions = {step.action for step in route.steps}
    if route.kind == "production":
        if route.makes is None:
            yield (
                "kind",
                Text("製造の工程フローには makes（作る現品）が必要です。", "A production route needs makes."),
            )
        elif not any(flow.product == route.makes for step in route.steps for flow in step.outputs):
            yield (
                "makes",
                Text(f"「{route.makes}」を作る工程がありません。", f"No step makes {route.makes!r}."),
            )
        if "administer" in actions:
            yield (
                "kind",
                Text("製造の工程フローに投与は置けません。", "A production route can't administer."),
            )
    if route.kind == "treatment":
        if route.makes is not None:
            yield "makes", Text("makes を書けるのは製造だけです。", "Only a production route has makes.")
        if "administer" not in actions and UNREAD not in actions:
            yield (
                "kind",
                Text("治療の工程フローには投与が必要です。", "A treatment route needs an administration."),
            )


def _check_law(route: Route) -> Iterator[Fault]:
    if route.setting in ("research", "treatment") and route.legal.plan_class is None:
        yield (
            "setting",
            Text(
                "再生医療等安全性確保法の計画区分（legal.plan_class）を書いてください。",
                "The Safety Act needs a plan class; write legal.plan_class.",
            ),
        )
    if route.legal.conditional and route.setting != "approved":
        yield (
            "legal.conditional",
            Text(
                "条件及び期限付承認は承認品だけにあります。", "Only an approved product can be conditional."
            ),
        )
    dose = route.dose
    if dose is None:
        return
    if dose.per_kg_cells is not None and dose.weight_valid_days is None:
        yield (
            "dose.per_kg_cells",
            Text(
                "体重あたりの用量には weight_valid_days（体重の有効日数）が必要です。",
                "A dose per weight needs weight_valid_days.",
            ),
        )
    if dose.min_cells is not None and dose.max_cells is not None and dose.min_cells > dose.max_cells:
        yield (
            "dose.min_cells",
            Text("最小用量が最大用量を超えています。", "The least dose is above the greatest."),
        )
    yield from _check_components(route, dose)


def _check_components(route: Route, dose: Dose) -> Iterator[Fault]:
    given = {flow.product for step in route.steps if step.action == "administer" for flow in step.inputs}
    if dose.component_order and set(dose.component_order) != given:
        yield (
            "dose.component_order",
            Text(
                "投与の順序には、投与する現品の種類をすべて、それだけを書いてください。",
                "The order of components names every product that is administered, and nothing else.",
            ),
        )


def _check_limits(one: Characteristic, at: str) -> Iterator[Fault]:
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
        yield f"{at}.minimum", Text("下限が上限を超えています。", "The minimum is above the maximum.")
    has_limit = (one.minimum, one.maximum, one.expected) != (None, None, None)
    if one.weight == "reference" and has_limit:
        yield (
            f"{at}.weight",
            Text(
                "参考（reference）の特性に規格は書けません。規格で判定するなら release にしてください。",
                "A reference has no limits; drop them, or make it release if it is judged by them.",
            ),
        )
    if one.weight not in NO_LIMITS and not has_limit and one.weight != UNREAD:
        yield (
            f"{at}.weight",
            Text(
                "規格（minimum、maximum、expected のどれか）を書いてください。",
                "Write its limits: minimum, maximum or expected.",
            ),
        )


def check_panels(route: Route, place: Mapping[str, str]) -> Iterator[Fault]:
    """Yield panels that are demanded before anyone has entered them; the graph must be sound."""
    known = {panel.key for panel in route.panels}
    for step in route.steps:
        entered = {route.step(key).panel for key in route.ancestors(step.key)}
        for panel in step.requires_panels:
            if panel in known and panel not in entered:
                yield (
                    f"{place[step.key]}.requires_panels",
                    Text(
                        f"「{panel}」の結果を入れる工程がこれより前にありません。",
                        f"No earlier step enters the results of {panel!r}.",
                    ),
                )


def check_release(route: Route, place: Mapping[str, str]) -> Iterator[Fault]:
    """Yield releases that the setting demands and the route lacks; the graph must be sound.

    A production route needs them; a treatment route needs them before the administration where cells are
    processed or manufactured within it (what is only drawn from a lot was released with the lot).
    """
    wanted = route.releases_needed
    if route.kind == "production":
        given = {step.releases for step in route.steps}
        yield from _missing("steps", [kind for kind in wanted if kind not in given], route)
        return
    for step in route.steps:
        if step.action == "administer":
            before = [route.step(key) for key in route.ancestors(step.key)]
            is_made = any(one.action == "process" and one.stage in MADE_IN for one in before)
            if is_made or not any(one.action == "allocate" for one in before):
                given = {one.releases for one in before}
                lacking = [kind for kind in wanted if kind not in given]
                yield from _missing(f"{place[step.key]}.after", lacking, route)


def _missing(path: str, lacking: list[words.ReleaseKind], route: Route) -> Iterator[Fault]:
    if lacking:
        ja = "、".join(words.RELEASES[kind].ja for kind in lacking)
        en = ", ".join(words.RELEASES[kind].en for kind in lacking)
        setting = words.SETTINGS[route.setting]
        yield (
            path,
            Text(
                f"{setting.ja}に必要な {ja} がありません。",
                f"{setting.en} needs this release before: {en}.",
            ),
        )
