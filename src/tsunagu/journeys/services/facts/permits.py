"""What permits a step: the legal basis, consents, donors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid5

from django.db.models import QuerySet

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import lots_behind
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.journeys.domain.gates.facts import ConsentFacts, DonorFacts, LegalFacts, SiteFacts
from tsunagu.journeys.domain.screening import Sample, eligibility, screened
from tsunagu.journeys.models import Consent, JourneyStep
from tsunagu.journeys.models import DonorTest as TestRow
from tsunagu.journeys.services.facts.comparability import comparability_shown
from tsunagu.journeys.services.facts.needs import OPTIONAL_PURPOSES
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.running import Running
from tsunagu.therapies.domain.legal_basis import LegalBasisFacts
from tsunagu.therapies.queries import legal_basis, route_of

GENE_CAPABILITIES = frozenset({"car_t_manufacturing"})
"""Capabilities whose cells are gene-modified, so that each site needs its Cartagena approval."""


def basis_of(running: Running) -> LegalBasisFacts | None:
    """Return the approval, trial or plan that the journey runs under, if it has one."""
    named = (
        running.case.legal_basis
        if running.case is not None
        else running.journey.assignments.get("legal_basis")
    )
    return None if named is None else legal_basis(UUID(str(named)))


def legal_facts(
    basis: LegalBasisFacts | None, running: Running, row: JourneyStep, site: SiteFacts | None, now: datetime
) -> LegalFacts | None:
    """Return the approval, trial or plan that the journey runs under, as it stands now."""
    if basis is None:
        return None
    today = now.astimezone(TOKYO).date()
    approved = site is not None and any(
        one.key.startswith("cartagena") and one.holds_on(today) for one in site.licences
    )
    is_barred = running.route.legal.barred_until == "comparability"
    study = comparability_shown(running.route.key, basis.holder, now) if is_barred else None
    return LegalFacts(
        uuid=basis.uuid,
        label=basis.number,
        state=basis.state_on(today),
        on_record=basis.on_record,
        valid_from=basis.valid_from,
        valid_until=basis.valid_until,
        named_sites=frozenset(basis.named_sites),
        process_version=str(running.route.version) if basis.route_versions else None,
        named_versions=frozenset(str(version) for version in basis.route_versions),
        comparability_pending=is_barred and study is None,
        comparability=study,
        gene_modified=any(step.capability in GENE_CAPABILITIES for step in running.route.steps),
        cartagena_sites=frozenset({row.site} if approved and row.site else ()),
    )


def consent_facts(basis: LegalBasisFacts | None, running: Running, now: datetime) -> tuple[ConsentFacts, ...]:
    """Return every consent of the chain, withdrawn ones too."""
    today = now.astimezone(TOKYO).date()
    current = None if basis is None else next(iter(basis.forms_on(today)), None)
    rows, begun = _consents(running.chain), _begun(running)
    first = {(row.purpose, row.subject): row.given_at for row in sorted(rows, key=_given_at, reverse=True)}
    found = []
    for row in rows:
        by_form = None if basis is None or row.purpose in OPTIONAL_PURPOSES else basis
        signed_on = row.given_at.astimezone(TOKYO).date()
        is_first_in_time = begun is None or first[row.purpose, row.subject] <= begun
        is_form_right = by_form is None or by_form.may_be_signed(row.form_version, signed_on)
        facts = ConsentFacts(
            uuid=row.uuid,
            purpose=row.purpose,
            given_at=row.given_at,
            form_version=row.form_version,
            valid_when_given=is_form_right and (is_first_in_time or row.purpose in OPTIONAL_PURPOSES),
            subject=row.subject,
            withdrawn_at=row.withdrawn_at,
            reconsent_due=_renewal(row, by_form),
            current_version=current if by_form else None,
            item=row.item,
        )
        found.append(facts)
    return tuple(found)


def _given_at(row: Consent) -> datetime:
    return row.given_at


def _begun(running: Running) -> datetime | None:
    """Return when the collecting began that a consent permits; what paper says of it is not known here."""
    if running.case is not None and running.case.is_from_paper:
        return None
    rows = [running.rows[step.key] for step in running.route.steps if step.action == "collect"]
    times = [row.started_at or row.ended_at for row in rows]
    return min((at for at in times if at is not None), default=None)


def _renewal(row: Consent, basis: LegalBasisFacts | None) -> datetime | None:
    """Return by when the consent must be renewed: as noted at its signing, or for all who signed its form."""
    day = None if basis is None else basis.renewal_of(row.form_version)
    for_all = None if day is None else datetime.combine(day, time.max, TOKYO)
    return min((at for at in (row.reconsent_due, for_all) if at is not None), default=None)


@compiled
def _consents(chain: UUID) -> QuerySet[Consent]:
    return Consent.objects.filter(chain=chain)


def donor_facts(running: Running, items: Sequence[ItemView], now: datetime) -> tuple[DonorFacts, ...]:
    """Return the donors behind the journey and behind every lot that its things were drawn or made from."""
    own = running.case is not None and running.case.source == "autologous"
    lots = (
        lots_behind([item.uuid for item in items]) if items and _may_hold_lots(running, own) else set[UUID]()
    )
    donations = _donations(lots - {running.chain}) if lots else {}
    donated_at = _donated_at(running)
    if donated_at is not None:
        donations[running.chain] = _Donation(running.chain, donated_at, running.route.donor_markers)
    tests: dict[UUID, dict[str, list[Sample]]] = {chain: defaultdict(list) for chain in donations}
    for row in _tests(list(donations)) if donations else ():
        tests[row.chain][row.donor].append(_sample(row))
    found = []
    for chain, donors in tests.items():
        is_patient = own and chain == running.chain
        for label, samples in (donors or {"patient" if is_patient else "donor": []}).items():
            from_lot = chain != running.chain
            found.append(
                _donor(label, samples, donations[chain], now, autologous=is_patient, from_lot=from_lot)
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Donation:
    """Cells of a donor that a chain began with: when they were collected last, and what must have been tested."""

    chain: UUID
    donated_at: datetime | None
    markers: tuple[str, ...]


def _donor(
    label: str, samples: list[Sample], donation: _Donation, now: datetime, *, autologous: bool, from_lot: bool
) -> DonorFacts:
    tests = screened(samples, donation.markers, now, donation.donated_at)
    return DonorFacts(
        uuid=uuid5(donation.chain, label),
        label=label,
        autologous=autologous,
        eligibility=eligibility(tests),
        donated_at=donation.donated_at,
        tests=tests,
        from_lot=from_lot,
    )


def _may_hold_lots(running: Running, own: bool) -> bool:
    """Say whether a lot can be behind the things: not where the route begins with the patient's cells alone."""
    return not own or any(flow.source == "lot" for step in running.route.steps for flow in step.inputs)


