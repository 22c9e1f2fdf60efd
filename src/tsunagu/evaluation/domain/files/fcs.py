"""Files of flow cytometers (FCS 2.0, 3.0, 3.1): what was measured, and how many events lie in a rectangle."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from flowio import FlowData
from flowio.exceptions import MultipleDataSetsError
from numpy.typing import NDArray

from tsunagu.evaluation.domain.files.moments import JAPAN
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped, refuse

LARGEST_BYTES = 50_000_000
MOST_EVENTS = 2_000_000
MOST_CHANNELS = 200
MOST_NUMBERS = 20_000_000  # events times channels: what fits in memory several times over
LONGEST_KEYWORD = 200
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: number, short name ($PnN), marker or dye as labelled ($PnS), range ($PnR)."""

    number: int
    name: str
    marker: str
    range: float


@dataclass(frozen=True, slots=True)
class FlowFile:
    """What a flow cytometer wrote beside its events.

    Attributes
    ----------
    sample : $SMNO, or $SRC; empty where neither is given. ``file_name`` is $FIL.
    instrument, serial, operator : $CYT, $CYTSN, $OP.
    began_at, ended_at : $DATE with $BTIM and $ETIM, Japan's time; None where they can't be read.
    seconds : span of the time channel times $TIMESTEP; None without either.
    events : number of events, checked against the data.
    """

    version: str
    sample: str
    file_name: str
    instrument: str
    serial: str
    operator: str
    began_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    events: int
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A range on one channel, on the linear scale; None: without a limit. Minimum counts, maximum does not."""

    channel: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class GateCount:
    """How many events lie within all ranges of a gate: count, of how many, and their share from 0 to 1."""

    count: int
    total: int
    share: float


def is_fcs(content: bytes) -> bool:
    """Return whether the bytes begin like a file of a flow cytometer."""
    return content[:3] == b"FCS"


def read_flow(content: bytes) -> FlowFile:
    """Return what a cytometer's file says: FCS 2.0, 3.0 or 3.1 (ISAC standards).

    Refuses damaged, truncated and other files, several data sets in one file, more than 50 MB, 2 million events
    or 200 channels. Fluorescence compensation is not applied anywhere here.
    """
    data, events = _loaded(content)
    text: Mapping[str, str] = {key: str(value)[:LONGEST_KEYWORD].strip() for key, value in data.text.items()}
    began_at = _moment(text.get("date", ""), text.get("btim", ""))
    ended_at = _moment(text.get("date", ""), text.get("etim", ""))
    if began_at and ended_at and ended_at < began_at:
        ended_at += timedelta(days=1)  # measured across midnight: the file names only the first day
    channels = tuple(
        Channel(number, str(each["pnn"])[:100].strip(), str(each["pns"])[:100].strip(), float(each["pnr"]))
        for number, each in sorted(data.channels.items())
    )
    return FlowFile(
        version=str(data.version),
        sample=text.get("smno", "") or text.get("src", ""),
        file_name=text.get("fil", ""),
        instrument=text.get("cyt", ""),
        serial=text.get("cytsn", ""),
        operator=text.get("op", ""),
        began_at=began_at,
        ended_at=ended_at,
        seconds=_seconds(data, text, events),
        events=len(events),
        channels=channels,
    )


def count_events(content: bytes, gates: Sequence[Gate]) -> GateCount:
    """Return how many events lie within all the given ranges (a rectangle), uncompensated, on the linear scale.

    Logarithmic channels ($PnE) are made linear and gains ($PnG) are divided out.
    Refuses an unknown channel, a range without extent, and a file without events.

    Source: Spidlen and others, Data File Standard for Flow Cytometry, version FCS 3.1, Cytometry A 77A (2010).
    """
    data, events = _loaded(content)
    if not len(events):
        refuse("fcs_no_events", "イベントが1件もありません。", "There is not one event in the file.")
    inside = np.ones(len(events), dtype=np.bool_)
    for gate in gates:
        column = events[:, _place(data, gate)]
        if gate.minimum is not None:
            inside &= column >= gate.minimum
        if gate.maximum is not None:
            inside &= column < gate.maximum
    count = int(inside.sum())
    return GateCount(count, len(events), count / len(events))


def _place(data: Any, gate: Gate) -> int:
    names = [str(name).strip() for name in data.pnn_labels]
    markers = [str(name).strip() for name in data.pns_labels]
    places = [at for at, name in enumerate(names) if name == gate.channel]
    places = places or [at for at, marker in enumerate(markers) if marker and marker == gate.channel]
    if len(places) != 1:
        shown = clipped("、".join(names))
        refuse(
            "fcs_channel",
            f"チャンネル「{clipped(gate.channel)}」が1つに決まりません。このファイルのチャンネル：{shown}。",
            f"There is no single channel {clipped(gate.channel)!r}; the file has: {', '.join(names)[:200]}.",
        )
    limits = [limit for limit in (gate.minimum, gate.maximum) if limit is not None]
    if any(limit != limit for limit in limits) or (len(limits) == 2 and not limits[0] < limits[1]):
        refuse(
            "fcs_gate",
            f"チャンネル「{clipped(gate.channel)}」の範囲は、下限を上限より小さくしてください。",
            f"The minimum for channel {clipped(gate.channel)!r} must be less than its maximum.",
        )
    return places[0]


def _loaded(content: bytes) -> tuple[Any, NDArray[np.float64]]:
    """Return flowio's data and the events on the linear scale (events x channels)."""
    if len(content) > LARGEST_BYTES:
        mb = LARGEST_BYTES // 1_000_000
        refuse("file_size", f"ファイルが大きすぎます（上限{mb} MB）。", f"The file is larger than {mb} MB.")
    if content[:6] not in (b"FCS2.0", b"FCS3.0", b"FCS3.1"):
        ja = "FCS 2.0、3.0、3.1のファイルではありません。測定装置からFCS 3.1で書き出してください。"
        refuse(
            "fcs_version", ja, "This is no FCS 2.0, 3.0 or 3.1 file; export it from the cytometer as FCS 3.1."
        )
    try:
        _check_extent(FlowData(io.BytesIO(content), only_text=True))
        data = FlowData(io.BytesIO(content))
        events: NDArray[np.float64] = data.as_array()
    except BadInput:
        raise
    except MultipleDataSetsError:
        ja = "1つのファイルに複数の測定が入っています。1測定ずつ書き出してください。"
        refuse("fcs_several", ja, "The file holds several measurements; export them one by one.")
    except Exception as broken:  # whatever a damaged file raises inside the library
        raise _damaged() from broken
    if events.shape != (data.event_count, data.channel_count) or not np.isfinite(events).all():
        raise _damaged()
    return data, events


