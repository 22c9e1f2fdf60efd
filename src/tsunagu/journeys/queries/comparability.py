"""What a comparability study takes from therapies and journeys: products to study, characteristics, results of lots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.comparability import Criterion
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.evaluation.queries.comparability import LotView, StudyView, ValueView
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Journey
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import all_sites
from tsunagu.therapies.domain.route import Characteristic, Route
from tsunagu.therapies.queries import legal_bases, newest_route, routes_list

MAKING = frozenset({"processing", "manufacturing"})
OPEN_SIGNS = "<>≤≥"
TWIN = "-production"
"""The production of a therapy is named after it."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a study is about: the routes of one therapy, whose approval it is, and who may make it."""

    keys: tuple[str, ...]
    name: Text
    is_barred: bool
    holder: UUID
    manufacturers: dict[UUID, Text]


def products_for(actor: Actor, now: datetime) -> list[Product]:
    """Return the products that a person may plan a study for, those barred until then first."""
    found = [
        one
        for one in _products(now)
        if (actor.holds(HOLDER) and actor.member_uuid == one.holder)
        or (actor.holds(QUALITY) and actor.member_uuid in one.manufacturers)
    ]
    return sorted(found, key=lambda one: (not one.is_barred, one.name.ja))


def product_of(keys: Iterable[str], now: datetime) -> Product | None:
    """Return the product whose routes are exactly these."""
    wanted = set(keys)
    return next((one for one in _products(now) if set(one.keys) == wanted), None)


def _products(now: datetime) -> list[Product]:
    routes: dict[str, list[Route]] = {}
    for one in routes_list():
        routes.setdefault(one.key.removesuffix(TWIN), []).append(newest_route(one.key))
    sites = {
        site.uuid: (site.member.uuid, {each.key for each in site.capabilities})
        for site in all_sites(now.date())
    }
    found = []
    for pair in routes.values():
        if (product := _product(sorted(pair, key=lambda route: route.kind), sites)) is not None:
            found.append(product)
    return found


def _product(pair: list[Route], sites: dict[UUID, tuple[UUID, set[str]]]) -> Product | None:
    bases = [basis for route in pair for basis in legal_bases(route.key, route.setting)]
    holders = {basis.holder for basis in bases}
    if len(holders) != 1:
        return None
    needed = {step.capability for route in pair for step in route.steps if step.stage in MAKING}
    named = {site for basis in bases for site in basis.named_sites}
    makers = {sites[site][0] for site in named if site in sites and sites[site][1] & needed}
    treatment = next((one for one in pair if one.kind == "treatment"), pair[0])
    is_barred = any(route.legal.barred_until == "comparability" for route in pair)
    keys = tuple(sorted(route.key for route in pair))
    return Product(keys, treatment.name, is_barred, holders.pop(), dict(sorted(member_names(makers).items())))


@dataclass(frozen=True, slots=True)
class Measurable:
    """A characteristic with a figure, and the panel whose results stand for a lot."""

    characteristic: Characteristic
    panel: str


def measurable(keys: Iterable[str]) -> dict[str, Measurable]:
    """Return the characteristics of routes that are figures; the last panel that has one stands for the lot."""
    routes = [newest_route(key) for key in sorted(keys)]
    routes = [one for one in routes if one.kind == "production"] or routes
    found: dict[str, Measurable] = {}
    for route in routes:
        tested = [step.panel for step in route.order if step.panel is not None]
        for panel in reversed(tested):
            for one in route.panel(panel).characteristics:
                if one.expected is None and one.unit:
                    found.setdefault(one.key, Measurable(one, panel))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A result in the ledger for a lot and a criterion; ``problem`` says why it isn't taken."""

    lot: str
    criterion: Criterion
    result: ResultView | None
    was: str = ""
    problem: Text | None = None

    @property
    def number(self) -> Decimal | None:
        """The figure, as exact as it is kept."""
        if self.result is None or self.result.number is None:
            return None
        return Decimal(str(self.result.number))

    @property
    def is_new(self) -> bool:
        """Whether it would be recorded."""
        return (
            self.problem is None
            and self.number is not None
            and (not self.was or Decimal(self.was) != self.number)
        )


def results_for(
    study: StudyView, criteria: Iterable[Criterion], lots: Iterable[LotView], values: Iterable[ValueView]
) -> list[Found]:
    """Return the verified results of the study's lots that were made on the platform, as they stand now.

    A lot is found by its number among the productions of the study's products that the reader takes part in.
    """
    chosen = [one for one in lots if one.excluded_at is None]
    chains = production_chains(study, [one.label for one in chosen])
    panels = {key: one.panel for key, one in measurable(study.therapies).items()}
    known = {(one.lot, one.characteristic): one.number for one in values}
    found = list[Found]()
    for lot in chosen:
        if (chain := chains.get(lot.label)) is None:
            continue
        results = results_of([chain])
        for one in criteria:
            own = [r for r in results if r.characteristic == one.key and r.panel == panels.get(one.key)]
            newest = max(own, key=lambda r: (r.attempt, r.tested_at), default=None)
            was = known.get((lot.uuid, one.key), "")
            found.append(Found(lot.label, one, newest, was, _problem(newest, one)))
    return found


def production_chains(study: StudyView, labels: Iterable[str]) -> dict[str, UUID]:
    """Return the chains of productions by their numbers, those that the reader takes part in, opened."""
    with gate_scope():
        rows = Journey.objects.filter(
            kind="production", route__in=study.therapies, number__in=list(labels)
        ).values_list("number", "chain")
        found = dict(rows)
    opened = open_if_party(found.values())
    return {number: chain for number, chain in found.items() if chain in opened}


def lots_made(study: StudyView) -> list[tuple[str, datetime]]:
    """Return the lots of the study's products that the reader takes part in: number and when begun, newest first."""
    with gate_scope():
        rows = Journey.objects.filter(kind="production", route__in=study.therapies)
        found = list(rows.order_by("-started_at").values_list("number", "chain", "started_at"))
    opened = open_if_party(chain for _, chain, _ in found)
    return [(number, started_at) for number, chain, started_at in found if chain in opened]


def _problem(result: ResultView | None, one: Criterion) -> Text | None:
    if result is None or result.state == "pending":
        return Text("結果がまだありません", "no result yet")
    if result.counts_as == "unverified":
        return Text("別の人による確認待ちです", "awaits its second person")
    if not result.is_in_force:
        return Text("有効な結果ではありません", "not in force")
    if result.number is None or result.text[:1] in OPEN_SIGNS:
        return Text("不等号付きまたは数値でないため集計できません", "a sign or no figure: can't be analysed")
    if result.unit != one.unit:
        return Text("計画の単位と異なります", "not in the plan's unit")
    if one.scale == "log" and result.number <= 0:
        return Text("比で比べるには正の数が必要です", "a ratio needs a positive figure")
    return None


def therapy_name(keys: Iterable[str]) -> Text:
    """Return the name of a study's product; the keys, where the routes are no longer there."""
    for key in sorted(keys):
        try:
            return newest_route(key).name
        except NotFound:
            continue
    text = "・".join(keys)
    return Text(text, text)
