"""The check of an allocation from the problem alone: nothing expired or given twice, first to expire first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.doses import Allocation, DoseProblem, Given, StoredLot, WaitingPatient


def faults_of(problem: DoseProblem, found: Allocation) -> list[Text]:
    """Return everything that an allocation may not do; none where it is sound."""
    lots = {lot.key: lot for lot in problem.lots}
    patients = {one.key: one for one in problem.patients}
    unknown = [one for one in found.given if one.lot not in lots or one.patient not in patients]
    if unknown:
        return [
            Text(f"登録のない割当てです：{unknown[0]}", f"An allocation of something unknown: {unknown[0]}")
        ]
    taken: dict[str, int] = defaultdict(int)
    for one in found.given:
        taken[one.lot] += one.doses
    faults = [
        Text(f"ロット {key} が足りません", f"Lot {key} has not so many doses")
        for key, count in taken.items()
        if count > lots[key].doses
    ]
    by_patient: dict[str, list[Given]] = defaultdict(list)
    for one in found.given:
        by_patient[one.patient].append(one)
    for key, given in by_patient.items():
        faults += _of_patient(problem, patients[key], given, lots)
    return faults or list(_not_first(problem, found, lots, patients))


def _of_patient(
    problem: DoseProblem, patient: WaitingPatient, given: list[Given], lots: Mapping[str, StoredLot]
) -> Iterator[Text]:
    key = patient.key
    for number, wanted in enumerate(patient.administrations):
        parts = [one for one in given if one.administration == number]
        if sum(one.doses for one in parts) != wanted.doses or any(one.doses <= 0 for one in parts):
            yield Text(
                f"{key}：投与{number + 1}の本数が合いません",
                f"{key}: the doses of administration {number + 1} differ",
            )
        if len(parts) > 1 and not patient.may_mix:
            yield Text(f"{key}：1回の投与に2ロットを使っています", f"{key}: two lots in one administration")
        for one in parts:
            if not patient.fits(lots[one.lot]):
                yield Text(f"{key}：適合しないロット {one.lot}", f"{key}: lot {one.lot} doesn't fit")
            if not problem.lasts(lots[one.lot], wanted.on):
                yield Text(
                    f"{key}：ロット {one.lot} は使用日に期限が足りません",
                    f"{key}: too little of the life of lot {one.lot} remains on the day of use",
                )
    if any(not 0 <= one.administration < len(patient.administrations) for one in given):
        yield Text(f"{key}：予定にない投与です", f"{key}: an administration that isn't planned")


def _not_first(
    problem: DoseProblem,
    found: Allocation,
    lots: Mapping[str, StoredLot],
    patients: Mapping[str, WaitingPatient],
) -> Iterator[Text]:
    """Yield where a lot is used although doses of one that expires earlier, and fits as well, are left over."""
    left = {key: lot.doses for key, lot in lots.items()}
    for one in found.given:
        left[one.lot] -= one.doses
    for one in found.given:
        patient, used = patients[one.patient], lots[one.lot]
        needed = 1 if patient.may_mix else one.doses
        on = patient.administrations[one.administration].on
        for lot in problem.lots:
            is_earlier = lot.expires < used.expires and left[lot.key] >= needed
            if is_earlier and patient.fits(lot) and problem.lasts(lot, on):
                yield Text(
                    f"{one.patient}：先に期限の来るロット {lot.key} が残っています",
                    f"{one.patient}: lot {lot.key}, which expires earlier, is left over",
                )
