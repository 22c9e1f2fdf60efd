"""Rules and vocabularies of notices: pure, without tables or clock."""

from tsunagu.notices.domain.kinds import KINDS, Kind, kind_name, slack_hours

__all__ = ["KINDS", "Kind", "kind_name", "slack_hours"]
