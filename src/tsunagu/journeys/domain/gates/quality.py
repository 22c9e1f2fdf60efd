"""Quality: the characteristics that are required before this step have passed; a release finds no open deviation."""

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import asks, passes, stops
from tsunagu.journeys.domain.gates.facts import DeviationFacts, ResultFacts, StepFacts
from tsunagu.journeys.domain.gates.time import is_special_use_thinkable
from tsunagu.journeys.domain.verdicts import Evidence, Verdict

# From here on a product that failed its specification is on the out-of-specification path, not under a decision.
PRODUCT_ACTS = frozenset({"release", "allocate", "transport", "accept", "prepare", "administer"})
# Acts before which the physician knows that tests are still running.
NEEDS_ACKNOWLEDGEMENT = frozenset({"transport", "prepare", "administer"})
_STATES = {
    "failed": Text("規格に適合していません", "does not meet its specification"),
    "pending": Text("まだ結果が出ていません", "has no result yet"),
    "missing": Text("の結果がありません", "has no result"),
    "unverified": Text("二人目の確認がまだです", "has not been verified by a second person"),
}
LONGEST_TOLD = 60
_ASSESS = Text(
    "品質部門が逸脱を評価して完了させてから、出荷判定を行ってください",
    "Let the quality unit assess and close it, then release",
)
_SPECIAL_USE = Text(
    "出荷判定では通せません。代わりがないときは規格外製品の使用の手続きへ進んでください",
    "No release can pass this; if there is no alternative, go to the out-of-specification path",
)


def judge(facts: StepFacts) -> list[Verdict]:
    """Judge each required characteristic by its weight; a panel without any result counts as missing."""
    found = [verdict for result in facts.results for verdict in _result(facts, result)]
    panels = {result.panel for result in facts.results}
    for panel in facts.step.requires_panels:
        if panel.key not in panels:
            ja, en = (
                f"評価「{panel.name.ja}」の結果がありません",
                f"There are no results of {panel.name.en!r}",
            )
            cause = f"quality.missing.{panel.key}"
            found.append(stops(cause, ja, en) if facts.step.act == "release" else asks(cause, ja, en))
    if facts.step.act == "release":
        found += [_open(deviation) for deviation in facts.deviations]
    if found or not facts.results:
        return found
    passed = sum(1 for result in facts.results if result.state == "passed")
    return [
        passes(
            "quality.passed",
            f"評価 {passed} / {len(facts.results)} 項目が適合しています",
            f"{passed} of {len(facts.results)} characteristics have passed",
        )
    ]


def _open(deviation: DeviationFacts) -> Verdict:
    told = " ".join(deviation.text.split())
    told = told if len(told) <= LONGEST_TOLD else f"{told[: LONGEST_TOLD - 1]}…"
    return stops(
        f"quality.deviation.{deviation.uuid}",
        f"逸脱「{told}」の評価が終わっていません",
        f"The deviation “{told}” has not been assessed and closed",
        evidence=(Evidence("deviation", deviation.uuid, told),),
        advice=_ASSESS,
    )


def _result(facts: StepFacts, result: ResultFacts) -> list[Verdict]:
    if result.weight == "information":
        return []
    if result.weight == "reference":
        return _reference(facts, result)
    if result.is_behind_release and result.state == "failed":
        return _failed(facts, result)
    if result.state == "passed":
        return [*_corrected(result), *_laboratory(result), *_method(result)]
    if result.weight == "after_release" and result.state != "failed":
        return _running(facts, result)
    if result.weight == "in_process":
        return [_asks(result)]
    if result.state == "failed" and facts.step.act in PRODUCT_ACTS:
        return _failed(facts, result)
    if facts.step.act == "release":
        return [_stops(result)]
    return [_asks(result)]


def _reference(facts: StepFacts, result: ResultFacts) -> list[Verdict]:
    """Wait for a verified result whatever its value: a reference has no limits that it could fail."""
    if result.state in ("passed", "failed"):
        return [*_corrected(result), *_laboratory(result), *_method(result)]
    return [_stops(result)] if facts.step.act == "release" else [_asks(result)]