def _check_extent(data: Any) -> None:
    """Refuse, before the events are loaded, too many of them and orders of bytes that would be misread."""
    if data.text["byteord"] not in ("1,2,3,4", "4,3,2,1", "1,2", "2,1") or data.text["mode"].upper() != "L":
        ja = "この形式のFCSファイルは読めません。リストモードのFCS 3.1で書き出してください。"
        refuse("fcs_mode", ja, "This kind of FCS file can't be read; export it in list mode as FCS 3.1.")
    channels, events = data.channel_count, data.event_count
    if channels > MOST_CHANNELS or events > MOST_EVENTS or channels * events > MOST_NUMBERS:
        refuse(
            "fcs_events",
            f"イベントかチャンネルが多すぎます（上限{MOST_EVENTS // 10_000}万イベント、{MOST_CHANNELS}チャンネル）。",
            f"There are more than {MOST_EVENTS:,} events or {MOST_CHANNELS} channels.",
        )


def _damaged() -> BadInput:
    ja = "FCSファイルが途中で切れているか、壊れています。測定装置から書き出し直してください。"
    en = "The FCS file is truncated or damaged; export it again from the cytometer."
    return BadInput("fcs_damaged", Text(ja, en), field="file")


def _moment(date: str, clock: str) -> datetime | None:
    named, iso, time = _DATE.fullmatch(date), _ISO_DATE.fullmatch(date), _CLOCK.match(clock)
    try:
        if named:
            day = (int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1]))
        elif iso:
            day = (int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            return None
        hour, minute, second = (int(part) for part in time.groups()) if time else (0, 0, 0)
        return datetime(*day, hour, minute, second, tzinfo=JAPAN)
    except ValueError:
        return None


def _seconds(data: Any, text: Mapping[str, str], events: NDArray[np.float64]) -> float | None:
    if data.time_index is None or not text.get("timestep") or not len(events):
        return None
    return float(np.ptp(events[:, data.time_index]))
