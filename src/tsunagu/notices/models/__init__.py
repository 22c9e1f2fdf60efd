"""Tables of notices: what waits for someone, letters, who is on duty, calls to be answered, what a person keeps."""

from tsunagu.notices.models.calls import Call, CallStep
from tsunagu.notices.models.filters import KeptFilter
from tsunagu.notices.models.letters import Letter, LetterPart, MailPreference, MailTrouble
from tsunagu.notices.models.notices import Notice
from tsunagu.notices.models.roster import DutyChange, DutyTurn

__all__ = [
    "Call",
    "CallStep",
    "DutyChange",
    "DutyTurn",
    "KeptFilter",
    "Letter",
    "LetterPart",
    "MailPreference",
    "MailTrouble",
    "Notice",
]
