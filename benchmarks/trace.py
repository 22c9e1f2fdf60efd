"""How long it takes to trace a supplier's batch forward to every patient: 1,000 things, in two sizes of ledger.

The batch was registered by its service and has gone into cultures of hundreds of cases. What is timed is what
the trace page asks for a quality person of the site that used it: find the number, follow genealogy to the end
under row-level security, gather the cases with what became of their things. The served page, with its graph
and list, is timed beside it.
"""

import json
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import quote

from benchmarks._clients import sign_in
from benchmarks._copies import Copier
from benchmarks._figures import Figure, figure, latencies, ratio
from benchmarks._installation import Installation, checkpoint, installation, is_small, served, tell
from benchmarks._journeys import SMALL_TREATMENTS, TREATMENTS, make_network, run_journeys
from benchmarks._past import Past
from benchmarks._recall import Recall, make_recall
from benchmarks._timing import timed

SIZES = {"100k": 100_000, "1m": 1_000_000}
SMALL_SIZES = {"100k": 1_500, "1m": 3_000}
AFFECTED, SMALL_AFFECTED = 1_000, 20
ROUNDS, TIMES = 5, 20


def main() -> dict[str, Figure]:
    """Return the figures of bench ``trace``."""
    figures: dict[str, Figure] = {}
    with installation() as place, place.owner() as owner:
        make_network()
        copier = Copier(owner)
        chains, _ = run_journeys(copier, SMALL_TREATMENTS if is_small() else TREATMENTS, is_catching=False)
        past = Past(copier, chains)
        for label, events in (SMALL_SIZES if is_small() else SIZES).items():
            past.fill(events)
            figures |= _measured(place, copier, label)
    figures["ratio_1m_to_100k"] = ratio(figures, "p95_ms_1m", "p95_ms_100k")
    return figures


def _measured(place: Installation, copier: Copier, label: str) -> dict[str, Figure]:
    recall = make_recall(copier, SMALL_AFFECTED if is_small() else AFFECTED, f"BENCH-{label.upper()}")
    copier.settle()
    checkpoint(place)
    found = latencies(timed(lambda: _trace(recall), ROUNDS, TIMES), label)
    with served() as port:
        pages = latencies(timed(_page(port, recall), ROUNDS, TIMES), label)
    tell(f"  {label}: {recall.affected} things of {recall.patients} patients")
    found |= {f"page_{key}": value for key, value in pages.items()}
    found[f"affected_{label}"] = figure(recall.affected, "1")
    found[f"patients_{label}"] = figure(recall.patients, "1")
    found[f"events_{label}"] = figure(copier.events(), "1")
    return found


def _trace(recall: Recall) -> None:
    """Trace in the scope of a quality person of the batch's user, as a request does."""
    from tsunagu.custody.queries.affected import affected_by
    from tsunagu.custody.queries.trace import trace_forward
    from tsunagu.custody.queries.trace_start import find_start
    from tsunagu.foundation.scope import acting
    from tsunagu.members.queries.actors import scope_for

    with acting(scope_for(recall.reader)):
        trace = trace_forward(find_start(recall.lot_number).uuids)
        cases = affected_by(trace.items)
    if trace.affected != recall.affected or len(trace.items) <= recall.affected:
        raise RuntimeError(f"{trace.affected} things found, {len(trace.items)} shown, not {recall.affected}")
    if sum(one.administered > 0 for one in cases) != recall.patients:
        raise RuntimeError("not every patient was found")


def _page(port: int, recall: Recall) -> Callable[[], None]:
    person = recall.reader.person_uuid
    headers = {"Cookie": f"sessionid={sign_in([person])[person]}", "Accept": "text/html"}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    path = f"{_address()}?q={quote(recall.lot_number)}"

    def ask() -> None:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        content = response.read()
        if response.status != 200 or recall.lot_number.encode() not in content:
            raise RuntimeError(f"the trace page answered {response.status}")

    return ask


def _address() -> str:
    from django.urls import reverse

    return reverse("custody:trace")


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
