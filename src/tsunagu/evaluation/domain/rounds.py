"""A round of laboratories on one material: what is planned, who may report when, and what was read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NoReturn
from uuid import UUID

from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.units import is_same_unit
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

AssignedKind = Literal["consensus", "given"]
SigmaKind = Literal["round", "given", "purpose"]
ASSIGNED: Mapping[str, Text] = {
    "consensus": Text("参加試験所の合意値（アルゴリズムA）", "Consensus of the laboratories (algorithm A)"),
    "given": Text("既知の値（不確かさ付き）", "Known value with its uncertainty"),
}
SIGMA: Mapping[str, Text] = {
    "round": Text("この回の結果から（ロバスト標準偏差）", "From this round (robust standard deviation)"),
    "given": Text("指定した値", "Given value"),
    "purpose": Text("目的への適合（付与値に対する%）", "Fitness for purpose (% of the assigned value)"),
}
STATES: Mapping[str, Text] = {
    "preparing": Text("準備中", "Preparing"),
    "sent": Text("送付済み", "Sent"),
    "reporting": Text("報告受付中", "Reporting"),
    "closed": Text("解析待ち", "To analyse"),
    "analysed": Text("解析済み", "Analysed"),
    "published": Text("公表済み", "Published"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "preparing": frozenset({"sent"}),
    "sent": frozenset({"analysed"}),
    "analysed": frozenset({"published"}),
    "published": frozenset(),
}
"""What is recorded; ``reporting`` and ``closed`` follow from the clock (see ``shown_state``)."""
MOST_REPLICATES, MOST_LABORATORIES = 12, 60
LARGEST = Decimal("1e30")


@dataclass(frozen=True, slots=True)
class Convention:
    """Where the assigned value and sigma_pt come from (ISO 13528:2015 clauses 7 and 8).

    Attributes
    ----------
    assigned, uncertainty : known value and its standard uncertainty, for ``given``.
    sigma : in the unit of the characteristic for ``given``, in % of the assigned value for ``purpose``.
    """

    assigned_kind: AssignedKind = "consensus"
    assigned: float | None = None
    uncertainty: float | None = None
    sigma_kind: SigmaKind = "round"
    sigma: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round as the organiser plans it; ``unit`` is a UCUM code, ``laboratories`` are members."""

    name: Text
    unit: str
    method: str
    material: str
    replicates: int
    opens_at: datetime
    reports_due: datetime
    laboratories: tuple[UUID, ...]
    convention: Convention = Convention()
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class TypedReport:
    """What a laboratory reports: each reading as it was typed, and under which circumstances."""

    readings: tuple[str, ...]
    tested_at: datetime
    operator: str = ""
    instrument: str = ""
    reagent_lots: tuple[str, ...] = ()
    method_version: str = ""


def shown_state(state: str, opens_at: datetime, reports_due: datetime, now: datetime) -> str:
    """Return the state as people read it: a sent round is open for reports between two times."""
    if state != "sent" or now < opens_at:
        return state
    return "reporting" if now <= reports_due else "closed"


def check_plan(plan: PlannedRound, now: datetime) -> None:
    """Refuse, at its field, what no round can be carried out with."""
    if not 1 <= plan.replicates <= MOST_REPLICATES:
        _bad(
            "replicates",
            f"繰返し数は1〜{MOST_REPLICATES}で入力してください。",
            f"Between 1 and {MOST_REPLICATES} replicates.",
        )
    if plan.reports_due <= now:
        _bad("reports_due", "報告期限が過ぎています。", "The reports would be due in the past.")
    if plan.reports_due <= plan.opens_at:
        _bad(
            "reports_due",
            "報告期限は受付開始より後にしてください。",
            "Reports must be due after reporting opens.",
        )
    if not 1 <= len(set(plan.laboratories)) <= MOST_LABORATORIES:
        _bad(
            "laboratories",
            f"試験所を1〜{MOST_LABORATORIES}か所選んでください。",
            f"Choose between 1 and {MOST_LABORATORIES} laboratories.",
        )
    _check_convention(plan.convention)


