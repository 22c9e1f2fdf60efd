"""People of the members: the user model, their appointments and their training."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from tsunagu.foundation.text import Text
from tsunagu.members.models.qualifications import period_constraint


class PersonManager(BaseUserManager["Person"]):
    """Makes persons whose e-mail address is their sign-in name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a person; without a password they can sign in only where another way is offered."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a person who may use the administration pages (row-level security still holds)."""
        return self.create_user(email, password, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by e-mail address, whatever its letter case."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone who signs in; what they may do comes from their appointments, never from flags here."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "open"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="ja")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name_ja"]

    class Meta:
        db_table = "members_person"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="members_person_email"),
            models.CheckConstraint(condition=Q(language__in=("ja", "en")), name="members_person_language"),
        ]

    @property
    def name(self) -> Text:
        """The name in both scripts."""
        return Text(self.name_ja, self.name_en or self.name_ja)

    def get_full_name(self) -> str:
        """Return the Japanese name (asked for by Django)."""
        return self.name_ja

    def get_short_name(self) -> str:
        """Return the Japanese name (asked for by Django)."""
        return self.name_ja

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer Django's administration pages: staff only."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's administration pages: staff only."""
        return self.is_active and self.is_staff

    def __str__(self) -> str:
        return self.name_ja


class Appointment(models.Model):
    """A role that a person holds in a member for a time."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "open"

    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="appointments")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="appointments")
    role = models.SlugField(max_length=30)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_appointment"
        constraints = [
            period_constraint("members_appointment_period"),
            models.UniqueConstraint(
                fields=["person", "member", "role", "valid_from"], name="members_appointment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class Training(models.Model):
    """A subject that a person was trained in for a member, until when it counts."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="trainings")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="trainings")
    subject = models.SlugField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_training"
        constraints = [
            period_constraint("members_training_period"),
            models.UniqueConstraint(
                fields=["member", "person", "subject", "valid_from"], name="members_training_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.subject}"
