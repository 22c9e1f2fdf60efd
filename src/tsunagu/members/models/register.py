"""The register: what is kept of each membership, what members said of each year, and which lists were taken over."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

ANSWERS = ("renew", "leave")


class Membership(models.Model):
    """A membership 会員資格: number, class of fees and whom to write to; read by the member and the coordinator only.

    When it joined and left stands with the member itself, for everybody may know that.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    member = models.OneToOneField("members.Member", on_delete=models.PROTECT, related_name="membership")
    number = models.CharField(max_length=20, blank=True)
    fee_class = models.SlugField(max_length=40, blank=True)
    representative = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    prefecture = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    is_preparing = models.BooleanField(default=False)

    class Meta:
        db_table = "members_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="members_membership_number"
            )
        ]

    def __str__(self) -> str:
        return self.number


class YearAnswer(models.Model):
    """What a member, or the coordinator for it, said of a membership year; the latest counts, the earlier ones stay.

    ``year`` is the calendar year in which the membership year begins.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="year_answers")
    year = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10)
    fee_class = models.SlugField(max_length=40, blank=True)
    leaves_on = models.DateField(null=True, blank=True)
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "members_year_answer"
        ordering = ["member_id", "year", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["member", "year", "turn"], name="members_year_answer_turn"),
            models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="members_year_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="leave", leaves_on__isnull=False)
                | Q(answer="renew", leaves_on__isnull=True),
                name="members_year_answer_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}: {self.answer}"


class RegisterImport(models.Model):
    """A list that was taken over: who did it, when, and how many members it changed. ``member`` keeps the register."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()

    class Meta:
        db_table = "members_register_import"
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
