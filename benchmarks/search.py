"""How long a person waits for the members that are found, among 1 000 members with 5 000 capabilities.

The generated network (``_network``) is filled into an installation of its own, which is served as ``tsunagu up`` does.
The coordinator types: each search is one request of the directory's form, as the browser sends it while somebody types
(``p50_ms``, ``p95_ms``), with words in kana, kanji, Latin letters and abbreviations, with and without filters, and days
ahead. Timed is from sending until the answer is read: words, filters with their counts, map and list. Beside it the
whole page (``page_p95_ms``), the search alone in this process (``query_p95_ms``), and the first search after a member
has changed the directory, when each process makes its index anew (``changed_p95_ms``).
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from benchmarks._clients import sign_in
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import checkpoint, installation, is_small, served, tell
from benchmarks._network import LargeNetwork, make_large_network

SIZE = (60, 300) if is_small() else (1000, 5000)
SEARCHES = 8 if is_small() else 400
WARM_UP = 4 if is_small() else 60
CHANGES = 2 if is_small() else 20
WORDS = (
    "", "CAR-T", "カーティー", "キメラ抗原受容体", "さい帯MSC", "臍帯MSC製造", "わたなべ",
    "渡辺", "ﾀｶﾊｼ", "（株）髙橋", "札幌 培養軟骨", "殿町", "せんだい", "間葉系間質細胞",
    "東京の細胞", "cells", "rapid steril", "凍結", "とうほく 病院", "ないことば",
)  # fmt: skip
FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"stage": "manufacturing"}, {"area": ["tohoku", "tokyo"]}, {"cell": "msc", "setting": "trial"},
    {"licence": "hospital"},
    {"kind": "hospital", "capacity": "1"}, {"prefecture": "神奈川県"}, {"band": "vapour", "stage": "storage"},
)  # fmt: skip


def main() -> dict[str, Figure]:
    """Return the figures of bench ``search``."""
    with installation() as place:
        network = make_large_network(*SIZE)
        checkpoint(place)
        tell(f"  {network.members} members, {network.sites} sites, {network.capabilities} capabilities")
        alone = list(_queries())
        with served() as port:
            typed = list(_asked(port, network.coordinator, as_part=True))
            pages = list(_asked(port, network.coordinator, as_part=False))
            changed = list(_after_changes(port, network))
    return {
        "p50_ms": figure(percentile(typed, 0.5) * 1000, "ms"),
        "p95_ms": figure(percentile(typed, 0.95) * 1000, "ms"),
        "page_p95_ms": figure(percentile(pages, 0.95) * 1000, "ms"),
        "query_p95_ms": figure(percentile(alone, 0.95) * 1000, "ms"),
        "changed_p95_ms": figure(percentile(changed, 0.95) * 1000, "ms"),
        "members": figure(network.members, "1"),
        "capabilities": figure(network.capabilities, "1"),
    }


def _searches(count: int) -> Iterator[dict[str, Any]]:
    """Yield what is asked: each word with each filter in turn, some of it for a day ahead."""
    today = datetime.now(UTC).date()
    for number in range(count):
        ahead = {"on": str(today + timedelta(days=90))} if number % 7 == 6 else {}
        yield {"q": WORDS[number % len(WORDS)], **FILTERS[number // 3 % len(FILTERS)], **ahead}


def _queries() -> Iterator[float]:
    """Yield the seconds of the search alone, the index being made."""
    from django.http import QueryDict

    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.members.queries import search_directory
    from tsunagu.members.web.directory_filters import Filters

    today = datetime.now(UTC).date()
    for number, asked in enumerate(_searches(WARM_UP + SEARCHES)):
        given = Filters(QueryDict(urlencode(asked, doseq=True)), today).asked
        with acting(Scope("worker")):
            began = time.perf_counter()
            search_directory(given)
            spent = time.perf_counter() - began
        if number >= WARM_UP:
            yield spent


def _asked(port: int, person: UUID, *, as_part: bool) -> Iterator[float]:
    """Yield the seconds from sending each search to having read its answer; the first ones warm the processes up."""
    session = sign_in([person])[person]
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for number, asked in enumerate(_searches(WARM_UP + SEARCHES)):
        spent = _ask(connection, session, asked, as_part=as_part)
        if number >= WARM_UP:
            yield spent
    connection.close()


def _ask(connection: HTTPConnection, session: str, asked: dict[str, Any], *, as_part: bool) -> float:
    headers = {"Cookie": f"sessionid={session}", "Accept": "text/html"}
    headers |= {"HX-Request": "true"} if as_part else {}
    began = time.perf_counter()
    connection.request("GET", f"/members/?{urlencode(asked, doseq=True)}", headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    spent = time.perf_counter() - began
    if answer.status != 200 or b'id="results"' not in content:
        raise RuntimeError(f"{asked} was answered with {answer.status}")
    return spent


def _after_changes(port: int, network: LargeNetwork) -> Iterator[float]:
    """Yield the seconds of the first search after each change; it must show the change."""
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.members.models import Member

    session = sign_in([network.coordinator])[network.coordinator]
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(CHANGES):
        with acting(Scope("worker")):
            Member.objects.filter(key="member-0001").update(
                name_ja=f"改名した会員{number}", joined_on=date(2020, 1, 1)
            )
        yield _ask(connection, session, {"q": f"改名した会員{number}"}, as_part=True)
    connection.close()
