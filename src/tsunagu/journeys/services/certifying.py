"""What a certificate of analysis says: its machine-readable twin, gathered once and frozen when it is issued.

Schema ``tsunagu:certificate-of-analysis:1``. JSON with sorted keys and no spaces, in UTF-8; the SHA-256 on the paper is
that of exactly these bytes. Texts for people are ``{"ja", "en"}``, times ISO 8601, units UCUM.

``code``, ``issued_at``   of the certificate; the code without hyphens
``issuer``                ``organisation``, ``site``, ``person``, ``role``: the laboratory that answers for it
``subject``               ``number`` (CoI or lot number, never a name), ``kind`` (case, lot), ``therapy`` (key, version,
                          name), ``step`` (key, name), ``attempt``, ``samples`` (label, name, made_at)
``specification``         ``key``, ``version``, ``name``
``results``               one for each characteristic of the specification, in its order:
  ``key``, ``name``, ``weight``   weight: release, in_process, reference, information, after_release
  ``method``              ``key``, ``name``, ``version``
  ``unit``                ``ucum`` and, as people read it, ``text``
  ``limits``              ``minimum``, ``maximum``, ``expected`` (all null: a reference, or for information), ``text``
  ``judgement``           passed, failed, pending (still running), missing (no result), not_judged (no limits)
  ``value``               ``text``, ``number``, ``comparator`` (<, <=, >, >= or empty), ``word``; null without a result
  ``readings``            texts of the replicates
  ``interval``            ``lower``, ``upper``, ``confidence``: of the mean or of the calculation, in the unit; or null
  ``calculation``         only where the result was calculated: ``uuid``, ``kind``, ``model``, ``criteria``,
                          ``left_out`` (how many readings), ``version``, ``content_hash`` of what was frozen
  ``limit_of_detection``, ``examined``, ``instrument``, ``reagent_lots``
  ``tested_at``, ``tested_by``, ``verified_at``, ``verified_by``
  ``result``              uuid of the result in the network's ledger
``conclusion``            passed, failed (something failed), pending (nothing failed so far, something still runs)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import word_in
from tsunagu.evaluation.queries import ResultDetail, ResultView, details_of
from tsunagu.evaluation.queries.calculations import calculations_behind
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.events.building import canonical_bytes
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.results import result_text, text_in_unit
from tsunagu.journeys.services.certified_calculation import certified_calculation
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.sites import site_names
from tsunagu.therapies.domain.route import Characteristic, Step

SCHEMA = "tsunagu:certificate-of-analysis:1"
CONFIDENCE = 0.95
"""Of the interval that a result keeps beside its value."""
_SIGNS = {"<": "<", "≤": "<=", ">": ">", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Certified:
    """The test that is certified: its step, and the results in force by characteristic."""

    running: Running
    step: Step
    row: JourneyStep
    results: Mapping[str, ResultView]


def twin(certified: Certified, actor: Actor, code: str, now: datetime) -> str:
    """Return the machine-readable twin of a certificate as the text that is hashed and kept."""
    panel = certified.running.route.panel(certified.step.panel or "")
    details = details_of([one.uuid for one in certified.results.values()])
    lines = lines_of(certified, details)
    content = {
        "schema": SCHEMA,
        "code": code,
        "issued_at": now.isoformat(),
        "issuer": _issuer(certified.row, actor),
        "subject": _subject(certified, [one.specimen for one in details.values()]),
        "specification": {"key": panel.key, "version": panel.version, "name": panel.name.as_dict()},
        "results": lines,
        "conclusion": _conclusion([line["judgement"] for line in lines]),
    }
    return canonical_bytes(content).decode()


def lines_of(
    certified: Certified, details: Mapping[UUID, ResultDetail] | None = None
) -> list[dict[str, Any]]:
    """Return the lines of a certificate, one for each characteristic of the specification."""
    found = certified.results
    known = details_of([one.uuid for one in found.values()]) if details is None else details
    people = {person for one in found.values() for person in (one.tested_by, one.verified_by) if person}
    names = person_names(people)
    panel = certified.running.route.panel(certified.step.panel or "")
    made = calculations_behind([one.uuid for one in found.values()])
    lines = [_line(one, found.get(one.key), known, names) for one in panel.characteristics]
    for line in lines:
        result = found.get(line["key"])
        if result is not None and result.uuid in made:
            line["calculation"] = certified_calculation(made[result.uuid])
    return lines


def _issuer(row: JourneyStep, actor: Actor) -> dict[str, Any]:
    site = site_names([row.site]).get(row.site) if row.site else None
    return {
        "organisation": actor.member_name.as_dict(),
        "site": site.as_dict() if site else None,
        "person": actor.person_name.as_dict(),
        "role": actor.role_name.as_dict(),
    }


def _subject(certified: Certified, specimens: Sequence[UUID | None]) -> dict[str, Any]:
    running, step = certified.running, certified.step
    route = running.route
    return {
        "number": running.journey.number,
        "kind": "case" if running.journey.kind == "treatment" else "lot",
        "therapy": {"key": route.key, "version": route.version, "name": route.name.as_dict()},
        "step": {"key": step.key, "name": step.name.as_dict()},
        "attempt": certified.row.attempt,
        "samples": [
            {
                "label": item.label,
                "name": route.product_name(item.product).as_dict(),
                "made_at": item.made_at.isoformat(),
            }
            for item in _samples(certified, specimens)
        ],
    }


def _samples(certified: Certified, specimens: Sequence[UUID | None]) -> list[ItemView]:
    """Return the things that were tested: those that results name, else those that the step takes."""
    named = items_by_uuid({one for one in specimens if one is not None})
    taken = carried_items(certified.running, certified.step)
    found = {item.uuid: item for item in (*named, *taken)}
    return sorted(found.values(), key=lambda item: item.label)


def _line(
    asked: Characteristic, result: ResultView | None, details: Mapping[UUID, ResultDetail], names: Mapping[UUID, Text]
) -> dict[str, Any]:  # fmt: skip
    detail = None if result is None else details.get(result.uuid)
    return {
        "key": asked.key,
        "name": asked.name.as_dict(),
        "weight": asked.weight,
        "unit": {"ucum": asked.unit, "text": shown_unit(asked.unit).as_dict()},
        "method": {
            "key": asked.method,
            "name": method_name(asked.method).as_dict(),
            "version": detail.method_version if detail else "",
        },
        "limits": {
            "minimum": asked.minimum,
            "maximum": asked.maximum,
            "expected": asked.expected,
            "text": limits_text(asked).as_dict(),
        },
        "judgement": _judgement(asked, result),
        "value": _value(result),
        **_how(asked, detail),
        **_who(result, names),
    }


def _judgement(asked: Characteristic, result: ResultView | None) -> str:
    if result is None:
        return "missing"
    has_limits = (asked.minimum, asked.maximum, asked.expected) != (None, None, None)
    return "not_judged" if result.state == "passed" and not has_limits else result.state


def _value(result: ResultView | None) -> dict[str, Any] | None:
    if result is None or result.state == "pending":
        return None
    return {
        "text": result_text(result).as_dict(),
        "number": result.number,
        "comparator": "" if result.number is None else _SIGNS.get(result.text[:1], ""),
        "word": word_in(result.text),
    }


def _how(asked: Characteristic, detail: ResultDetail | None) -> dict[str, Any]:
    has_interval = detail is not None and detail.lower is not None and detail.upper is not None
    return {
        "readings": [text_in_unit(one, asked.unit).as_dict() for one in detail.replicates] if detail else [],
        "interval": {"lower": detail.lower, "upper": detail.upper, "confidence": CONFIDENCE}
        if detail is not None and has_interval
        else None,
        "limit_of_detection": detail.limit_of_detection if detail else "",
        "examined": detail.examined if detail else None,
        "instrument": detail.instrument if detail else "",
        "reagent_lots": list(detail.reagent_lots) if detail else [],
    }


def _who(result: ResultView | None, names: Mapping[UUID, Text]) -> dict[str, Any]:
    if result is None or result.state == "pending":
        nobody = dict.fromkeys(("tested_at", "tested_by", "verified_at", "verified_by"))
        return {"result": str(result.uuid) if result else None, **nobody}
    tester, verifier = names.get(result.tested_by), names.get(result.verified_by or result.uuid)
    return {
        "result": str(result.uuid),
        "tested_at": result.tested_at.isoformat(),
        "tested_by": tester.as_dict() if tester else None,
        "verified_at": result.verified_at.isoformat() if result.verified_at else None,
        "verified_by": verifier.as_dict() if verifier else None,
    }


def _conclusion(judgements: Sequence[str]) -> str:
    return next((state for state in ("failed", "pending") if state in judgements), "passed")
