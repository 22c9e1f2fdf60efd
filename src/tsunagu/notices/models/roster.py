"""The tables of the roster: who is on duty each week, and swaps and absences."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.text import Text
from tsunagu.notices.domain.roster import DUTIES, MOST_ORDERS


class Duty(models.Model):
    """Someone named for a duty of a member: a person with an account, or a name and a telephone number."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "network"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    duty = models.SlugField(max_length=20)
    order = models.SmallIntegerField()
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def shown_name(self) -> Text:
        """The name of who is called; empty for nobody."""
        return self.person.name if self.person else Text(self.name, self.name)

    def __str__(self) -> str:
        return f"{self.duty} {self.order}: {self.shown_name.ja}"


class DutyTurn(Duty):
    """Who is on duty each week on certain days between two full hours, in Japan's time."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "network"

    weekdays = models.CharField(max_length=7)
    from_hour = models.SmallIntegerField()
    until_hour = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "notices_duty_turn"
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=list(DUTIES)), name="notices_duty_turn_duty"),
            models.CheckConstraint(
                condition=Q(order__range=(1, MOST_ORDERS)), name="notices_duty_turn_order"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__regex=r"^[01]{7}$") & ~Q(weekdays="0000000"),
                name="notices_duty_turn_days",
            ),
            models.CheckConstraint(
                condition=Q(from_hour__gte=0) & Q(until_hour__lte=24) & Q(from_hour__lt=F("until_hour")),
                name="notices_duty_turn_hours",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="notices_duty_turn_period",
            ),
            models.CheckConstraint(
                condition=(Q(person__isnull=False) | ~Q(name="")) & ~Q(phone=""), name="notices_duty_turn_who"
            ),
        ]


class DutyChange(Duty):
    """A swap or an absence; without a name nobody is called in this place meanwhile."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "network"

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "notices_duty_change"
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=list(DUTIES)), name="notices_duty_change_duty"),
            models.CheckConstraint(
                condition=Q(order__range=(1, MOST_ORDERS)), name="notices_duty_change_order"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="notices_duty_change_period"
            ),
            models.CheckConstraint(
                condition=(Q(person__isnull=True) & Q(name="")) | ~Q(phone=""), name="notices_duty_change_who"
            ),
        ]
