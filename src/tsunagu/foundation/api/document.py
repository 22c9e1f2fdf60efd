"""The document of an interface (OpenAPI) in the reader's language, and the page on which people read it.

The page is made from the document alone and loads nothing from elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from tsunagu.foundation.api.shapes import Problem

View = Callable[[HttpRequest], HttpResponse]
_TOLD = frozenset({"summary", "description", "title"})
_METHODS = ("get", "post", "put", "patch", "delete")


def document(api: NinjaAPI) -> dict[str, Any]:
    """Return the document, its sentences in the language in force."""
    made: dict[str, Any] = dict(api.get_openapi_schema())
    schemas = made["components"]["schemas"]
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**schema.pop("$defs", {}), "Problem": schema}
    translated: dict[str, Any] = _in_language(made)
    return translated


def _in_language(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _in_language(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_language(inner) for inner in value]
    return gettext(value) if key in _TOLD and isinstance(value, str) and value else value


def views(api: NinjaAPI) -> tuple[View, View]:
    """Return the views that answer the document and its page."""

    @require_GET
    def openapi(request: HttpRequest) -> HttpResponse:
        return JsonResponse(document(api), json_dumps_params={"ensure_ascii": False})

    @require_GET
    def page(request: HttpRequest) -> HttpResponse:
        said = document(api)
        base = request.build_absolute_uri("/").rstrip("/")
        shown = {"document": said["info"], "groups": groups(said), "base": base}
        return render(request, "foundation/api.html", shown)

    return openapi, page


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a message: its name with those it lies in, and what may stand there."""

    name: str
    kind: str
    is_needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What may be asked at one address by one method."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    grant: str
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    answered: tuple[tuple[str, tuple[Field, ...]], ...]


def groups(said: dict[str, Any]) -> list[tuple[str, list[Operation]]]:
    """Return the operations of a document under their tags, in its order."""
    schemas, found = said["components"]["schemas"], dict[str, list[Operation]]()
    for path, methods in said["paths"].items():
        for method in (one for one in _METHODS if one in methods):
            operation = methods[method]
            found.setdefault(operation.get("tags", [""])[0], []).append(
                _operation(path, method, operation, schemas)
            )
    return list(found.items())


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    parameters = (
        Field(
            one["name"], _kind(one["schema"], schemas), one["required"], one["schema"].get("description", "")
        )
        for one in operation["parameters"]
    )
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answered = (
        (str(status), tuple(_fields(_schema(one), schemas)))
        for status, one in operation["responses"].items()
        if status != "default"
    )
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        grant=operation.get("x-grant", ""),
        parameters=tuple(parameters),
        sent=tuple(_fields(sent, schemas)),
        answered=tuple(answered),
    )


def _schema(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _fields(schema: dict[str, Any], schemas: dict[str, Any], within: str = "") -> Iterator[Field]:
    """Yield the fields of a message, those of messages in it after them."""
    whole = _resolved(schema, schemas)
    needed = set(whole.get("required", ()))
    for name, inner in whole.get("properties", {}).items():
        about = inner.get("description", "")
        part = _resolved(inner, schemas)
        listed = part.get("type") == "array"
        item = _resolved(part.get("items", {}), schemas) if listed else part
        yield Field(within + name, _kind(inner, schemas), name in needed, about)
        yield from _fields(item, schemas, f"{within}{name}{'[]' if listed else ''}.")


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return a schema itself, where another is named or nothing is an alternative to it."""
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"] or schema.get("allOf", ())
    if len(options) == 1:
        return _resolved(options[0], schemas)
    name = schema.get("$ref", "").rpartition("/")[2]
    return _resolved(schemas[name], schemas) if name else schema


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Say in a few words what may stand there: ``integer 0–23``, ``string: mon, tue``, ``date``."""
    whole = _resolved(schema, schemas)
    if "enum" in schema or "enum" in whole:
        return ", ".join(str(one) for one in schema.get("enum", whole.get("enum", ())))
    if whole.get("type") == "array":
        return f"[ {_kind(whole.get('items', {}), schemas)} ]"
    kind = str(whole.get("format") or {"object": "{ }"}.get(whole.get("type", ""), whole.get("type", "")))
    least, most = (schema.get(key, whole.get(key)) for key in ("minimum", "maximum"))
    return kind if least is None or most is None else f"{kind} {least:,}–{most:,}"
