import time

from django.db import connection

from tests.custody.web.test_trace_speed import STATEMENTS
from tsunagu.custody.queries.items import descendants_of, holds_on, lock_ancestors, lots_behind
from tsunagu.foundation.scope import Scope, acting


def test_perf(db):
    with acting(Scope("worker")), connection.cursor() as c:
        for s in STATEMENTS:
            c.execute(s.replace("19999", "59999"))
        c.execute("SELECT uuid FROM i WHERE k = 5 LIMIT 3")
        L = [r[0] for r in c.fetchall()]
    with acting(Scope("auditor")):
        for f in (
            lambda: holds_on([L[0]]),
            lambda: lock_ancestors([L[1]], []),
            lambda: descendants_of([L[2]]),
            lambda: lots_behind([L[2]]),
        ):
            for _ in range(3):
                t = time.perf_counter()
                f()
                print(round((time.perf_counter() - t) * 1000, 1))
