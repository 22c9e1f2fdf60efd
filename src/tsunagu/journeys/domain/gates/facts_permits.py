"""Facts about what permits a step: the legal basis, consents, donors."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class ComparabilityFacts:
    """A comparability study that is passed, signed by both units and not withdrawn at the time of the step."""

    uuid: UUID
    number: str
    signed_at: datetime
    visible_to_actor: bool = False


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """Approval, trial or plan under which the journey runs.

    ``on_record`` holds the papers that exist: approval, jrct, protocol, plan, committee. ``process_version`` is
    the version carried out (None: not versioned) and must be among ``named_versions``. A therapy that is barred until
    comparability is shown has it pending, or ``comparability``: the study that shows it.
    """

    uuid: UUID
    label: str
    state: Literal["active", "suspended", "expired", "missing"]
    on_record: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_until: date | None = None
    named_sites: frozenset[UUID] = frozenset()
    process_version: str | None = None
    named_versions: frozenset[str] = frozenset()
    comparability_pending: bool = False
    comparability: ComparabilityFacts | None = None
    gene_modified: bool = False
    cartagena_sites: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """One consent: whose (``subject``: patient, or the donor's code), what for, and what became of it.

    ``item`` names the item for which an out-of-specification use was agreed to.
    """

    uuid: UUID
    purpose: str
    given_at: datetime
    form_version: str
    valid_when_given: bool
    subject: str = "patient"
    withdrawn_at: datetime | None = None
    reconsent_due: datetime | None = None
    current_version: str | None = None
    item: UUID | None = None


@dataclass(frozen=True, slots=True)
class DonorTest:
    """One donor test; the sample counts when taken within ``window_days`` of the donation (before or after)."""

    name: Text
    state: Literal["negative", "positive", "pending", "missing"]
    sampled_at: datetime | None = None
    window_days: int | None = None
    retest_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class DonorFacts:
    """A donor behind the items of this step, under a code; ``from_lot``: behind a lot made in another journey."""

    uuid: UUID
    label: str
    autologous: bool
    eligibility: Literal["eligible", "ineligible", "pending", "missing"]
    donated_at: datetime | None = None
    tests: tuple[DonorTest, ...] = ()
    from_lot: bool = False
