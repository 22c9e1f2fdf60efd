"""The append-only ledger, and the tables that are views of it."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models

from tsunagu.custody.domain.states import ACCEPTANCE, HAND_OVER, ITEM, LOT, Transitions
from tsunagu.foundation.models import ScopedManager


class ScopedModel(models.Model):
    """A row that is visible by its chain: one case or one lot."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    objects = ScopedManager()

    class Meta:
        abstract = True


class LedgerRow(ScopedModel):
    """One signed row: an EPCIS event or a record, with its exact bytes. Never changed or deleted."""

    personal_data: ClassVar[str] = "pseudonymous"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    body = models.BinaryField()
    hash = models.CharField(max_length=64)
    hash_version = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120, null=True)
    event_time = models.DateTimeField()
    event_offset = models.CharField(max_length=6)
    record_time = models.DateTimeField()
    record_order = models.BigIntegerField(
        db_default=models.Func(models.Value("custody_ledger_order"), function="nextval")
    )
    actor = models.UUIDField()
    organisation = models.UUIDField()
    entered_by = models.UUIDField(null=True)
    signature_meaning = models.CharField(max_length=60)
    signature_shown = models.CharField(max_length=64, blank=True)
    request_key = models.CharField(max_length=80, null=True)
    salt = models.BinaryField()

    class Meta:
        db_table = "custody_ledger"
        constraints = [
            models.UniqueConstraint(fields=["chain", "request_key"], name="ledger_one_row_per_request"),
            models.CheckConstraint(condition=models.Q(kind__in=["event", "record"]), name="ledger_kind"),
        ]
        indexes = [
            models.Index(fields=["chain", "record_order"], name="ledger_chain_order"),
            models.Index(fields=["record_order"], name="ledger_order"),
        ]


class EventKey(ScopedModel):
    """Guards that an event id stands once, error declarations aside. Never changed or deleted."""

    personal_data: ClassVar[str] = "none"

    event_id = models.CharField(max_length=120, primary_key=True)
    chain = models.UUIDField()
    uuid = models.UUIDField()

    class Meta:
        db_table = "custody_event_key"


class Touched(ScopedModel):
    """A chain to which something was recorded, until those who keep views of whole journeys have looked at it.

    A row comes with the act, in its transaction: whoever finds none has seen every act that is recorded.
    """

    personal_data: ClassVar[str] = "none"

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    chain = models.UUIDField()

    class Meta:
        db_table = "custody_touched"


class View(ScopedModel):
    """A row that follows from the ledger, and that ``tsunagu rebuild`` can make again.

    ``transitions`` names fields that change only as their state table allows, whoever writes;
    ``correctable`` names those that a correction of the record may set, ``limits`` what numbers may stand there,
    ``quality_signed`` those of them that only the quality unit corrects, since a gate reads them.
    """

    is_view: ClassVar[bool] = True
    transitions: ClassVar[Mapping[str, Transitions]] = {}
    correctable: ClassVar[frozenset[str]] = frozenset()
    quality_signed: ClassVar[frozenset[str]] = frozenset()
    limits: ClassVar[Mapping[str, tuple[float, float]]] = {}

    class Meta:
        abstract = True


class Chain(View):
    """What a chain is: a case with its CoI number, or a lot with its lot number."""

    personal_data: ClassVar[str] = "pseudonymous"

    chain = models.UUIDField(primary_key=True)
    uuid = models.UUIDField()
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=40, unique=True)
    therapy = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "custody_chain"
        indexes = [models.Index(fields=["kind", "opened_at"], name="chain_kind_opened")]


class ChainParty(View):
    """A member that takes part in a chain, until it leaves; its rows are how the member finds its chains."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain or member"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    member = models.UUIDField()
    role = models.CharField(max_length=40)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "custody_chain_party"
        constraints = [
            models.UniqueConstraint(fields=["chain", "member", "role"], name="party_once_per_role"),
        ]
        indexes = [models.Index(fields=["member", "chain"], name="party_member_chain")]


class Alias(View):
    """Another number bound to the chain: a sponsor's COI, a DIN, an SSCC, an HMAC of a record number."""

    personal_data: ClassVar[str] = "pseudonymous"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    scheme = models.CharField(max_length=30)
    value = models.CharField(max_length=120)
    bound_at = models.DateTimeField()

    class Meta:
        db_table = "custody_alias"
        constraints = [
            models.UniqueConstraint(fields=["chain", "scheme", "value"], name="alias_once_per_chain"),
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="alias_value")]


