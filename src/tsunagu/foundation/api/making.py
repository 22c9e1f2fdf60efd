"""An interface for programs: every concept adds its own addresses to one."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

from tsunagu.foundation.api.problems import handle_problems
from tsunagu.foundation.api.reading import StrictParser


class Renderer(BaseRenderer):
    """Writes JSON in UTF-8; times carry their offset, and what isn't a number is null."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the answer as bytes."""
        return orjson.dumps(data)


class Interface(NinjaAPI):
    """Names each operation as its function is named: programs' own code is made from these names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of an operation."""
        return operation.view_func.__name__


def make_api(title: str, version: str, description: str) -> NinjaAPI:
    """Return an interface without addresses; its document and its page are ``document``'s, not the package's own."""
    api = Interface(
        title=title,
        version=version,
        description=description,
        renderer=Renderer(),
        parser=StrictParser(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
    )
    handle_problems(api)
    return api
