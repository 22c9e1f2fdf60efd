"""Verbs of members' own pages: change, approve, return, take back."""

from tsunagu.members.services.profile.approve_change import approve_change
from tsunagu.members.services.profile.change_page import change_page
from tsunagu.members.services.profile.return_change import return_change
from tsunagu.members.services.profile.withdraw_change import withdraw_change

__all__ = ["approve_change", "change_page", "return_change", "withdraw_change"]
