"""How each journey stands, kept ready for pages that look at all of them: a view that can be made again at any time.

Each row names the members that read it, so that whoever takes part in thousands of journeys reads them in one query.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text


class Kept(models.Model):
    """A row about one journey that is made again whenever something is recorded of it."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "readers"
    objects = ScopedManager()

    chain = models.UUIDField()
    readers = ArrayField(models.UUIDField())

    class Meta:
        abstract = True


class Standing(Kept):
    """One journey: where it stands, and what figures count of it.

    ``path`` names the places that it goes through and ``here`` those where it stands (``stage:site``, one after the
    other), ``moving`` the sites between which something is on its way. ``stands_until``: how long what is kept of
    its concerns stays true by the clock alone. ``waits_for``: what its patient waits for; empty for none.
    ``shipper``: the number of the one under way whose hold ends first, until when it holds, when it is expected.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "readers"

    uuid = models.UUIDField()
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    route = models.CharField(max_length=80)
    therapy = models.CharField(max_length=80)
    setting = models.CharField(max_length=20)
    cell_type = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=20)
    is_live = models.BooleanField()
    path = models.TextField(blank=True)
    here = models.TextField(blank=True)
    moving = models.TextField(blank=True)
    waits_for = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    first_promised_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    is_first_pass = models.BooleanField(default=False)
    stands_until = models.DateTimeField(null=True)
    shipper = models.CharField(max_length=40, blank=True)
    hold_until = models.DateTimeField(null=True)
    arrives_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_standing"
        constraints = [
            models.UniqueConstraint(fields=["chain"], name="journeys_standing_once"),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(stands_until__isnull=False), name="journeys_standing_until"
            ),
        ]
        indexes = [
            models.Index(
                fields=["hold_until"], condition=Q(hold_until__isnull=False), name="journeys_standing_hold"
            ),
            models.Index(fields=["stands_until"], condition=Q(is_live=True), name="journeys_standing_due"),
        ]

    def __str__(self) -> str:
        return self.number


class StandingConcern(Kept):
    """Something that someone must see to, from when and until when the clock shows it, with the limit that ranks it.

    ``is_at_hand``: it is about a step that can be worked on now, at ``site``.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "readers"

    uuid = models.UUIDField()
    shows_from = models.DateTimeField()
    shows_until = models.DateTimeField()
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    is_case = models.BooleanField()
    therapy = models.CharField(max_length=80)
    stage = models.CharField(max_length=20)
    member = models.UUIDField()
    site = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    task = models.CharField(max_length=20)
    step = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=60, blank=True)
    is_at_hand = models.BooleanField(default=False)
    subject = models.UUIDField(null=True)
    limit_kind = models.CharField(max_length=20)
    limit_at = models.DateTimeField()
    is_hard = models.BooleanField()
    title_ja = models.TextField()
    title_en = models.TextField()
    detail_ja = models.TextField()
    detail_en = models.TextField()

    class Meta:
        db_table = "journeys_standing_concern"
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_from__lt=F("shows_until")), name="journeys_standing_concern_shows"
            ),
        ]
        indexes = [
            models.Index(fields=["chain"], name="journeys_standing_concern_of"),
            models.Index(fields=["-is_hard", "limit_at"], name="journeys_standing_concern_rank"),
        ]

    @property
    def title(self) -> Text:
        """What is wrong, as a heading."""
        return Text(self.title_ja, self.title_en)

    @property
    def detail(self) -> Text:
        """What is wrong, in one line."""
        return Text(self.detail_ja, self.detail_en)

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class StandingStep(Kept):
    """A step that lies ahead: it begins at ``fixed_at``, or ``waits`` after now where those before it are late.

    A transport ``leaves`` one site and ``reaches`` another.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "readers"

    uuid = models.UUIDField()
    number = models.CharField(max_length=40)
    step = models.CharField(max_length=60)
    stage = models.CharField(max_length=20)
    weight = models.SmallIntegerField()
    fixed_at = models.DateTimeField()
    waits = models.DurationField(null=True)
    hours = models.FloatField()
    label_ja = models.TextField()
    label_en = models.TextField()
    site = models.UUIDField(null=True)
    leaves = models.UUIDField(null=True)
    reaches = models.UUIDField(null=True)

    class Meta:
        db_table = "journeys_standing_step"
        indexes = [
            models.Index(fields=["chain"], name="journeys_standing_step_of"),
            models.Index(fields=["weight", "fixed_at"], name="journeys_standing_step_next"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.step}"
