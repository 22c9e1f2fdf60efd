"""A maker's programs, a stranger's, and what they send and get."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from jsonschema_rs import validator_for

from tests.members.conftest import NOW, TODAY, cast
from tests.planning.capacity.conftest import Works, works
from tsunagu.foundation import clock
from tsunagu.foundation.api.document import document
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.project.api import api

__all__ = ["cast", "works"]
AT = "/api/v1/capacity/resources"


DOCUMENT = document(api)


def faults(method: str, path: str, answer: Any) -> list[str]:
    """Where an answer isn't what the document of the interface says of it."""
    schema: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
    if answer.status_code < 400:
        asked = path.partition("?")[0]
        operations = next(
            one for known, one in DOCUMENT["paths"].items()
            if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(known)), asked)
        )  # fmt: skip
        told = operations[method]["responses"][answer.status_code]
        schema = told["content"]["application/json"]["schema"]
    checked = validator_for({**schema, "components": DOCUMENT["components"]})
    return [one.message for one in checked.iter_errors(answer.json())]


@dataclass(frozen=True)
class Program:
    """A program with its key."""

    key: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request as the program does, in English unless told otherwise; nothing may fail."""
        said = {"authorization": f"Bearer {self.key}", "accept-language": "en"} if self.key else {}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        client = Client(headers=said, raise_request_exception=False)
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        answer = client.generic(method, path, b"" if body is None else content, "application/json")
        assert answer.status_code < 500, (method, path, body)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
        if answer.content:
            assert faults(method, path, answer) == [], "it isn't as its document says"
        return answer


@pytest.fixture
def program(works: Works) -> Callable[..., Program]:
    """Make programs of the maker, or of the named person's member, allowed all of capacity unless told otherwise."""
    clock.forget()
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1e-6)

    def make(*grants: str, actor: Actor | None = None, name: str = "MES") -> Program:
        actor = actor or works.cast.operator
        with acting(works.cast.scope(actor)):
            issued = services.issue_key(
                actor, actor.member_uuid, name=name, grants=grants or ("capacity.read", "capacity.write"),
                valid_until=TODAY + timedelta(days=30), request_key=str(uuid4()), now=NOW,
            )  # fmt: skip
        return Program(issued.text)

    return make
