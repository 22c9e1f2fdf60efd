"""The EPCIS events of a chain, as they leave the building."""

from datetime import datetime
from typing import Any

import orjson

from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.chains import NO_SUCH_CHAIN, open_or_refuse
from tsunagu.custody.queries.state import chain_by_number
from tsunagu.events.building import document
from tsunagu.events.hash_values import milliseconds
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope


def epcis_document(number: str, created_at: datetime) -> dict[str, Any]:
    """Return the events of the chain with this CoI or lot number, in the order of record, as one document.

    Refuses a number that doesn't exist, and one that the scope's member is no party to, alike.
    """
    with gate_scope():
        found = chain_by_number(number)
    if found is None:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    open_or_refuse(found[0])
    rows = LedgerRow.objects.filter(chain=found[0], kind="event").order_by("record_order")
    events = [
        {**orjson.loads(bytes(body)), "recordTime": milliseconds(recorded)}
        for body, recorded in rows.values_list("body", "record_time")
    ]
    return document(events, created_at)
