"""Cases and journeys, their steps and what was signed for them: views of the ledger."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager
from tsunagu.journeys.domain.dose import HEAVIEST_KILOGRAMS, LIGHTEST_KILOGRAMS
from tsunagu.journeys.domain.states import DECISION, JOURNEY, STEP, Transitions


class JourneyView(models.Model):
    """A row that follows from the ledger and is visible by its chain.

    ``transitions`` names fields that change only as their state table allows, whoever writes (custody's writer asks);
    ``correctable`` names the fields that a correction of the record may set, ``limits`` what numbers may stand there:
    slips in what was typed. What a person answers for by signing (a verdict, a result, an order) is said anew instead.
    ``quality_signed`` names those of them that a gate reads: only the quality unit corrects them.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    transitions: ClassVar[Mapping[str, Transitions]] = {}
    correctable: ClassVar[frozenset[str]] = frozenset()
    quality_signed: ClassVar[frozenset[str]] = frozenset()
    limits: ClassVar[Mapping[str, tuple[float, float]]] = {}

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    objects = ScopedManager()

    class Meta:
        abstract = True


class Case(JourneyView):
    """One course of one patient under one chain-of-identity number; no name stands here."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"injured_on"})

    coi = models.CharField(max_length=15)
    therapy = models.CharField(max_length=60)
    setting = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    hospital = models.UUIDField()
    hospital_site = models.UUIDField()
    legal_basis = models.UUIDField(null=True)
    urgency = models.PositiveSmallIntegerField(default=1)
    ordered_at = models.DateTimeField()
    ordered_by = models.UUIDField()
    injured_on = models.DateField(null=True)
    is_physician_order = models.BooleanField(default=False)
    is_irreplaceable = models.BooleanField(default=False)
    is_from_paper = models.BooleanField(default=False)

    class Meta:
        db_table = "journeys_case"


class Journey(JourneyView):
    """A route being carried out: a treatment for a case, or a production that makes a lot.

    ``promised_at`` moves with its plan; ``first_promised_at`` is what was promised when it was opened.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": JOURNEY}
    correctable: ClassVar[frozenset[str]] = frozenset({"end_reason"})

    kind = models.CharField(max_length=10)
    route = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    setting = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default="under_way")
    attempt = models.PositiveSmallIntegerField(default=1)
    assignments = models.JSONField(default=dict)
    lot = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    first_promised_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "journeys_journey"
        indexes = [
            models.Index(fields=["chain", "state"], name="journey_state"),
            models.Index(fields=["uuid"], name="journey_uuid"),
        ]


class JourneyStep(JourneyView):
    """One step of a journey, planned against actual; a new attempt has rows of its own."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": STEP}

    journey = models.UUIDField()
    key = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=14)
    action = models.CharField(max_length=12)
    member = models.UUIDField()
    site = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="planned")
    planned_start = models.DateTimeField()
    planned_end = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    performed_by = models.UUIDField(null=True)
    checked_by = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "journeys_step"
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "journey", "key", "attempt"], name="step_once_per_attempt"
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "place"], name="step_journey_place"),
            models.Index(fields=["member", "state"], name="step_member_state"),
        ]


class StepCheck(JourneyView):
    """The first of two persons has checked a step that needs two; the second carries it out."""

    personal_data: ClassVar[str] = "pseudonymous"

    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    items = models.JSONField()
    checked_by = models.UUIDField()
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_step_check"
        indexes = [models.Index(fields=["journey", "step"], name="check_step")]


class Consent(JourneyView):
    """A consent for one purpose; a withdrawal is noted, never deleted."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"form_version", "given_at", "reconsent_due"})
    quality_signed: ClassVar[frozenset[str]] = frozenset({"given_at", "reconsent_due"})

    purpose = models.CharField(max_length=30)
    subject = models.CharField(max_length=30, default="patient")
    item = models.UUIDField(null=True)
    form_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    reconsent_due = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_consent"


