"""Identity: the right thing, twice identified, for the right patient. Nothing overrides it."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ItemFacts, ScannedFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict

_GONE = {
    "used": ("すでに使用済み", "has been used already"),
    "administered": ("すでに投与済み", "has been administered already"),
    "destroyed": ("すでに廃棄済み", "has been destroyed already"),
}


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop when a thing isn't the one expected, when identifiers disagree, or at another patient's wristband."""
    found = [*_wristband(facts), *_items(facts), *_scans(facts)]
    if found or not (facts.items or at_bedside(facts)):
        return found
    if facts.preview:
        return [
            passes(
                "identity.to_scan",
                "実施時に読み取って確かめます",
                "Confirmed by scanning when it is done",
                warning=facts.step.physical,
            )
        ]
    return [passes("identity.agrees", "予定した現品と一致しています", "It is what is expected")]


def at_bedside(facts: StepFacts) -> bool:
    """Return whether the patient is present: administering, collecting from the patient, or as the route says."""
    own_collection = (
        facts.step.action == "collect" and facts.case is not None and facts.source == "autologous"
    )
    return facts.step.bedside or facts.step.action == "administer" or own_collection


def _wristband(facts: StepFacts) -> list[Verdict]:
    if facts.wristband is False:
        return [
            stops(
                "identity.wrong_patient",
                "リストバンドがこの症例の患者さんのものではありません",
                "The wristband is not that of this case's patient",
            )
        ]
    if facts.wristband is None and at_bedside(facts) and not facts.preview:
        return [
            stops(
                "identity.wristband_not_read",
                "患者さんのリストバンドがまだ読み取られていません",
                "The patient's wristband has not been read",
            )
        ]
    return []


def _items(facts: StepFacts) -> list[Verdict]:
    found = [verdict for item in facts.items for verdict in _item(item)]
    needed = max(facts.step.inputs_needed, 1 if facts.step.action == "administer" else 0)
    present = sum(1 for item in facts.items if item.expected)
    if present < needed:
        found.append(
            stops(
                "identity.too_few",
                f"必要な現品{needed}点のうち{present}点しかそろっていません",
                f"Only {present} of the {needed} items needed are here",
            )
        )
    return found


def _item(item: ItemFacts) -> list[Verdict]:
    proof = (Evidence("item", item.uuid, item.label),)
    if not item.expected:
        return [
            stops(
                "identity.not_expected",
                f"現品 {item.label} は、この工程で予定しているものではありません",
                f"Item {item.label} is not the one expected at this step",
                item=item.uuid,
                evidence=proof,
            )
        ]
    if item.state in _GONE:
        ja, en = _GONE[item.state]
        return [
            stops(
                "identity.gone",
                f"現品 {item.label} は{ja}です",
                f"Item {item.label} {en}",
                item=item.uuid,
                evidence=proof,
            )
        ]
    return []


def _scans(facts: StepFacts) -> list[Verdict]:
    found = [verdict for scan in facts.scanned for verdict in _scan(facts, scan)]
    if facts.preview or not facts.step.physical:
        return found
    read = {scan.first for scan in facts.scanned}
    for item in facts.items:
        if item.uuid not in read:
            found.append(
                stops(
                    "identity.not_scanned",
                    f"現品 {item.label} がまだ読み取られていません",
                    f"Item {item.label} has not been scanned",
                    item=item.uuid,
                )
            )
    return found


def _scan(facts: StepFacts, scan: ScannedFacts) -> list[Verdict]:
    item = facts.item(scan.first)
    if item is None:
        return [
            stops(
                "identity.not_expected",
                f"読み取った「{scan.text[:40]}」は、この工程で予定している現品ではありません",
                f"What was scanned ({scan.text[:40]}) is not an item expected at this step",
                item=scan.first,
            )
        ]
    if scan.second_given and scan.second != scan.first:
        return [
            stops(
                "identity.identifiers_disagree",
                f"現品 {item.label} の2つの識別子が一致しません",
                f"The two identifiers of item {item.label} do not agree",
                item=item.uuid,
            )
        ]
    if facts.step.action == "administer" and not scan.second_given and not facts.preview:
        return [
            stops(
                "identity.one_identifier",
                f"投与には、現品 {item.label} の2つ目の識別子の読み取りが必要です",
                f"Administering needs a second identifier of item {item.label}",
                item=item.uuid,
            )
        ]
    return []
