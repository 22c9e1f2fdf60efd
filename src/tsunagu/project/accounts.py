"""How sign-in behaves here: nobody signs up by themselves, a member's administrator invites them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given, never taken."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse to make an account for a passer-by."""
        return False
