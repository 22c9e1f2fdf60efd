"""Who may ask at an address: a program whose key allows what is named beside the address."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

Check = Callable[[Any, str], None]


class ProgramKey(HttpBearer):
    """The key of a program, sent as ``Authorization: Bearer KEY``; the middleware has recognised it by now."""

    def __init__(self, grant: str, check: Check) -> None:
        super().__init__()
        self.grant, self.check = grant, check

    def __call__(self, request: HttpRequest) -> Any:
        """Return who asks; nobody where no key came along. Refuses a program that isn't allowed this."""
        actor = getattr(request, "actor", None)
        if actor is not None:
            self.check(actor, self.grant)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return who asks (asked for by the base class)."""
        return self(request)


def needs(grant: str, check: Check) -> dict[str, Any]:
    """Return what an address says of itself: the grant that its programs need, and how it tells problems."""
    schema = {"$ref": "#/components/schemas/Problem"}
    problem = {"description": "Problem", "content": {"application/problem+json": {"schema": schema}}}
    return {
        "auth": ProgramKey(grant, check),
        "openapi_extra": {"x-grant": grant, "responses": {"default": problem}},
    }
