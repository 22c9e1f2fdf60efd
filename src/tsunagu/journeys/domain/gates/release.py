"""Release: given as the setting demands, by a quality unit, never by one who made it. Nothing overrides it."""

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import FINAL_KINDS, ItemFacts, ReleaseFacts, StepFacts
from tsunagu.journeys.domain.gates.time import is_special_use_thinkable
from tsunagu.journeys.domain.verdicts import Evidence, Verdict

# Releases that each setting needs, in their order.
NEEDED: dict[str, tuple[str, ...]] = {
    "approved": ("site", "market"),
    "trial": ("sponsor",),
    "research": ("provision",),
    "treatment": ("provision",),
}
RELEASE_NAMES = {
    "site": Text("製造所出荷判定", "site release"),
    "market": Text("市場出荷判定", "market release"),
    "sponsor": Text("治験依頼者の出荷判定", "the sponsor's release"),
    "provision": Text("提供可否判定", "decision to provide"),
}
MAY_RELEASE = {
    "site": frozenset({"quality"}),
    "market": frozenset({"quality", "mah"}),
    "sponsor": frozenset({"quality", "sponsor"}),
    "provision": frozenset({"quality"}),
}
RESTS_ON_LOTS = frozenset({"release", "administer"})
_SPECIAL_USE = Text(
    "代わりがないときは規格外製品の使用の手続きへ進んでください",
    "If there is no alternative, go to the out-of-specification path",
)


def judge(facts: StepFacts) -> list[Verdict]:
    """Judge who releases at a release step, and what was released at a step that needs it."""
    found: list[Verdict] = []
    if facts.step.action == "release":
        found += _releasing(facts)
    if facts.step.needs_release or facts.step.action == "administer":
        found += [verdict for item in facts.items for verdict in _released(facts, item)]
    if facts.step.needs_release or facts.step.act in RESTS_ON_LOTS:
        found += [_fallen(facts, item, one) for item in facts.items for one in item.fallen_behind]
    return found


def needed_releases(facts: StepFacts, item: ItemFacts) -> tuple[str, ...]:
    """Return the releases an item needs; an intermediate that goes on to be worked needs only the first of them."""
    needed = NEEDED[facts.setting]
    return needed if item.kind in FINAL_KINDS or facts.step.action == "administer" else needed[:1]


def _releasing(facts: StepFacts) -> list[Verdict]:
    kind = facts.step.releases or "site"
    if any(facts.actor.person in item.makers for item in facts.items):
        return [_by_maker()]
    if not facts.actor.roles & MAY_RELEASE.get(kind, frozenset()):
        return [
            stops(
                "release.not_quality",
                f"{_name(kind).ja}は、製造から独立した品質部門が行います",
                f"The {_name(kind).en} is for a quality unit independent of manufacturing",
            )
        ]
    order = NEEDED[facts.setting]
    before = order[: order.index(kind)] if kind in order else ()
    found = [verdict for item in facts.items for need in before for verdict in _one(facts, item, need)]
    return found or [
        passes(
            "release.independent",
            "製造に携わっていない品質部門の担当者です",
            "The person is of a quality unit and had no part in making it",
        )
    ]


def _by_maker(item: ItemFacts | None = None) -> Verdict:
    return stops(
        "release.by_maker",
        "製造に携わった人が出荷判定をすることはできません",
        "Nobody may release what they made",
        item=item.uuid if item else None,
    )


def _released(facts: StepFacts, item: ItemFacts) -> list[Verdict]:
    if item.source == "supplier" and item.kind == "kit":
        return []
    needed = needed_releases(facts, item)
    found = [verdict for need in needed for verdict in _one(facts, item, need)]
    proof = tuple(Evidence("release", release.uuid, release.kind) for release in item.releases)
    return found or [
        passes(
            "release.given",
            f"{'・'.join(_name(need).ja for need in needed)} 適合",
            f"Released: {', '.join(_name(need).en for need in needed)}",
            item=item.uuid,
            evidence=proof,
        )
    ]


def _one(facts: StepFacts, item: ItemFacts, need: str) -> list[Verdict]:
    given = [release for release in item.releases if release.kind == need and release.at <= facts.now]
    name, special = _name(need), is_special_use_thinkable(facts, item)
    if not given:
        return [
            stops(
                f"release.missing.{need}",
                f"現品 {item.label} の{name.ja}がまだありません",
                f"Item {item.label} has no {name.en} yet",
                item=item.uuid,
                leads_to_special_use=special,
                advice=_SPECIAL_USE if special else None,
            )
        ]
    return _check(item, max(given, key=lambda release: release.at), special)


def _check(item: ItemFacts, release: ReleaseFacts, special: bool) -> list[Verdict]:
    name, proof = _name(release.kind), (Evidence("release", release.uuid, release.kind),)
    if release.verdict != "released":
        ja, en = (
            ("不適合です", "was refused")
            if release.verdict == "rejected"
            else ("取り消されています", "was withdrawn")
        )
        return [
            stops(
                f"release.{release.verdict}.{release.kind}",
                f"現品 {item.label} の{name.ja}は{ja}",
                f"The {name.en} of item {item.label} {en}",
                item=item.uuid,
                evidence=proof,
                leads_to_special_use=special,
                advice=_SPECIAL_USE if special else None,
            )
        ]
    if release.person in item.makers:
        return [_by_maker(item)]
    if not release.by_quality_unit:
        return [
            stops(
                f"release.not_quality.{release.kind}",
                f"現品 {item.label} の{name.ja}は、品質部門によるものではありません",
                f"The {name.en} of item {item.label} was not given by a quality unit",
                item=item.uuid,
                evidence=proof,
            )
        ]
    return []


def _fallen(facts: StepFacts, item: ItemFacts, release: ReleaseFacts) -> Verdict:
    """Stop on a product that a lot went into whose release doesn't stand any more."""
    name, special = _name(release.kind), is_special_use_thinkable(facts, item)
    ja, en = (
        ("不適合です", "was refused")
        if release.verdict == "rejected"
        else ("取り消されています", "was withdrawn")
    )
    return stops(
        f"release.behind.{release.verdict}.{release.kind}",
        f"現品 {item.label} に使われたロットの{name.ja}は{ja}",
        f"The {name.en} of a lot that went into item {item.label} {en}",
        item=item.uuid,
        evidence=(Evidence("release", release.uuid, release.kind),),
        leads_to_special_use=special,
        advice=_SPECIAL_USE if special else None,
    )


def _name(kind: str) -> Text:
    return RELEASE_NAMES.get(kind, Text("出荷判定", "release"))
