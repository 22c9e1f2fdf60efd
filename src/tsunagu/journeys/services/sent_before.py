"""Whether a request was carried out already: a form sent twice is one act."""

from uuid import UUID

from tsunagu.custody.services.append import already_done


def was_sent(chain: UUID, request_key: str) -> bool:
    """Say whether the chain's ledger has the act of this request (the chain is open)."""
    return bool(request_key) and already_done(chain, request_key) is not None
