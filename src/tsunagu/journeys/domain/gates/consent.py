"""Consent: given for this purpose, valid when given, not withdrawn. Nothing overrides it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ConsentFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import day

PURPOSES = {
    "donation": Text("細胞の提供", "donation"),
    "treatment": Text("治療", "treatment"),
    "trial": Text("治験", "the trial"),
    "out_of_specification": Text("規格外製品の使用", "use of an out-of-specification product"),
    "retained_cells": Text("余剰細胞の保管・利用", "retained and left-over cells"),
    "network_data": Text("ネットワークへのデータ提供", "data to the network"),
}
# A patient who withdraws from these leaves the course, also where a step doesn't name the purpose.
COURSE_PURPOSES = frozenset({"treatment", "trial"})
# Acts that go on after a withdrawal unless the step names the purpose: looking after the cells and the person.
AFTER_WITHDRAWAL = frozenset(
    {
        "tend",
        "store",
        "accept",
        "test",
        "follow_up",
        "testing",
        "segregation",
        "refusal",
    }
)


def newest(consents: Iterable[ConsentFacts], facts: StepFacts) -> dict[tuple[str, str], ConsentFacts]:
    """Return the newest consent given so far, by purpose and subject.

    A purpose is withdrawn, not a form: a withdrawal ends every consent to it that was given before.
    """
    found: dict[tuple[str, str], ConsentFacts] = {}
    left: dict[tuple[str, str], datetime] = {}
    for consent in sorted(consents, key=lambda each: each.given_at):
        key = consent.purpose, consent.subject
        if consent.withdrawn_at is not None:
            left[key] = max(left.get(key, consent.withdrawn_at), consent.withdrawn_at)
        if consent.given_at <= facts.now:
            found[key] = consent
    return {
        key: replace(one, withdrawn_at=left[key]) if key in left and one.given_at <= left[key] else one
        for key, one in found.items()
    }


def is_withdrawn(consent: ConsentFacts) -> bool:
    """Return whether it was withdrawn; a withdrawal counts from the moment it is known."""
    return consent.withdrawn_at is not None


def is_in_force(consent: ConsentFacts, facts: StepFacts) -> bool:
    """Return whether this consent carries the step now."""
    overdue = consent.reconsent_due is not None and consent.reconsent_due < facts.now
    return (
        consent.valid_when_given
        and not is_withdrawn(consent)
        and not overdue
        and consent.given_at <= facts.now
    )


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop when a purpose of this step lacks a consent in force, or the patient has left the course."""
    current = newest(facts.consents, facts)
    found = [verdict for purpose in facts.step.consents for verdict in _purpose(facts, purpose, current)]
    if facts.step.act not in AFTER_WITHDRAWAL:
        for (purpose, _), consent in current.items():
            if purpose in COURSE_PURPOSES and purpose not in facts.step.consents and is_withdrawn(consent):
                found.append(_withdrawn(consent))
    if found or not facts.step.consents:
        return found
    named = [_purpose_name(purpose) for purpose in facts.step.consents]
    return [
        passes(
            "consent.in_force",
            f"{'・'.join(name.ja for name in named)}の同意があります{_older_version(facts)}",
            f"Consent is in force for {', '.join(name.en for name in named)}",
            evidence=tuple(
                Evidence("consent", consent.uuid, consent.form_version)
                for (purpose, _), consent in current.items()
                if purpose in facts.step.consents
            ),
        )
    ]


def _older_version(facts: StepFacts) -> str:
    older = any(
        consent.current_version and consent.current_version != consent.form_version
        for consent in facts.consents
    )
    return "（同意書は改訂されていますが、取得済みの同意は有効です）" if older else ""


def _purpose(facts: StepFacts, purpose: str, current: dict[tuple[str, str], ConsentFacts]) -> list[Verdict]:
    mine = [consent for (key, _), consent in current.items() if key == purpose]
    name = _purpose_name(purpose)
    if not mine:
        return [
            stops(
                f"consent.none.{purpose}",
                f"「{name.ja}」の同意がありません",
                f"There is no consent for {name.en}",
            )
        ]
    return [verdict for consent in mine for verdict in _one(facts, consent)]


def _one(facts: StepFacts, consent: ConsentFacts) -> list[Verdict]:
    name = _purpose_name(consent.purpose)
    proof = (Evidence("consent", consent.uuid, consent.form_version),)
    if is_withdrawn(consent):
        return [_withdrawn(consent)]
    if not consent.valid_when_given:
        return [
            stops(
                f"consent.invalid.{consent.purpose}",
                f"「{name.ja}」の同意は、取得した時点で有効ではありませんでした",
                f"The consent for {name.en} was not valid when it was given",
                evidence=proof,
            )
        ]
    if not is_in_force(consent, facts) and consent.reconsent_due:
        return [
            stops(
                f"consent.reconsent.{consent.purpose}",
                f"「{name.ja}」の再同意の期限（{day(consent.reconsent_due)}）が過ぎています",
                f"Re-consent for {name.en} was due on {day(consent.reconsent_due)}",
                evidence=proof,
            )
        ]
    return []


def _withdrawn(consent: ConsentFacts) -> Verdict:
    name = _purpose_name(consent.purpose)
    when = day(consent.withdrawn_at) if consent.withdrawn_at else ""
    return stops(
        f"consent.withdrawn.{consent.purpose}",
        f"「{name.ja}」の同意は{when}に撤回されています",
        f"The consent for {name.en} was withdrawn on {when}",
        evidence=(Evidence("consent", consent.uuid, consent.form_version),),
    )


def _purpose_name(purpose: str) -> Text:
    return PURPOSES.get(purpose, Text(purpose, purpose))