class Lot(View):
    """Items made together, or a supplier's batch."""

    personal_data: ClassVar[str] = "none"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": LOT}
    correctable: ClassVar[frozenset[str]] = frozenset({"expires_at"})
    quality_signed: ClassVar[frozenset[str]] = frozenset({"expires_at"})

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    number = models.CharField(max_length=40)
    product = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    maker = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, default="quarantined")

    class Meta:
        db_table = "custody_lot"
        indexes = [models.Index(fields=["number"], name="lot_number")]


class Item(View):
    """Any physical thing with an identity: what it is, whose it is, who holds it."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": ITEM}
    correctable: ClassVar[frozenset[str]] = frozenset({"quantity", "expires_at", "position"})
    quality_signed: ClassVar[frozenset[str]] = frozenset({"quantity", "expires_at"})

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    epc = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    product = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    lot = models.UUIDField(null=True)
    lot_number = models.CharField(max_length=40, blank=True)
    quantity = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    holder = models.UUIDField()
    site = models.UUIDField(null=True)
    position = models.CharField(max_length=60, blank=True)
    held_since = models.DateTimeField()
    acceptance = models.CharField(max_length=30, default="not_required")
    state = models.CharField(max_length=20, default="in_use")
    expires_at = models.DateTimeField(null=True)
    allocated_to = models.UUIDField(null=True)
    journey = models.UUIDField(null=True)
    made_by_step = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    is_irreplaceable = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "custody_item"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=sorted(ITEM)), name="item_known_state"),
            models.CheckConstraint(
                condition=models.Q(acceptance__in=sorted(ACCEPTANCE)), name="item_known_acceptance"
            ),
        ]
        indexes = [
            models.Index(fields=["epc"], name="item_epc"),
            models.Index(fields=["label"], name="item_label"),
            models.Index(fields=["uuid"], name="item_uuid"),
            models.Index(fields=["lot", "product", "attempt"], name="item_lot"),
            models.Index(fields=["holder", "state", "kind"], name="item_holder"),
            models.Index(
                fields=["holder", "product", "lot", "expires_at", "made_at", "uuid"],
                name="item_stock",
                condition=models.Q(state="in_use", allocated_to=None, lot__isnull=False),
            ),
        ]


class Genealogy(View):
    """That one item went into another. It crosses chains, so it stays undistributed."""

    personal_data: ClassVar[str] = "none"

    uuid = models.UUIDField(primary_key=True)
    chain = models.UUIDField()
    parent = models.UUIDField()
    parent_chain = models.UUIDField()
    child = models.UUIDField()
    is_material = models.BooleanField(default=False)

    class Meta:
        db_table = "custody_genealogy"
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="genealogy_once"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("child")), name="genealogy_not_itself"
            ),
        ]
        indexes = [models.Index(fields=["child"], name="genealogy_child")]


class HandOver(View):
    """Items passing from a giver to a receiver, who both sign."""

    personal_data: ClassVar[str] = "none"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": HAND_OVER}

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    items = models.JSONField()
    giver = models.UUIDField()
    receiver = models.UUIDField()
    state = models.CharField(max_length=20)
    given_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    journey = models.UUIDField(null=True)
    step = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "custody_hand_over"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(HAND_OVER)), name="hand_over_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="hand_over_between_two"
            ),
        ]
        indexes = [
            models.Index(fields=["chain", "state"], name="hand_over_state"),
            models.Index(fields=["uuid"], name="hand_over_uuid"),
        ]


class Hold(View):
    """A stop on an item and on all that was made from it, until it is lifted."""

    personal_data: ClassVar[str] = "none"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    item = models.UUIDField()
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField()
    placed_by_member = models.UUIDField()
    deadline = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "custody_hold"
        indexes = [
            models.Index(fields=["item"], name="hold_item"),
            models.Index(fields=["uuid"], name="hold_uuid"),
        ]
