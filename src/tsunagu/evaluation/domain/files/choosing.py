"""What a person says of a plate or a cytometer's file, and the readings that follow from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tsunagu.evaluation.domain.files.fcs import FlowFile, Gate, GateCount, count_events
from tsunagu.evaluation.domain.files.matching import is_called
from tsunagu.evaluation.domain.files.plates import Plate, Well, subtract_blank
from tsunagu.evaluation.domain.files.values import ReadValue
from tsunagu.evaluation.domain.specification import Characteristic
from tsunagu.foundation.written.saying import clipped, refuse

MOST_GATES = 12
_PARTED = re.compile(r"[,、，\t]")


def plate_of(plates: Sequence[Plate], choices: Mapping[str, str]) -> Plate:
    """Return the plate that was chosen, the first one where none was; its blank is subtracted if that was chosen."""
    number = choices.get("plate", "1")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    if not 1 <= at <= len(plates):
        refuse("plate_missing", "選んだプレートがファイルにありません。", "The file has no such plate.")
    plate = plates[at - 1]
    return subtract_blank(plate) if choices.get("blank") else plate


def plate_samples(plate: Plate, labels: frozenset[str]) -> list[str]:
    """Return the samples of a plate that may be this step's: the one with its label, or all where none has it."""
    named = list(dict.fromkeys(well.place.sample for well in plate.with_role("test") if well.place.sample))
    own = [name for name in named if is_called(name, labels)]
    return own or named


def plate_values(
    plate: Plate, choices: Mapping[str, str], labels: frozenset[str], characteristic: Characteristic
) -> tuple[ReadValue, ...]:
    """Return the wells of the chosen sample as replicates of the chosen characteristic.

    Values from which a blank was subtracted keep three decimals more than the readings.
    Refuses a sample that isn't on the plate or isn't this step's, and one of whose wells can't be read.
    """
    sample = choices.get("well_sample", "")
    if sample not in plate_samples(plate, labels):
        ja = f"「{clipped(sample)}」は、このプレートにあるこの工程の検体ではありません。"
        refuse("plate_sample", ja, f"{clipped(sample)!r} is no sample of this step on the plate.")
    wells = [well for well in plate.with_role("test") if well.place.sample == sample]
    unread = [well.name for well in wells if well.value is None]
    if unread:
        names = "、".join(unread[:5])
        ja = f"「{clipped(sample)}」のウェル{names}の値が読めません。測定をやり直すか、手で入力してください。"
        refuse("plate_unread", ja, f"Wells {names} of {clipped(sample)!r} can't be read; test again.")
    finest = min(int(well.value.as_tuple().exponent) for well in wells if well.value is not None)
    return tuple(_of_well(plate, well, characteristic.key, finest) for well in wells)


def _of_well(plate: Plate, well: Well, key: str, finest: int) -> ReadValue:
    value = well.value if well.value is not None else Decimal(0)
    if plate.blank is not None:
        value = value.quantize(Decimal(1).scaleb(max(finest - 3, -12)))
    return ReadValue("", key, f"{value:f}", "", well.name, None, "", "", (), plate.row + well.row)


def gates_in(text: str) -> tuple[Gate, ...]:
    """Return the gates that were typed, one a line: channel, minimum, maximum; an empty limit is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        ja = "ゲートを1つ以上入力してください。ゲートがないと、すべてのイベントが数えられます。"
        refuse("gates_none", ja, "Type at least one gate; without one every event would count.")
    if len(lines) > MOST_GATES:
        refuse("gates_many", f"ゲートは{MOST_GATES}行までです。", f"At most {MOST_GATES} gates.")
    return tuple(_gate(line) for line in lines)


def _gate(line: str) -> Gate:
    parts = [part.strip() for part in _PARTED.split(line)]
    try:
        channel, *limits = parts
        low, high = (float(limit) if limit else None for limit in limits)
    except ValueError:
        ja = f"ゲート「{clipped(line)}」は「チャンネル, 下限, 上限」の形で入力してください。例：FL1-A, 1000, 50000"
        refuse(
            "gate_form", ja, f"{clipped(line)!r}: write channel, minimum, maximum, as in FL1-A, 1000, 50000."
        )
    return Gate(channel, low, high)


def flow_values(
    content: bytes, flow: FlowFile, gates: Sequence[Gate], characteristic: Characteristic
) -> tuple[GateCount, tuple[ReadValue, ...]]:
    """Return how many events lie within the gates, and their share in % as the reading of a characteristic.

    Two decimals, cut off towards the side that doesn't pass, so that no rounding turns a failed share into a passed
    one. Refuses a characteristic that isn't given in %.
    """
    if characteristic.unit != "%":
        ja = f"「{characteristic.name.ja}」の単位は%ではありません。割合（%）の項目を選んでください。"
        refuse("flow_unit", ja, f"{characteristic.name.en} is not given in %; choose one that is.")
    found = count_events(content, gates)
    exact = Decimal(100) * found.count / found.total
    side = ROUND_FLOOR if characteristic.minimum is not None else ROUND_CEILING
    text = f"{exact.quantize(Decimal('0.01'), rounding=side):f}"
    instrument = " ".join(filter(None, [flow.instrument, flow.serial]))
    value = ReadValue(
        flow.sample, characteristic.key, text, "%", "", flow.ended_at, flow.operator, instrument, (), 1
    )
    return found, (value if flow.ended_at else replace(value, measured_at=flow.began_at),)
