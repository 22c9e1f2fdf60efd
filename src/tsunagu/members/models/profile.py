"""What a member says of itself beside its sites: profile, contacts, what it shares, evidence of its licences.

``shown_to`` is compared by the row-level policies: ``public`` rows are read by passers-by too, ``members`` rows by
members, ``nobody`` rows by their own member and the coordinator alone.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.foundation.text import Text
from tsunagu.members.domain.profile.parts import PROFILE_TEXTS
from tsunagu.members.domain.profile.words import SHOWN_TO


def _audience(name: str, *words: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(shown_to__in=words or tuple(SHOWN_TO)), name=name)


class ProfilePart(models.Model):
    """One part of a member's profile: its description, website, languages or what it seeks."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "audience"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="profile_parts")
    part = models.CharField(max_length=20)
    ja = models.TextField(blank=True)
    en = models.TextField(blank=True)
    words = models.JSONField(default=list, blank=True)
    shown_to = models.CharField(max_length=10)

    class Meta:
        db_table = "members_profile_part"
        constraints = [
            models.UniqueConstraint(fields=["member", "part"], name="members_profile_part_once"),
            models.CheckConstraint(condition=Q(part__in=PROFILE_TEXTS), name="members_profile_part_part"),
            _audience("members_profile_part_shown_to"),
        ]

    @property
    def text(self) -> Text:
        """The text; where there is no English one, the Japanese stands for it."""
        return Text(self.ja, self.en or self.ja)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.part}"


class ContactPerson(models.Model):
    """A person to contact, with the consent to be shown; withdrawn, nothing of the person is left in it."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "audience"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="contact_persons")
    name_ja = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    title_ja = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    purpose = models.CharField(max_length=20)
    shown_to = models.CharField(max_length=10)
    consented_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "members_contact_person"
        ordering = ["purpose", "id"]
        constraints = [
            _audience("members_contact_person_shown_to"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(shown_to="nobody", name_ja="", name_en="", title_ja="", title_en="", email="", phone=""),
                name="members_contact_person_withdrawn",
            ),
        ]

    @property
    def name(self) -> Text:
        """The name in both scripts."""
        return Text(self.name_ja, self.name_en or self.name_ja)

    @property
    def title(self) -> Text:
        """Department and title in both languages."""
        return Text(self.title_ja, self.title_en or self.title_ja)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.purpose}"


class SharedService(models.Model):
    """Equipment, a room or a service that the member lets others use, at one site or as a whole."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "audience"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="shared_services")
    site = models.ForeignKey(
        "members.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="shared_services"
    )
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.SlugField(max_length=40)
    terms_ja = models.TextField(blank=True)
    terms_en = models.TextField(blank=True)
    shown_to = models.CharField(max_length=10)

    class Meta:
        db_table = "members_shared_service"
        ordering = ["kind", "id"]
        constraints = [_audience("members_shared_service_shown_to")]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    @property
    def terms(self) -> Text:
        """The terms; where there are no English ones, the Japanese stand for them."""
        return Text(self.terms_ja, self.terms_en or self.terms_ja)

    def __str__(self) -> str:
        return self.name_ja


class Evidence(models.Model):
    """The file behind a licence, exactly as it came; nobody else reads it until the licence stands on the page."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "audience"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    shown_to = models.CharField(max_length=10, default="nobody")
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "members_evidence"
        constraints = [
            _audience("members_evidence_shown_to", "nobody", "members"),
            models.CheckConstraint(
                condition=Q(kind__in=("pdf", "png", "jpeg")), name="members_evidence_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name
