"""Requests that come twice in one moment take turns: the second waits, and finds what the first has written."""

from django.db import connection


def in_turn(member_id: int | None, request_key: object) -> None:
    """Wait until nobody else writes for the same request of a member; this transaction has its turn until it ends.

    To be asked before looking whether a request was carried out already: two that look at once would both write. The
    second looks after the first has committed, so the transaction must read what others commit (the default).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a turn ends with the transaction: begin one")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{member_id} {request_key}"]
        )
