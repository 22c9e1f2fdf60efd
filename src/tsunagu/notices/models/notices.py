"""The table of notices: what waits for a member, a role or a person; it is also the post's list of what is new."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.foundation.text import Text


class Notice(models.Model):
    """A duty or an alert; any scope may add one for another member, only the addressed member reads it.

    ``subject`` is the thing it is about. The same (member, kind, subject, role, person) is written once, whoever
    asks again. ``chain`` tells which CoI or lot it belongs to, where there is one. ``posted_at`` is when the
    post looked at it, to mail it to those who want that.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chain = models.UUIDField(null=True, blank=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="notices")
    role = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    text_ja = models.TextField()
    text_en = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    urgency = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "notices_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "subject", "role", "person"],
                name="notices_notice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(urgency__range=(0, 3)), name="notices_notice_urgency"),
        ]
        indexes = [
            models.Index(fields=["member", "due_at"], condition=Q(done_at__isnull=True), name="notices_open"),
            models.Index(fields=["subject", "kind"], name="notices_subject"),
            models.Index(fields=["id"], condition=Q(posted_at__isnull=True), name="notices_new"),
        ]

    @property
    def text(self) -> Text:
        """What it says, in both languages."""
        return Text(self.text_ja, self.text_en)

    def __str__(self) -> str:
        return self.text_ja