class DonorTest(JourneyView):
    """One screening test of a donor; a positive one stands until a quality unit has set it aside."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"sampled_at", "window_days", "retest_due"})
    quality_signed: ClassVar[frozenset[str]] = frozenset({"sampled_at", "window_days", "retest_due"})
    limits: ClassVar[Mapping[str, tuple[float, float]]] = {"window_days": (1, 365)}

    donor = models.CharField(max_length=30, default="patient")
    marker = models.CharField(max_length=30)
    sampled_at = models.DateTimeField()
    window_days = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10)
    retest_due = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    reported_by = models.UUIDField()
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.UUIDField(null=True)
    set_aside_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "journeys_donor_test"


class Weight(JourneyView):
    """A dated body weight, from which a dose per kilogram is counted."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"kilograms", "weighed_at"})
    quality_signed: ClassVar[frozenset[str]] = frozenset({"kilograms", "weighed_at"})
    limits: ClassVar[Mapping[str, tuple[float, float]]] = {
        "kilograms": (float(LIGHTEST_KILOGRAMS), float(HEAVIEST_KILOGRAMS))
    }

    kilograms = models.FloatField()
    weighed_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_weight"


class Readiness(JourneyView):
    """What the ward states before a treatment: infection, preparative treatment, physician's order."""

    personal_data: ClassVar[str] = "pseudonymous"

    step = models.CharField(max_length=60, blank=True)
    has_infection = models.BooleanField()
    is_prepared = models.BooleanField()
    ordered_by = models.UUIDField(null=True)
    ordered_cells = models.FloatField(null=True)
    stated_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_readiness"


class Decision(JourneyView):
    """A decision on causes that stopped a step, for one item and that step only."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": DECISION}

    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    item = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    causes = models.JSONField()
    reason = models.CharField(max_length=1000)
    legal_route = models.CharField(max_length=60, blank=True)
    needs = models.JSONField()
    state = models.CharField(max_length=10, default="open")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    proposed_by_member = models.UUIDField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_decision"
        indexes = [models.Index(fields=["journey", "step"], name="decision_step")]


class DecisionSignature(JourneyView):
    """One signature under a decision, and the capacity in which it was given."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"note"})

    decision = models.UUIDField()
    person = models.UUIDField()
    member = models.UUIDField()
    role = models.CharField(max_length=30)
    agrees = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_decision_signature"
        constraints = [
            models.UniqueConstraint(fields=["chain", "decision", "person"], name="one_signature_per_person"),
            models.UniqueConstraint(fields=["chain", "decision", "role"], name="one_signature_per_role"),
        ]


class Release(JourneyView):
    """A release or a rejection by a quality unit: site, market, provision or sponsor; the same unit may withdraw it."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"note"})

    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    verdict = models.CharField(max_length=10)
    lot = models.UUIDField(null=True)
    released_by = models.UUIDField()
    is_quality = models.BooleanField(default=False)
    member = models.UUIDField()
    released_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "journeys_release"
        indexes = [models.Index(fields=["lot"], name="release_lot")]


class RunningTestsKnown(JourneyView):
    """The physician knows that tests are still running, and what will be done if one is positive."""

    personal_data: ClassVar[str] = "pseudonymous"

    attempt = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=1000)
    acknowledged_by = models.UUIDField()
    acknowledged_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_running_tests_known"


class Deviation(JourneyView):
    """A departure from the procedure: open, assessed or closed."""

    personal_data: ClassVar[str] = "pseudonymous"
    correctable: ClassVar[frozenset[str]] = frozenset({"text", "conclusion"})

    journey = models.UUIDField()
    step = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, default="open")
    member = models.UUIDField()
    raised_at = models.DateTimeField()
    raised_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "journeys_deviation"


class PatientIdentity(models.Model):
    """Name, birth date and record number of a case's patient, encrypted with the hospital's key."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "own hospital"

    chain = models.UUIDField(primary_key=True)
    member = models.UUIDField()
    sealed = models.BinaryField()
    wristband = models.CharField(max_length=64)
    objects = ScopedManager()

    class Meta:
        db_table = "journeys_patient_identity"
        indexes = [models.Index(fields=["member", "wristband"], name="patient_wristband")]
