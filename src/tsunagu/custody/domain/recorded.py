"""Reading back what a row of the ledger says."""

from typing import Any

import orjson

from tsunagu.custody.domain.acts import unprefixed
from tsunagu.custody.domain.corrections import DECLARATION
from tsunagu.events.building import is_error_declaration


def act_in(body: bytes) -> dict[str, Any]:
    """Return the act that the bytes of a row hold, as plain data; a declaration of an error changes nothing."""
    data = orjson.loads(body)
    if is_error_declaration(data):
        return {"name": DECLARATION, "facts": {}, "effects": {"new": {}, "set": {}}}
    return dict(data["act"] if "act" in data else unprefixed(data["tsunagu:act"]))
