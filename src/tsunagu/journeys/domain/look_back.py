"""A look-back 遡及調査: what a donor, a lot or a patient reaches, who is asked about it, what was answered."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

Direction = Literal["forward", "both"]
DIRECTIONS: Mapping[str, Text] = {
    "forward": Text("ドナー・ロットから先へ", "From a donor or lot, forward"),
    "both": Text("症例からさかのぼり、ほかの受領者へ", "From a case, backward and to the other recipients"),
}
LOOK_BACK: Mapping[str, frozenset[str]] = {"open": frozenset({"completed"}), "completed": frozenset()}
PART: Mapping[str, frozenset[str]] = {
    "asked": frozenset({"answered", "closed"}),
    "answered": frozenset({"answered", "closed"}),
    "closed": frozenset(),
}
STATES: Mapping[str, Text] = {
    "open": Text("調査中", "Open"),
    "completed": Text("完了", "Completed"),
    "asked": Text("回答待ち", "Awaiting an answer"),
    "answered": Text("回答済み", "Answered"),
    "going_on": Text("確認中", "Looking into it"),
    "closed": Text("完了", "Completed"),
}
ANSWERS: Mapping[str, Text] = {
    "negative": Text("保管検体・患者とも陰性（問題なし）", "Samples and patients negative"),
    "positive": Text("陽性・異常あり", "Positive, or something is wrong"),
    "no_sample": Text("検体がなく試験できない", "No sample is left to test"),
    "not_given": Text("未使用・未投与で隔離済み", "Not used or given; set apart"),
    "going_on": Text("確認中（途中経過）", "Still looking into it"),
}
FINAL = frozenset(ANSWERS) - {"going_on"}
OPENERS = frozenset({"quality", "physician", "procurement", "mah", "sponsor"})
ANSWERERS = frozenset({"quality", "physician", "procurement", "mah", "sponsor"})
PASSERS_BY = ("courier", "coordinator")
"""Roles in a chain, by their beginning, that hold nothing to look into."""


@dataclass(frozen=True, slots=True)
class FoundSample:
    """A sample that is left: where it stands in the register."""

    uuid: UUID
    chain: UUID
    label: str
    purpose: str
    state: str


@dataclass(frozen=True, slots=True)
class Reach:
    """All that was found, as it stood: things, how chains lead into each other, samples, and who takes part.

    Attributes
    ----------
    chains : number, kind and therapy of each. parties : members by chain, passers-by left out.
    hospitals : the hospital of each case.
    origins, starts : chains where the way begins, and where the question came up.
    """

    items: tuple[ItemView, ...]
    links: frozenset[tuple[UUID, UUID]]
    samples: tuple[FoundSample, ...]
    chains: Mapping[UUID, tuple[str, str, str]]
    parties: Mapping[UUID, frozenset[UUID]]
    hospitals: Mapping[UUID, UUID]
    origins: frozenset[UUID]
    starts: frozenset[UUID] = field(default_factory=frozenset)

    def members(self) -> list[UUID]:
        """Return all who are to be asked, in a fixed order."""
        return sorted(frozenset[UUID]().union(*self.parties.values()), key=str)

    def chains_of(self, member: UUID) -> frozenset[UUID]:
        """Return the chains that a member takes part in."""
        return frozenset(chain for chain, members in self.parties.items() if member in members)

    def duties_of(self, member: UUID) -> dict[str, int]:
        """Return what a member has to look into: its patients who were given something, what it holds, its samples."""
        given = {item.chain for item in self.items if item.state == "administered"}
        held = [item for item in self.items if item.state == "in_use" and item.holder == member]
        return {
            "patients": sum(
                1 for chain, hospital in self.hospitals.items() if hospital == member and chain in given
            ),
            "held": sum(1 for item in held if item.kind != "sample"),
            "samples_held": sum(1 for item in held if item.kind == "sample"),
        }

    def whole(self) -> dict[str, Any]:
        """Return everything as plain data; only its hash is kept where more than one member reads."""
        return scope_of(self, frozenset(self.chains))


def scope_of(reach: Reach, seen: Collection[UUID]) -> dict[str, Any]:
    """Return what is told of the chains that one may see, as plain data; of the others only how many there are."""
    by_chain: dict[UUID, list[ItemView]] = defaultdict(list)
    for item in reach.items:
        by_chain[item.chain].append(item)
    samples: dict[UUID, list[FoundSample]] = defaultdict(list)
    for sample in reach.samples:
        samples[sample.chain].append(sample)
    shown = sorted((chain for chain in reach.chains if chain in seen), key=lambda chain: reach.chains[chain])
    key = {chain: (reach.chains[chain][0] if chain in seen else "") for chain in reach.chains}
    links = {(key[a], key[b]) for a, b in reach.links if a in key and b in key and (key[a] or key[b])}
    return {
        "chains": [_chain(reach, chain, by_chain[chain], samples[chain]) for chain in shown],
        "links": sorted([a, b] for a, b in links if a != b),
        "others": sum(1 for chain in reach.chains if chain not in seen),
    }


def _chain(
    reach: Reach, chain: UUID, items: Sequence[ItemView], samples: Sequence[FoundSample]
) -> dict[str, Any]:  # fmt: skip
    number, kind, therapy = reach.chains[chain]
    return {
        "number": number,
        "kind": kind,
        "therapy": therapy,
        "is_origin": chain in reach.origins,
        "is_start": chain in reach.starts,
        "states": dict(sorted(Counter(item.state for item in items if item.kind != "sample").items())),
        "items": sorted(item.label for item in items if item.kind != "sample"),
        "samples": [
            {"uuid": str(one.uuid), "label": one.label, "purpose": one.purpose, "state": one.state}
            for one in sorted(samples, key=lambda one: one.label)
        ],
    }


def digest(found: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was found, whatever the order of its keys."""
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def tally(found: Mapping[str, Any]) -> dict[str, int]:
    """Return how much was found, without saying what: cases, lots, things given, still there, samples left."""
    chains = found["chains"]
    states = Counter[str]()
    for one in chains:
        states.update(one["states"])
    return {
        "cases": sum(1 for one in chains if one["kind"] == "case"),
        "lots": sum(1 for one in chains if one["kind"] != "case"),
        "given": states["administered"],
        "in_use": states["in_use"],
        "samples": sum(len(one["samples"]) for one in chains),
    }


