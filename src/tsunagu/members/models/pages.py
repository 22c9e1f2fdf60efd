"""Changes of members' pages: proposed, returned, taken back, or applied as a version of the page."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.members.domain.profile.changes import VERBS
from tsunagu.members.domain.profile.parts import PARTS
from tsunagu.members.domain.profile.states import STATES, TRANSITIONS


class PageChange(models.Model):
    """A change of one part of a member's page; an applied one is a ``version`` of the page.

    ``subject`` is the uuid of what is changed (of a new thing: the uuid that it will have). ``before`` and ``after``
    are the fields that the change names, as JSON; what tells of a person is not kept in them. ``decided_by`` of an
    applied one is who let it onto the page. ``follows`` is the returned or outdated proposal whose place it takes.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="page_changes")
    request_key = models.CharField(max_length=60)
    part = models.CharField(max_length=20)
    verb = models.CharField(max_length=10)
    subject = models.UUIDField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    follows = models.ForeignKey(
        "members.PageChange", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    class Meta:
        db_table = "members_page_change"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="members_page_change_once"),
            models.UniqueConstraint(fields=["member", "version"], name="members_page_change_version"),
            models.CheckConstraint(condition=Q(part__in=tuple(PARTS)), name="members_page_change_part"),
            models.CheckConstraint(condition=Q(verb__in=tuple(VERBS)), name="members_page_change_verb"),
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="members_page_change_state"),
            models.CheckConstraint(
                condition=Q(state="applied", version__isnull=False) | (~Q(state="applied") & Q(version=None)),
                name="members_page_change_versioned",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | (~Q(state="proposed") & Q(decided_at__gte=F("made_at"), decided_by__isnull=False)),
                name="members_page_change_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""), name="members_page_change_returned"
            ),
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="members_page_change_waiting")]

    def __str__(self) -> str:
        return f"{self.part} {self.verb} {self.state}"
