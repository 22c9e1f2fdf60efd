"""Statements, problems and plans as plain data and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import (
    Costs,
    Forecast,
    Keeping,
    KnownLot,
    Making,
    Product,
    StockProblem,
)
from tsunagu.planning.domain.stock.stated import Line, Stated

Data = dict[str, Any]


def stated_data(stated: Stated) -> Data:
    """Return a statement as plain data."""
    data = asdict(stated)
    data["lines"] = [
        [line.monday.isoformat(), line.low, line.mid, line.high, line.region] for line in stated.lines
    ]
    return data


def stated_of(data: Mapping[str, Any]) -> Stated:
    """Return a statement from plain data."""
    lines = tuple(Line(date.fromisoformat(monday), *numbers) for monday, *numbers in data["lines"])
    steady = data["steady"]
    return Stated(
        _making(data["making"]), Keeping(**data["keeping"]), None if steady is None else tuple(steady), lines
    )


def problem_data(problem: StockProblem) -> Data:
    """Return a problem as plain data."""
    data = asdict(problem)
    data["start"] = problem.start.isoformat()
    for product, made in zip(data["products"], problem.products, strict=True):
        product["name"] = [made.name.ja, made.name.en]
    return data


def problem_of(data: Mapping[str, Any]) -> StockProblem:
    """Return a problem from plain data."""
    return StockProblem(
        date.fromisoformat(data["start"]), data["weeks"], tuple(_product(each) for each in data["products"]),
        tuple(data["rooms"]), Costs(**data["costs"]), data["scenarios"], data["seed"], data["likeness"],
    )  # fmt: skip


def _product(data: Mapping[str, Any]) -> Product:
    return Product(
        data["key"], Text(*data["name"]), _making(data["making"]), Keeping(**data["keeping"]),
        tuple(Forecast(**each) for each in data["forecast"]), tuple(KnownLot(**each) for each in data["lots"]),
        data.get("observed", 0),
    )  # fmt: skip


def _making(data: Mapping[str, Any]) -> Making:
    return Making(**{**data, "sizes": tuple(data["sizes"]), "filling": Filling(**data["filling"])})


def plan_data(plan: StockPlan) -> Data:
    """Return a plan as plain data."""
    return {
        "lots": [[lot.week, lot.product, lot.place, lot.size] for lot in plan.lots],
        "cost": plan.cost,
        "bound": plan.bound,
    }


def plan_of(data: Mapping[str, Any]) -> StockPlan:
    """Return a plan from plain data."""
    return StockPlan(tuple(StartedLot(*lot) for lot in data["lots"]), data["cost"], data["bound"])
