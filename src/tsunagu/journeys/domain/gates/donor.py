"""Donor: another person's cells need an eligible donor; one's own need labels, not eligibility."""

from datetime import timedelta

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import DonorFacts, DonorTest, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import day

# Acts that may not happen on another person's cells without a donor on record.
NEED_DONOR = frozenset({"process", "release", "allocate", "prepare", "administer"})
CAUTIONS = frozenset({"positive", "pending", "missing"})


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop on ineligible, untested or overdue donors; pending results pass while processing at risk is allowed."""
    if not facts.donors:
        return _no_donor(facts)
    return [verdict for donor in facts.donors for verdict in _donor(facts, donor)]


def _no_donor(facts: StepFacts) -> list[Verdict]:
    foreign = facts.source == "allogeneic" or any(item.source == "lot" for item in facts.items)
    if not foreign or facts.step.act not in NEED_DONOR:
        return []
    return [
        stops(
            "donor.missing",
            "ドナーの適格性の記録がありません",
            "There is no record of the donor's eligibility",
        )
    ]


def _donor(facts: StepFacts, donor: DonorFacts) -> list[Verdict]:
    if donor.autologous:
        return [_own(donor)]
    found = [*_eligibility(facts, donor)]
    for test in donor.tests:
        found += _test(facts, donor, test)
    return found or [
        passes(
            "donor.eligible",
            f"{_named(donor).ja}は適格です",
            f"{_named(donor).en} is eligible",
            evidence=_proof(donor),
        )
    ]


def _named(donor: DonorFacts) -> Text:
    """Name the donor; one who carries no number is simply the donor."""
    if donor.label in ("", "donor", "patient"):
        return Text("ドナー", "The donor")
    return Text(f"ドナー {donor.label} ", f"Donor {donor.label}")


def _proof(donor: DonorFacts) -> tuple[Evidence, ...]:
    return (Evidence("donor", donor.uuid, donor.label),)


def _own(donor: DonorFacts) -> Verdict:
    careful = any(test.state in CAUTIONS for test in donor.tests) or not donor.tests
    return passes(
        "donor.own_cells",
        "患者さん自身の細胞です" + ("。区分して取り扱い、表示を付けてください" if careful else ""),
        "These are the patient's own cells" + ("; keep them segregated and labelled" if careful else ""),
        evidence=_proof(donor),
        warning=careful,
    )


def _eligibility(facts: StepFacts, donor: DonorFacts) -> list[Verdict]:
    if donor.eligibility == "eligible":
        return []
    if donor.eligibility == "pending" and _may_be_pending(facts, donor):
        return [_at_risk(donor)]
    ja, en = {
        "ineligible": ("不適格と判定されています", "was found ineligible"),
        "pending": ("適格性の判定がまだ出ていません", "has not been judged yet"),
    }.get(donor.eligibility, ("適格性の判定の記録がありません", "has no eligibility on record"))
    return [
        stops(
            f"donor.{donor.eligibility}",
            f"{_named(donor).ja}{'は' if donor.eligibility == 'ineligible' else 'の'}{ja}",
            f"{_named(donor).en} {en}",
            evidence=_proof(donor),
        )
    ]


def _may_be_pending(facts: StepFacts, donor: DonorFacts) -> bool:
    """Processing at risk is for the journey's own donation; a lot was released on results that were there."""
    return facts.step.donor_pending_allowed and not donor.from_lot


def _at_risk(donor: DonorFacts) -> Verdict:
    return passes(
        "donor.at_risk",
        f"{_named(donor).ja}の検査結果を待ちながら進めています（この工程までは可）",
        f"Test results are awaited: {_named(donor).en}. The route permits this step at risk",
        evidence=_proof(donor),
        warning=True,
    )


def _test(facts: StepFacts, donor: DonorFacts, test: DonorTest) -> list[Verdict]:
    if test.state == "pending" and _may_be_pending(facts, donor):
        return [_at_risk(donor)]
    problem = _state_problem(test) or _window_problem(donor, test) or _retest_problem(facts, test)
    if problem is None:
        return []
    code, ja, en = problem
    return [
        stops(
            f"donor.{code}.{test.name.en}",
            f"{_named(donor).ja}の検査「{test.name.ja}」{ja}",
            f"{_named(donor).en}: the test {test.name.en} {en}",
            evidence=_proof(donor),
        )
    ]


def _state_problem(test: DonorTest) -> tuple[str, str, str] | None:
    return {
        "positive": ("positive", "が陽性です", "is positive"),
        "pending": ("pending", "の結果がまだ出ていません", "has no result yet"),
        "missing": ("missing", "が行われていません", "was not done"),
    }.get(test.state)


def _window_problem(donor: DonorFacts, test: DonorTest) -> tuple[str, str, str] | None:
    if test.window_days is None:
        return None
    if test.sampled_at is None or donor.donated_at is None:
        return (
            "window",
            "の採血日または提供日が記録されていません",
            "lacks the date of sampling or donation",
        )
    if abs(test.sampled_at - donor.donated_at) <= timedelta(days=test.window_days):
        return None
    days = abs((test.sampled_at - donor.donated_at).days)
    return (
        "window",
        f"の採血は提供日から{days}日離れており、有効な{test.window_days}日を超えています",
        f"was sampled {days} days from the donation; {test.window_days} days are allowed",
    )


def _retest_problem(facts: StepFacts, test: DonorTest) -> tuple[str, str, str] | None:
    if test.retest_due is None or test.retest_due >= facts.now:
        return None
    due = day(test.retest_due)
    return ("retest", f"の再検査の期限（{due}）が過ぎています", f"was to be repeated by {due}")