def to_check(duties: Mapping[str, int]) -> Text:
    """Return what a member is asked to do about its part."""
    ja, en = list[str](), list[str]()
    if duties["held"]:
        ja.append("手元の現品の使用を止めて隔離してください")
        en.append("set apart what you still hold")
    if duties["patients"]:
        ja.append("投与した患者さんの状態と検査を確認してください")
        en.append("look after the patients who were given it")
    if duties["samples_held"]:
        ja.append("保管検体を試験してください")
        en.append("test the samples that are left")
    if not ja:
        ja.append("記録を確認してください")
        en.append("look into your records")
    return Text("。".join(ja) + "。", ("; ".join(en)).capitalize() + ".")


def passes_by(role: str) -> bool:
    """Return whether a role in a chain holds nothing to look into."""
    return role.startswith(PASSERS_BY)


def check_answer(answer: str, state: str) -> None:
    """Refuse an answer that is none, and one after the end."""
    if answer not in ANSWERS:
        raise BadInput("answer", _ANSWER, "answer")
    if state not in PART or "answered" not in PART[state]:
        raise Refused("look_back_completed", _COMPLETED)


def check_conclusion(state: str, answers: Iterable[str], despite: bool) -> None:
    """Refuse to complete what is completed, or what others still look into (unless that is said)."""
    if state != "open":
        raise Refused("look_back_completed", _COMPLETED)
    missing = sum(1 for answer in answers if answer not in FINAL)
    if missing and not despite:
        raise Refused(
            "answers_missing",
            Text(
                f"最終の回答がない組織が{missing}件あります。待つか、「回答を待たずに完了する」を選んで理由を書いてください。",
                f"{missing} members have not answered finally. Wait, or say that you complete without them, and why.",
            ),
        )


_ANSWER = Text("回答を選んでください。", "Choose the answer.")
_COMPLETED = Text("この遡及調査は完了しています。", "This look-back is completed.")
