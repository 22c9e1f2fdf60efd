"""What of a file would be recorded: its rows matched to the panel and the sample, each value judged beforehand."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tsunagu.evaluation.domain.bench import Bench, check_bench
from tsunagu.evaluation.domain.files.equal_units import Reading, in_unit_of
from tsunagu.evaluation.domain.files.matching import Names, matched
from tsunagu.evaluation.domain.files.moments import JAPAN
from tsunagu.evaluation.domain.files.values import ReadValue
from tsunagu.evaluation.domain.replicates import Replicates, judge_replicates
from tsunagu.evaluation.domain.specification import Characteristic
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Outcome = Literal["offered", "has_result", "refused"]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the file is read for.

    Attributes
    ----------
    characteristics, names : of the panel, and what each may be called in a file.
    is_sample : whether a name in the file means this sample.
    has_result : keys of characteristics that have a result which stands.
    sampled_at : when the sample was made, where that is known.
    """

    characteristics: Sequence[Characteristic]
    names: Mapping[str, Names]
    is_sample: Callable[[str], bool]
    has_result: frozenset[str]
    now: datetime
    sampled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the file says of one characteristic of this sample.

    Attributes
    ----------
    rows : rows of the file. readings : as written; bench : what would be recorded.
    judged : against the specification, None where it is refused. sentence : why it is not offered.
    notes : what was done to the values (a unit converted) or is missing.
    """

    characteristic: Characteristic
    outcome: Outcome
    rows: tuple[int, ...]
    readings: tuple[str, ...]
    bench: Bench
    operator: str = ""
    judged: Replicates | None = None
    sentence: Text = field(default_factory=lambda: Text("", ""))
    notes: tuple[Text, ...] = ()

    @property
    def is_offered(self) -> bool:
        """Whether it can be taken over."""
        return self.outcome == "offered"

    @property
    def has_failed(self) -> bool:
        """Whether it is out of specification: it may be left out only with a reason."""
        return self.judged is not None and self.judged.judgement.state == "failed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be recorded, and what would not: other samples' rows, and rows outside the panel."""

    offers: tuple[Offer, ...]
    others: tuple[ReadValue, ...]
    unknown: tuple[ReadValue, ...]

    @property
    def offered(self) -> dict[str, Offer]:
        """What can be taken over, by characteristic."""
        return {one.characteristic.key: one for one in self.offers if one.is_offered}


def propose(values: Sequence[ReadValue], asking: Asking) -> Proposal:
    """Return what of the file would be recorded for one sample; nothing is chosen, rounded or left out here.

    A row that names no sample counts as this sample's. A characteristic one of whose rows can't be read is refused
    as a whole: the readings that are left would tell another story than all of them.
    """
    own = [one for one in values if not one.sample or asking.is_sample(one.sample)]
    others = tuple(one for one in values if one.sample and not asking.is_sample(one.sample))
    keys = [matched(one.characteristic, asking.names) for one in own]
    offers = []
    for characteristic in asking.characteristics:
        rows = [one for one, key in zip(own, keys, strict=True) if key == characteristic.key]
        if rows:
            offers.append(_offer(characteristic, rows, asking))
    unknown = tuple(one for one, key in zip(own, keys, strict=True) if key is None)
    return Proposal(tuple(offers), others, unknown)


def _offer(characteristic: Characteristic, rows: Sequence[ReadValue], asking: Asking) -> Offer:
    said = tuple(f"{one.text} {one.unit}".strip() for one in rows)
    numbers, operator = tuple(one.row for one in rows), _joined(one.operator for one in rows)
    empty = Bench(())
    if characteristic.key in asking.has_result:
        return Offer(characteristic, "has_result", numbers, said, empty, operator, sentence=HAS_RESULT)
    try:
        _check_once(rows)
        _check_time(rows, asking.sampled_at)
        readings = [in_unit_of(characteristic, one) for one in rows]
        bench = _bench(rows, readings)
        check_bench(bench, asking.now)
        judged = judge_replicates(characteristic, bench.readings)
    except BadInput as refused:
        return Offer(characteristic, "refused", numbers, said, empty, operator, sentence=refused.reason)
    notes = tuple(dict.fromkeys(one.note for one in readings if one.note is not None))
    return Offer(characteristic, "offered", numbers, said, bench, operator, judged, notes=notes)


def _bench(rows: Sequence[ReadValue], readings: Sequence[Reading]) -> Bench:
    times = [one.measured_at for one in rows if one.measured_at is not None]
    lots = dict.fromkeys(lot for one in rows for lot in one.reagent_lots)
    return Bench(
        readings=tuple(one.text for one in readings),
        instrument=_joined(one.instrument for one in rows),
        reagent_lots=tuple(lots),
        tested_at=max(times, default=None),
    )


def _joined(texts: object) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))  # type: ignore[attr-defined]


def _check_once(rows: Sequence[ReadValue]) -> None:
    """Refuse two rows for one replicate: which of them counts isn't for a program to say."""
    counts = Counter(one.replicate for one in rows if one.replicate)
    twice = next((name for name, count in counts.items() if count > 1), None)
    if twice is not None:
        ja = f"反復「{twice[:20]}」の行が{counts[twice]}つあります。ファイルを直してから取り込んでください。"
        en = f"{counts[twice]} rows for replicate {twice[:20]!r}; correct the file before it is imported."
        raise BadInput("replicate_twice", Text(ja, en), "file")


def _check_time(rows: Sequence[ReadValue], sampled_at: datetime | None) -> None:
    """Refuse a measurement of a day before the sample was made: it can't be of this sample."""
    if sampled_at is None:
        return
    made = sampled_at.astimezone(JAPAN).date()
    early = [one for one in rows if one.measured_at and one.measured_at.astimezone(JAPAN).date() < made]
    if early:
        ja = f"{early[0].row}行目の測定日が、検体を採った日より前です。検体と装置の時計を確かめてください。"
        en = f"Row {early[0].row} was measured before the sample was made; check the sample and the clock."
        raise BadInput("measured_before_sample", Text(ja, en), "file")


HAS_RESULT = Text(
    "結果がすでに入力されているため、取り込みません。", "It has a result already and is not imported."
)
