"""Reads of notices: what waits for someone, what was mailed, who is on duty, how calls go."""

from tsunagu.notices.queries.inbox import Waiting, addressed_to, waiting_count, waiting_for

__all__ = ["Waiting", "addressed_to", "waiting_count", "waiting_for"]
