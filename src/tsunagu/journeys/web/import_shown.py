"""What the preview of an imported file shows: what was understood, and each value with its judgement."""

from collections.abc import Iterable, Sequence
from typing import Any

from tsunagu.evaluation.domain.files.preview import KIND_NAMES, Understood
from tsunagu.evaluation.domain.files.proposal import Offer
from tsunagu.evaluation.domain.files.synonyms import NAMES
from tsunagu.evaluation.domain.files.values import ReadValue
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.specification import STATE_NAMES
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.looking import Look
from tsunagu.journeys.web.import_raw import flow_shown, grid_shown
from tsunagu.journeys.web.shown import RESULT_STATES

MOST_ROWS = 100
"""Rows of other samples and other tests that are listed; the rest is counted."""
RESULT_COLUMN = ("結果", "result")
OUTCOMES = {
    "has_result": ("wait", Text("入力済み", "Has a result")),
    "refused": ("stop", Text("取り込めません", "Can't be taken over")),
}


def look_shown(found: Look, chosen: set[str]) -> dict[str, Any]:
    """Return what the page shows of a file that was understood."""
    understood, proposal = found.understood, found.proposal
    return {
        "name": found.source.name,
        "size": len(found.source.content),
        "sha256": found.source.sha256,
        "kind": KIND_NAMES[understood.kind],
        "how": how_read(understood),
        "columns": [_column(one.header, one.role, one.unit) for one in understood.columns],
        "ignored": understood.ignored,
        "labels": found.labels,
        "offers": [_offer(one, chosen) for one in proposal.offers],
        "problems": understood.problems,
        "cautions": understood.cautions,
        "others": _rows(proposal.others),
        "unknown": _rows(proposal.unknown),
        "digest": found.digest,
        "grid": None
        if found.plate is None
        else grid_shown(found.plate, found.source.choices.get("well_sample", "")),
        "flow": None if understood.flow is None else flow_shown(understood.flow, found.count),
        "asks_choice": (found.plate is not None or understood.flow is not None) and not proposal.others,
        "has_offer": bool(proposal.offered),
        "asks_reason": bool(found.unread) or any(one.has_failed for one in proposal.offers),
    }


def how_read(understood: Understood) -> list[tuple[Text, str]]:
    """Return how the table was read: sheet, encoding, separator, decimal sign, row of the header."""
    marks = {"\t": "Tab", " ": "␣"}
    said = [
        (Text("シート", "Sheet"), understood.sheet),
        (Text("文字コード", "Encoding"), understood.encoding),
        (Text("区切り", "Separator"), marks.get(understood.separator, understood.separator)),
        (Text("小数点", "Decimal sign"), understood.decimal if understood.kind != "fcs" else ""),
        (Text("見出しの行", "Row of the header"), f"{understood.header_row or ''}"),
    ]
    return [(name, value) for name, value in said if value]


def _column(header: str, role: str, unit: str) -> dict[str, Any]:
    ja, en = NAMES.get(role, RESULT_COLUMN)
    return {"header": header, "role": Text(ja, en), "unit": unit}


def _offer(one: Offer, chosen: set[str]) -> dict[str, Any]:
    key = one.characteristic.key
    judgement = None if one.judged is None else one.judged.judgement
    state, label = OUTCOMES.get(one.outcome, ("wait", Text("", "")))
    if judgement is not None:
        state, label = RESULT_STATES.get(judgement.state, "wait"), STATE_NAMES[judgement.state]
    return {
        "key": key,
        "name": one.characteristic.name,
        "limits": limits_text(one.characteristic),
        "readings": one.readings,
        "rows": _numbers(one.rows),
        "value": None if judgement is None else judgement.shown,
        "state": state,
        "label": label,
        "is_offered": one.is_offered,
        "is_chosen": key in chosen,
        "sentence": one.sentence,
        "notes": one.notes,
        "instrument": one.bench.instrument,
        "operator": one.operator,
        "lots": one.bench.reagent_lots,
        "at": one.bench.tested_at,
    }


def _numbers(rows: Iterable[int]) -> str:
    return listed(map(str, rows), language())


def _rows(values: Sequence[ReadValue]) -> dict[str, Any]:
    return {"rows": values[:MOST_ROWS], "count": len(values), "left": max(0, len(values) - MOST_ROWS)}
