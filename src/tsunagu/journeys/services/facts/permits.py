"""What permits a step: the legal basis, consents, donors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from django.db.models import QuerySet

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import lots_behind
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import ConsentFacts, DonorFacts, DonorTest, LegalFacts, SiteFacts
from tsunagu.journeys.models import Consent, JourneyStep
from tsunagu.journeys.models import DonorTest as TestRow
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.running import Running
from tsunagu.therapies.queries import legal_basis

GENE_CAPABILITIES = frozenset({"car_t_manufacturing"})
"""Capabilities whose cells are gene-modified, so that each site needs its Cartagena approval."""


def legal_facts(
    running: Running, row: JourneyStep, site: SiteFacts | None, now: datetime
) -> LegalFacts | None:
    """Return the approval, trial or plan that the journey runs under, as it stands now."""
    named = (
        running.case.legal_basis
        if running.case is not None
        else running.journey.assignments.get("legal_basis")
    )
    if named is None:
        return None
    basis, today = legal_basis(UUID(str(named))), now.astimezone(TOKYO).date()
    approved = site is not None and any(
        one.key.startswith("cartagena") and one.holds_on(today) for one in site.licences
    )
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
        comparability_pending=running.route.legal.barred_until == "comparability",
        gene_modified=any(step.capability in GENE_CAPABILITIES for step in running.route.steps),
        cartagena_sites=frozenset({row.site} if approved and row.site else ()),
    )


def consent_facts(running: Running) -> tuple[ConsentFacts, ...]:
    """Return every consent of the chain, withdrawn ones too."""
    return tuple(
        ConsentFacts(
            uuid=row.uuid,
            purpose=row.purpose,
            given_at=row.given_at,
            form_version=row.form_version,
            valid_when_given=True,
            subject=row.subject,
            withdrawn_at=row.withdrawn_at,
            reconsent_due=row.reconsent_due,
            item=row.item,
        )
        for row in _consents(running.chain)
    )


@compiled
def _consents(chain: UUID) -> QuerySet[Consent]:
    return Consent.objects.filter(chain=chain)


def donor_facts(running: Running, items: Sequence[ItemView]) -> tuple[DonorFacts, ...]:
    """Return the donors behind the journey and behind the lots it draws from."""
    own = running.case is not None and running.case.source == "autologous"
    chains = {running.chain} | (lots_behind([item.uuid for item in items]) if items and not own else set())
    tests: dict[tuple[UUID, str], dict[str, TestRow]] = defaultdict(dict)
    for row in _tests(chains):
        tests[row.chain, row.donor][row.marker] = row
    if _donated_at(running) is None:
        tests = defaultdict(dict, {key: rows for key, rows in tests.items() if key[0] != running.chain})
    elif running.journey.kind == "production" or own:
        tests.setdefault((running.chain, "patient" if own else "donor"), {})
    donated = _donations({chain for chain, _ in tests})
    return tuple(
        DonorFacts(
            uuid=uuid5(chain, donor),
            label=donor,
            autologous=own and chain == running.chain,
            eligibility=_eligibility(list(rows.values())),
            donated_at=donated.get(chain),
            tests=tuple(_test(row) for row in rows.values()),
        )
        for (chain, donor), rows in tests.items()
    )


@compiled
def _tests(chains: Iterable[UUID]) -> QuerySet[TestRow]:
    return TestRow.objects.filter(chain__in=chains).order_by("sampled_at")


def _eligibility(rows: list[TestRow]) -> Literal["eligible", "ineligible", "pending", "missing"]:
    results = {row.result for row in rows}
    if not results:
        return "missing"
    if "positive" in results:
        return "ineligible"
    return "pending" if "pending" in results else "eligible"


def _test(row: TestRow) -> DonorTest:
    return DonorTest(
        name=Text(row.marker, row.marker),
        state=row.result,  # type: ignore[arg-type]
        sampled_at=row.sampled_at,
        window_days=row.window_days,
        retest_due=row.retest_due,
    )


def _donated_at(running: Running) -> datetime | None:
    times = [running.rows[step.key].ended_at for step in running.route.steps if step.action == "collect"]
    return max((time for time in times if time is not None), default=None)


def _donations(chains: set[UUID]) -> dict[UUID, datetime]:
    """Return when each chain's newest collection was done."""
    return {chain: at for chain, at in _collections(chains) if at}


@compiled
def _collections(chains: Iterable[UUID]) -> QuerySet[JourneyStep, tuple[UUID, datetime | None]]:
    rows = JourneyStep.objects.filter(chain__in=chains, action="collect", ended_at__isnull=False)
    return rows.order_by("ended_at").values_list("chain", "ended_at")