def _check_convention(chosen: Convention) -> None:
    if chosen.assigned_kind not in ASSIGNED or chosen.sigma_kind not in SIGMA:
        _bad(
            "assigned_kind", "付与値の決め方を選んでください。", "Choose where the assigned value comes from."
        )
    if chosen.assigned_kind == "given":
        if chosen.assigned is None:
            _bad("assigned", "付与値を入力してください。", "Type the assigned value.")
        if chosen.uncertainty is None or chosen.uncertainty < 0:
            _bad(
                "uncertainty",
                "標準不確かさを0以上で入力してください。",
                "Type a standard uncertainty of 0 or more.",
            )
    if chosen.sigma_kind != "round" and not (chosen.sigma and chosen.sigma > 0):
        _bad(
            "sigma",
            "技能評価のための標準偏差を0より大きい値で入力してください。",
            "Type a standard deviation for proficiency assessment above 0.",
        )


def give_codes(laboratories: Sequence[UUID], seed: UUID) -> dict[UUID, str]:
    """Return a code (L1, L2, ...) for each laboratory, in an order drawn from a seed that only the organiser sees."""
    drawn = sorted(set(laboratories), key=lambda member: hashlib.sha256(seed.bytes + member.bytes).digest())
    return {member: f"L{place}" for place, member in enumerate(drawn, start=1)}


def code_place(code: str) -> int:
    """Return the number of a code, to put L10 after L9."""
    return int(code[1:])


def check_may_report(
    state: str, opens_at: datetime, reports_due: datetime, is_received: bool, now: datetime
) -> None:
    """Refuse a report before the material came and reporting opened, and after it was due."""
    if state == "preparing" or not is_received:
        raise Refused("not_received", _NOT_RECEIVED)
    if state != "sent" or now > reports_due:
        raise Refused("report_late", _LATE)
    if now < opens_at:
        raise Refused("report_early", _EARLY)


def check_may_analyse(state: str, reports_due: datetime, reported: int, asked: int, now: datetime) -> None:
    """Refuse to look into reports before they are due, unless all are there."""
    if state == "preparing":
        raise Refused("not_sent", _NOT_SENT)
    if state != "sent":
        raise Refused("analysed_already", _ANALYSED)
    if now <= reports_due and reported < asked:
        raise Refused(
            "reports_missing",
            Text(
                f"報告期限前で、{asked}か所のうち{asked - reported}か所が未報告です。期限後に解析してください。",
                f"Reports aren't due yet and {asked - reported} of {asked} are missing. Analyse when they are due.",
            ),
        )


def read_readings(typed: Sequence[str], replicates: int, unit: str) -> tuple[Decimal, ...]:
    """Return the readings as exact numbers; as many as planned, each a plain number in the unit laid down."""
    given = [text.strip() for text in typed if text.strip()]
    if len(given) != replicates:
        _bad(
            "readings",
            f"測定値を{replicates}個、1行に1つずつ入力してください（いま{len(given)}個）。",
            f"Type {replicates} readings, one per line (now {len(given)}).",
        )
    return tuple(read_reading(text, unit, "readings") for text in given)


def read_reading(text: str, unit: str, field: str = "readings") -> Decimal:
    """Return one reading as an exact number in the round's unit; a comparison sign can't be analysed."""
    read = parse_number(text, field)
    shown = text[:30]
    if read.comparator:
        _bad(
            field,
            f"「{shown}」は不等号付きのため集計できません。測定値そのものを入力してください。",
            f"{shown!r} has a comparison sign and can't be analysed. Type the reading itself.",
        )
    if read.rest and not is_same_unit(read.rest, unit):
        _bad(
            field,
            f"「{shown}」の単位が、決められた単位と異なります。",
            f"The unit of {shown!r} isn't the one that was laid down.",
        )
    if abs(read.number) > LARGEST:
        _bad(field, f"「{shown}」は桁数が多すぎます。", f"{shown!r} has too many digits.")
    return read.number


def _bad(field: str, ja: str, en: str) -> NoReturn:
    raise BadInput(field, Text(ja, en), field)


_NOT_RECEIVED = Text(
    "試料がまだ受領されていません。届いた試料をスキャンして受領してから報告してください。",
    "The material hasn't been received. Scan and receive it before you report.",
)
_LATE = Text(
    "報告の受付は終わっています。期限後の報告や訂正は受け付けられません。",
    "Reporting is closed. Reports and changes after the due time aren't accepted.",
)
_EARLY = Text("報告の受付はまだ始まっていません。", "Reporting hasn't opened yet.")
_NOT_SENT = Text("試料がまだ送付されていません。", "The material hasn't been sent yet.")
_ANALYSED = Text("この回は解析済みです。", "This round has been analysed already.")
