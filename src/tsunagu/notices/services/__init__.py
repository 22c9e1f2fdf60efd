"""Verbs of notices: notify a member, and mark what is done."""

from tsunagu.notices.services.mark_done import mark_done, settle
from tsunagu.notices.services.notify import notify

__all__ = ["mark_done", "notify", "settle"]
