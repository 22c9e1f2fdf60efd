"""Acts that come in one moment take turns: the second waits, and finds what the first has written."""

from django.db import connection


def in_turn(*about: object) -> None:
    """Wait until nobody else acts on the same (a member and its request, a thing); the turn ends with the transaction.

    To be asked before looking what is there: two that look at once would both write, or stand in each other's way. The
    second looks after the first has committed, so the transaction must read what others commit (the default).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a turn ends with the transaction: begin one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [" ".join(map(str, about))])
