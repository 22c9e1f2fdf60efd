"""Look at a file of an instrument for one step: what it says, and what of it would be recorded; nothing is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tsunagu.custody.queries.items import items_in_use
from tsunagu.evaluation.domain.files.by_hand import chosen_columns, headings, signature
from tsunagu.evaluation.domain.files.choosing import flow_values, gates_in, plate_of, plate_values
from tsunagu.evaluation.domain.files.fcs import GateCount
from tsunagu.evaluation.domain.files.matching import Names, is_called
from tsunagu.evaluation.domain.files.moments import JAPAN
from tsunagu.evaluation.domain.files.plates import Plate
from tsunagu.evaluation.domain.files.preview import Understood, understand
from tsunagu.evaluation.domain.files.proposal import Asking, Proposal, propose
from tsunagu.evaluation.domain.files.values import Problem, ReadValue
from tsunagu.evaluation.domain.specification import Characteristic as Specified
from tsunagu.evaluation.queries.calculations import mapping_kept
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.entering import check_tester, has_result, known_at
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Characteristic, Step

LARGEST_FILE = 10 * 2**20
BY_HAND = "by_hand"
"""The choice that says that the person has said of each column what it is."""
SUMS_UP = "row_summary"
"""A row of means or deviations: no result, so nothing is lost where it is passed over."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was handed in, and how it is to be read (``sheet``)."""

    name: str
    content: bytes
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """What tells this file from any other."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """What a file was understood to say, and what would be recorded of it for one step.

    Attributes
    ----------
    labels : of the samples of the step. unread : rows that can't be read and may be of this sample.
    plate, count : the chosen plate, and what the gates count, for files of these kinds.
    characteristics : of the panel. columns : headers of a table; by_hand : what a person said of them.
    """

    source: Source
    understood: Understood
    proposal: Proposal
    labels: tuple[str, ...]
    unread: tuple[Problem, ...]
    characteristics: tuple[Characteristic, ...]
    plate: Plate | None = None
    count: GateCount | None = None
    columns: tuple[str, ...] = ()
    by_hand: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of what is shown to the signer: the file, and each value with its judgement."""
        lines = [self.source.sha256]
        for key, one in self.proposal.offered.items():
            if one.judged is not None:
                lines.append(f"{key}\t{one.judged.judgement.reason.ja}\t{' '.join(one.judged.readings)}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def look(actor: Actor, running: Running, step_key: str, source: Source, now: datetime) -> Look:
    """Return what would be recorded; nothing is written.

    Raises
    ------
    BadInput : the file is too large or can't be understood at all.
    NotAllowed : the person isn't of the organisation that tests.
    """
    step, row = running.step(step_key)
    check_tester(actor, step, row)
    if len(source.content) > LARGEST_FILE:
        raise BadInput("file_too_large", TOO_LARGE, "file")
    sheet = {"sheet": source.choices["sheet"]} if source.choices.get("sheet") else None
    columns, by_hand = columns_of(actor, source)
    today = now.astimezone(JAPAN).date()
    found = understand(source.name, source.content, sheet, today, by_hand=by_hand)
    asking, labels = _asking(running, step, row, now), _labels(running, step)
    plate, count, values = _chosen(found, source, frozenset(labels), asking.characteristics)
    unread = tuple(
        one
        for one in found.problems
        if one.code != SUMS_UP
        and found.kind in ("long", "wide")
        and (not one.sample or asking.is_sample(one.sample))
    )
    panel = tuple(running.route.panel(step.panel or "").characteristics)
    return Look(source, found, propose(values, asking), labels, unread, panel, plate, count, columns, by_hand)


def columns_of(actor: Actor, source: Source) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the columns of a table that a person may be asked about, and what he, or his laboratory before, said."""
    heads = headings(source.content, source.choices.get("sheet") or None)
    if source.choices.get(BY_HAND):
        return heads, chosen_columns(heads, source.choices)
    kept = mapping_kept(actor.member_uuid, signature(heads)) if heads else {}
    return heads, {head: choice for head, choice in kept.items() if head in heads}


def _chosen(
    found: Understood, source: Source, labels: frozenset[str], panel: Sequence[Specified]
) -> tuple[Plate | None, GateCount | None, tuple[ReadValue, ...]]:
    """Return the readings: those of a table as they are, those of a plate or a cytometer as the person chose."""
    choices = source.choices
    asked = next((one for one in panel if one.key == choices.get("characteristic")), None)
    if found.flow is not None:
        if asked is None:
            return None, None, ()
        gates = gates_in(choices.get("gates", ""))
        count, values = flow_values(source.content, found.flow, gates, asked)
        return None, count, values
    if not found.plates:
        return None, None, found.rows
    plate = plate_of(found.plates, choices)
    if asked is None or not choices.get("well_sample"):
        return plate, None, ()
    return plate, None, plate_values(plate, choices, labels, asked)


def _asking(running: Running, step: Step, row: JourneyStep, now: datetime) -> Asking:
    panel, known = running.route.panel(step.panel or ""), known_at(running, step, row)
    labels = frozenset(_labels(running, step))
    made = [item.made_at for item in carried_items(running, step)]
    return Asking(
        panel.characteristics,
        {one.key: _names(one) for one in panel.characteristics},
        lambda name: is_called(name, labels),
        frozenset(key for key, result in known.items() if has_result(result)),
        now,
        min(made, default=None),
    )


def _names(one: Characteristic) -> Names:
    method = method_name(one.method)
    return Names((one.key, one.name.ja, one.name.en), (one.method, method.ja, method.en))


def _labels(running: Running, step: Step) -> tuple[str, ...]:
    """Return the labels of the step's samples; where it draws none, those of what is in the making."""
    own = carried_items(running, step) if step.inputs else items_in_use(running.chain)
    return tuple(dict.fromkeys(item.label for item in own))


TOO_LARGE = Text(
    "ファイルが大きすぎます（10 MBまで）。この検体の結果だけを書き出してください。",
    "The file is too large (10 MB at most). Export only the results of this sample.",
)