@compiled
def _tests(chains: Iterable[UUID]) -> QuerySet[TestRow]:
    return TestRow.objects.filter(chain__in=chains).order_by("sampled_at")


def _sample(row: TestRow) -> Sample:
    return Sample(
        marker=row.marker,
        state=row.result,  # type: ignore[arg-type]
        sampled_at=row.sampled_at,
        reported_at=row.reported_at,
        window_days=row.window_days,
        retest_due=row.retest_due,
        is_set_aside=row.set_aside_at is not None,
    )


def _donated_at(running: Running) -> datetime | None:
    times = [running.rows[step.key].ended_at for step in running.route.steps if step.action == "collect"]
    return max((time for time in times if time is not None), default=None)


_DONATIONS = (
    "SELECT j.chain, j.route, j.version,"
    " (SELECT max(s.ended_at) FROM journeys_step s WHERE s.chain = j.chain AND s.action = 'collect')"
    " FROM journeys_journey j WHERE j.chain = ANY(%s) AND j.uuid = j.chain ORDER BY j.chain"
)


def _donations(chains: set[UUID]) -> dict[UUID, _Donation]:
    """Return the donation behind each chain that is a journey: a supplier's lot has none."""
    rows = fetch(_DONATIONS, [list(chains)])
    return {
        chain: _Donation(chain, at, route_of(route, version).donor_markers)
        for chain, route, version, at in rows
    }
