"""Keys of a member's programs; apart from them, what must be read before it is known who asks."""

import uuid
from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class ProgramKey(models.Model):
    """A key: what it is for, what it allows, who issued it, until when it counts and when it was last used.

    ``grants`` are words of ``domain.program_keys.GRANTS``. The uuid stands for the program wherever it acts.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    grants = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    valid_until = models.DateField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "members_program_key"
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="members_program_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramSecret(models.Model):
    """By what a key is recognised: its prefix and the keyed hash of its secret. Removed when the key is ended.

    Read at sign-in, before a scope exists, and therefore no more than that.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "open"

    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    key = models.OneToOneField(ProgramKey, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "members_program_secret"

    def __str__(self) -> str:
        return self.prefix
