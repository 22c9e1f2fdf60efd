"""Value-chain proposals バリューチェーン案 that were kept, and those that were shown to other members."""

import uuid
from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class ChainProposal(models.Model):
    """What someone of ``member`` asked for and what was composed, as the facts were on a day.

    ``question`` and ``answer`` are plain data as ``domain.composing.record`` writes them; neither changes afterwards.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    request_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    question = models.JSONField()
    answer = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "coordination_chain_proposal"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_chain_proposal_once")
        ]
        indexes = [models.Index(fields=["member", "-made_at"], name="coordination_chain_by_member")]

    def __str__(self) -> str:
        return self.title


class ChainShare(models.Model):
    """A proposal as ``member`` has shown it to ``owner``: a copy, so that what was shown stays what was shown."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(ChainProposal, on_delete=models.PROTECT, related_name="shares")
    title = models.CharField(max_length=120)
    question = models.JSONField()
    answer = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    shared_at = models.DateTimeField()

    class Meta:
        db_table = "coordination_chain_share"
        ordering = ["-shared_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "owner"], name="coordination_chain_share_once")
        ]

    def __str__(self) -> str:
        return self.title
