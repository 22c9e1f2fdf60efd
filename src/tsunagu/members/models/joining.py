"""Applications to join: what an organisation handed in, and what happened to it since."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

VERBS = ("handed_in", "asked", "answered", "accepted", "declined", "withdrawn")


class Application(models.Model):
    """An application 入会申込 as it was handed in; it is never changed, what follows stands in its acts.

    ``member`` is the coordinator, for whom it is. ``receipt`` is the digest of the secret in the applicant's private
    link: whoever shows it reads this application and no other.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "handed_in"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="applications")
    receipt = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=20, unique=True)
    handed_in_at = models.DateTimeField()
    language = models.CharField(max_length=5, default="ja")
    name_ja = models.CharField(max_length=120)
    name_kana = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20)
    fee_class = models.SlugField(max_length=40)
    representative = models.CharField(max_length=80)
    contact = models.CharField(max_length=80)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=40, blank=True)
    prefecture = models.CharField(max_length=10)
    address = models.CharField(max_length=200)
    website = models.CharField(max_length=200, blank=True)
    stages = models.JSONField(default=list)
    offers = models.CharField(max_length=1000, blank=True)
    seeks = models.CharField(max_length=1000, blank=True)
    has_consented = models.BooleanField()
    has_agreed = models.BooleanField()

    class Meta:
        db_table = "members_application"
        ordering = ["handed_in_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(has_consented=True) & Q(has_agreed=True), name="members_application_agreed"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ApplicationAct(models.Model):
    """One thing that happened to an application; the last one says its state. ``person`` is empty for the applicant."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "handed_in"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey("members.Application", on_delete=models.PROTECT, related_name="acts")
    receipt = models.CharField(max_length=64)
    turn = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=20)
    note = models.CharField(max_length=1000, blank=True)
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField()
    entered = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        db_table = "members_application_act"
        ordering = ["application_id", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["application", "turn"], name="members_application_act_turn"),
            models.CheckConstraint(condition=Q(verb__in=VERBS), name="members_application_act_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.verb}"