def _cause(result: ResultFacts, code: str) -> str:
    return f"quality.{code}.{result.panel}.{result.key}"


def _sentence(result: ResultFacts) -> Text:
    state = _STATES[result.state]
    shown = f"({result.shown})" if result.shown else ""
    particle = "" if result.state == "missing" else "は"
    ja, en = f"「{result.name.ja}」{shown}{particle}{state.ja}", f"{result.name.en} {shown} {state.en}"
    if result.proposed:
        ja += f"（{result.proposed}への訂正は、品質部門の確認待ちです）"
        en += f" (a correction to {result.proposed} awaits the quality unit)"
    return Text(ja, en.replace("  ", " "))


def _proof(result: ResultFacts) -> tuple[Evidence, ...]:
    return (Evidence("result", result.uuid, result.key),)


def _asks(result: ResultFacts) -> Verdict:
    text = _sentence(result)
    return asks(_cause(result, result.state), text.ja, text.en, item=result.item, evidence=_proof(result))


def _stops(result: ResultFacts) -> Verdict:
    text = _sentence(result)
    return stops(_cause(result, result.state), text.ja, text.en, item=result.item, evidence=_proof(result))


def _failed(facts: StepFacts, result: ResultFacts) -> list[Verdict]:
    """Stop for each item concerned; the way out is the out-of-specification path, never from a release step."""
    text, cause = _sentence(result), _cause(result, "failed")
    chosen = [item for item in facts.items if result.item in (None, item.uuid)]
    if not chosen:
        return [stops(cause, text.ja, text.en, item=result.item, evidence=_proof(result))]
    found = []
    for item in chosen:
        special = is_special_use_thinkable(facts, item)
        found.append(
            stops(
                cause,
                text.ja,
                text.en,
                item=item.uuid,
                evidence=_proof(result),
                leads_to_special_use=special,
                advice=_SPECIAL_USE if special else None,
            )
        )
    return found


def _corrected(result: ResultFacts) -> list[Verdict]:
    """Show what was corrected from a failure, so that who releases sees it."""
    if not result.failed_before:
        return []
    return [
        passes(
            _cause(result, "corrected"),
            f"「{result.name.ja}」は{result.failed_before}（不適合）から{result.shown}へ訂正され、品質部門が確認しています",
            f"{result.name.en} was corrected from {result.failed_before} (failed) to {result.shown}, and the quality"
            " unit has confirmed it",
            item=result.item,
            evidence=_proof(result),
            warning=True,
        )
    ]


def _method(result: ResultFacts) -> list[Verdict]:
    gap = result.method_gap
    if gap is None:
        return []
    ja, en = gap.reason.ja, gap.reason.en
    return [asks(_cause(result, "method"), ja, en, item=result.item, evidence=_proof(result))]


def _laboratory(result: ResultFacts) -> list[Verdict]:
    if result.laboratory_qualified:
        return []
    return [
        asks(
            _cause(result, "unqualified"),
            f"「{result.name.ja}」の試験施設は、試験の日に適格と確認されていません",
            f"The laboratory of {result.name.en} was not qualified on the day of the test",
            item=result.item,
            evidence=_proof(result),
        )
    ]


def _running(facts: StepFacts, result: ResultFacts) -> list[Verdict]:
    running = facts.tests_running
    ready = running is not None and running.physician_acknowledged and running.positive_plan_ready
    if ready or facts.step.act not in NEEDS_ACKNOWLEDGEMENT:
        return [
            passes(
                _cause(result, "running"),
                f"「{result.name.ja}」は出荷後に結果が判明します",
                f"The result of {result.name.en} follows after release",
                item=result.item,
                evidence=_proof(result),
                warning=True,
            )
        ]
    return [
        stops(
            _cause(result, "running"),
            f"「{result.name.ja}」が試験中です。担当医師の了承と陽性時の対応計画を記録してください",
            f"{result.name.en} is still running: the physician's acknowledgement and a plan for a positive result"
            " must be on record",
            item=result.item,
            evidence=_proof(result),
        )
    ]
