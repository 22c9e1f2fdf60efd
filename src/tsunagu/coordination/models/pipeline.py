"""The pipeline: products with the moves between their stages, their partners, and special-zone measures used.

Each row names in ``readers`` the members that may read it beside its lead (``member``), so that a policy compares
columns of the row alone; a row that is open names nobody, for others who read it needn't learn who is invited.
``services.pipeline.keep_circle`` writes them for a product and all that belongs to it.
"""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.pipeline.circle import (
    OFFER_STATES,
    OFFER_TRANSITIONS,
    PARTNER_STATES,
    PARTNER_TRANSITIONS,
    ROLES,
)
from tsunagu.coordination.domain.pipeline.products import MEASURES, SOURCES
from tsunagu.coordination.domain.pipeline.stages import RESTS, STAGES, TRACKS, TRANSITIONS
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text
from tsunagu.members.domain.vocabulary import SETTINGS

_TERMED = ("conditional", "conditional_filed")


def _stages(track: str) -> list[str]:
    return [key for key, stage in STAGES.items() if stage.track == track]


def names_nobody_if_open(name: str) -> models.CheckConstraint:
    """Return the constraint that an open row, which others read too, tells nobody who else is in the circle."""
    return models.CheckConstraint(condition=Q(is_open=False) | Q(readers=[]), name=name)


class Shared(models.Model):
    """A row that a lead keeps and named readers read; who recorded it and when."""

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    readers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        abstract = True


class Product(Shared):
    """A product under development 開発品目 of a lead member; an open one is read by all members.

    ``need`` is the uuid of the need (シーズ) that it came from, ``route`` the key of a therapy's route, where known.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    is_open = models.BooleanField(default=False)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    cell_type = models.SlugField(max_length=30)
    source = models.SlugField(max_length=20)
    is_gene_modified = models.BooleanField(default=False)
    indication_ja = models.CharField(max_length=200)
    indication_en = models.CharField(max_length=200, blank=True)
    setting = models.SlugField(max_length=20, blank=True)
    route = models.SlugField(max_length=60, blank=True)
    summary = models.CharField(max_length=2000, blank=True)
    need = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "coordination_product"
        ordering = ["name_ja", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=list(SOURCES)), name="coordination_product_source"),
            models.CheckConstraint(
                condition=Q(setting__in=["", *SETTINGS]), name="coordination_product_setting"
            ),
            names_nobody_if_open("coordination_product_open"),
        ]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)


class ProductMove(Shared):
    """A product reached a stage, or a rest, on a day; one recorded by mistake is withdrawn, not removed.

    Everybody may count those of an open product, so nothing else stands here.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    is_open = models.BooleanField(default=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="moves")
    on = models.DateField()
    track = models.SlugField(max_length=12)
    state = models.SlugField(max_length=20)
    phase = models.SlugField(max_length=15, blank=True)
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_product_move"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(track__in=list(TRACKS)), name="coordination_move_track"),
            models.CheckConstraint(
                condition=Q(state__in=list(RESTS))
                | Q(track="base", state__in=_stages("base"))
                | Q(track="safety_act", state__in=_stages("safety_act"))
                | Q(track="pmd_act", state__in=_stages("pmd_act")),
                name="coordination_move_state",
            ),
            models.CheckConstraint(condition=Q(phase="") | Q(state="trial"), name="coordination_move_phase"),
            models.CheckConstraint(
                condition=(Q(until__isnull=False) & Q(until__gt=F("on")) & Q(state__in=_TERMED))
                | (Q(until__isnull=True) & ~Q(state="conditional")),
                name="coordination_move_term",
            ),
            names_nobody_if_open("coordination_move_open"),
        ]


class ProductEvidence(Shared):
    """By what a move is evidenced: a number and a note, read by the parties alone; and why it was withdrawn."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    move = models.OneToOneField(ProductMove, on_delete=models.PROTECT, related_name="evidence")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    why_withdrawn = models.CharField(max_length=500, blank=True)
    withdrawn_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "coordination_product_evidence"


class ProductPlan(Shared):
    """The day on which a product is expected to reach a stage; one per stage, the newest word counts."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="plans")
    stage = models.SlugField(max_length=20)
    planned_on = models.DateField()

    class Meta:
        db_table = "coordination_product_plan"
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=list(STAGES)), name="coordination_product_plan_stage"
            ),
            models.UniqueConstraint(fields=["product", "stage"], name="coordination_product_plan_once"),
        ]


class ProductPartner(Shared):
    """A member's part in a product; of an open product everybody in the network sees who takes part."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": PARTNER_TRANSITIONS}

    is_open = models.BooleanField(default=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="partners")
    partner = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    role = models.SlugField(max_length=20)
    state = models.SlugField(max_length=10, default="invited")
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_product_partner"
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="coordination_partner_role"),
            models.CheckConstraint(
                condition=Q(state__in=list(PARTNER_STATES)), name="coordination_partner_state"
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(state="accepted"), name="coordination_partner_open"
            ),
            names_nobody_if_open("coordination_partner_readers"),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="coordination_partner_period"
            ),
            models.UniqueConstraint(
                fields=["product", "partner", "role"],
                condition=Q(state__in=("invited", "accepted")),
                name="coordination_partner_once",
            ),
        ]


class LeadOffer(Shared):
    """A lead offers its product to a partner: both sign, each by a person and a time; then the partner leads it."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": OFFER_TRANSITIONS}

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lead_offers")
    giver = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    stays_as = models.SlugField(max_length=20, blank=True)
    state = models.CharField(max_length=10, default="offered")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "coordination_lead_offer"
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(OFFER_STATES)), name="coordination_lead_offer_state"
            ),
            models.CheckConstraint(
                condition=Q(stays_as__in=["", *ROLES]), name="coordination_lead_offer_role"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="offered") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="coordination_lead_offer_answer",
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="coordination_lead_offer_two"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="offered"), name="coordination_lead_offer_once"
            ),
        ]


class ProductMeasure(Shared):
    """A special-zone measure 特区制度 that a product uses, from a day until a day."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="measures")
    kind = models.SlugField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_product_measure"
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(MEASURES)), name="coordination_measure_kind"),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="coordination_measure_period"
            ),
        ]
