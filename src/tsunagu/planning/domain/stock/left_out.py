"""Why a patient gets no doses: no lot fits, all expire too early, none is large enough, others go first."""

from typing import Literal

from tsunagu.planning.domain.stock.doses import DoseProblem, WaitingPatient

Why = Literal["none", "fits", "expires", "size", "others"]


def why_left_out(problem: DoseProblem, patient: WaitingPatient) -> Why:
    """Return the first of the reasons that holds; ``others``: doses there were went to those who come first."""
    if not problem.lots:
        return "none"
    fitting = [lot for lot in problem.lots if patient.fits(lot)]
    if not fitting:
        return "fits"
    for one in patient.administrations:
        lasting = [lot for lot in fitting if problem.lasts(lot, one.on)]
        if not lasting:
            return "expires"
        is_enough = (
            sum(lot.doses for lot in lasting) if patient.may_mix else max(lot.doses for lot in lasting)
        )
        if is_enough < one.doses:
            return "size"
    if sum(lot.doses for lot in fitting) < patient.doses:
        return "size"
    return "others"
