"""How long a hospital waits for its proposals, and the coordinator for the schedule, among 1 000 planned patients.

The demonstration's members publish, for the bench, twenty times the capacity that they have. Hospitals ask for dates
over two months and hold them; each of these real requests is copied with its bookings until 1 000 patients are there.
Then one hospital after another states a need on the form of a served installation. Timed is what the person waits for:
the answer to the form, and the page of the request with its proposals, their chances and their reasons. The
coordinator looks at the schedule of all of them: by resource over four weeks, and by case over a quarter.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from benchmarks._clients import sign_in
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import checkpoint, installation, is_small, served, tell
from benchmarks._journeys import make_network

HOSPITALS = {
    "haneda-clinic": ("auto-car-t-frozen", "auto-car-t-fresh-trial"),
    "sapporo-hospital": ("auto-bm-msc-sci",),
    "yokohama-hospital": ("auto-cartilage",),
}
PATIENTS = 10 if is_small() else 1000
REAL = 5 if is_small() else 40
ASKED = 3 if is_small() else 60
WARM_UP = 2 if is_small() else 16
LOOKS = 2 if is_small() else 20
LARGER = 20


@dataclass(frozen=True, slots=True)
class Asker:
    """A hospital's person, its site, and what it asks for."""

    actor: Any
    site: UUID
    therapy: str


def main() -> dict[str, Figure]:
    """Return the figures of bench ``offer``."""
    with installation() as place:
        make_network()
        askers = tuple(_askers())
        planned = _plan_patients(askers)
        checkpoint(place)
        tell(f"  {planned} patients planned, {_bookings()} bookings")
        with served() as port:
            times = list(_asked(port, askers))
            looked = list(_looked_at(port))
    return {
        "p50_ms": figure(percentile(times, 0.5) * 1000, "ms"),
        "p95_ms": figure(percentile(times, 0.95) * 1000, "ms"),
        "schedule_p50_ms": figure(percentile(looked, 0.5) * 1000, "ms"),
        "schedule_p95_ms": figure(percentile(looked, 0.95) * 1000, "ms"),
        "planned": figure(planned, "1"),
        "asked": figure(len(times), "1"),
    }


def _askers() -> Iterator[Asker]:
    """Publish the capacity, and yield those who ask."""
    from django.db.models import F

    from tsunagu.demonstration.engine import hands
    from tsunagu.demonstration.engine.capacity import publish_capacity
    from tsunagu.demonstration.network.reading import stable_uuid
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.planning.models import CapacityPattern
    from tsunagu.planning.services.own_requests import ASKERS

    now = datetime.now(UTC)
    with acting(Scope("worker")):
        publish_capacity(now)
        CapacityPattern.objects.update(capacity=F("capacity") * LARGER)
        for hospital, therapies in HOSPITALS.items():
            actor = hands.actor(stable_uuid("member", hospital), *ASKERS, now=now)
            for therapy in therapies:
                yield Asker(actor, stable_uuid("site", f"{hospital}-main"), therapy)


def _plan_patients(askers: tuple[Asker, ...]) -> int:
    """Let the hospitals ask and hold, then copy requests with their bookings until all patients are planned."""
    from tsunagu.demonstration.engine import hands
    from tsunagu.planning.domain.asking.need import Need
    from tsunagu.planning.services.ask_for_plan import ask_for_plan
    from tsunagu.planning.services.reserve import confirm, reserve

    now, made = datetime.now(UTC), []
    for number in range(REAL):
        asker = askers[number % len(askers)]
        ready = _today() + timedelta(days=1 + number * 60 // REAL)
        with hands.working(asker.actor):
            uuid = ask_for_plan(asker.actor, asker.site, Need(asker.therapy, ready), now)
            reserve(asker.actor, uuid, 0, now)
            confirm(asker.actor, uuid, now)
        made.append(uuid)
    return _copied(made)


def _copied(made: list[UUID]) -> int:
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.planning.models import Booking, PlanRequest

    with acting(Scope("worker")):
        for number in range(PATIENTS - len(made)):
            row = PlanRequest.objects.get(uuid=made[number % len(made)])
            bookings = list(Booking.objects.filter(request=row))
            row.pk, row.uuid, row.request_key = None, uuid4(), None
            row.save(force_insert=True)
            for booking in bookings:
                booking.pk, booking.request = None, row
            Booking.objects.bulk_create(bookings)
        return PlanRequest.objects.filter(state="confirmed").count()


def _bookings() -> int:
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.planning.models import Booking

    with acting(Scope("worker")):
        return Booking.objects.count()


def _today() -> date:
    from tsunagu.foundation.web.times import tokyo_date

    return tokyo_date(datetime.now(UTC))


def _asked(port: int, askers: tuple[Asker, ...]) -> Iterator[float]:
    """Yield the seconds from sending each need to having read its proposals; the first ones warm the processes up."""
    sessions = sign_in([asker.actor.person_uuid for asker in askers])
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for number in range(WARM_UP + ASKED):
        asker = askers[number % len(askers)]
        ready = _today() + timedelta(days=2 + number % 40)
        spent = _ask(connection, port, asker, sessions[asker.actor.person_uuid], ready)
        if number >= WARM_UP:
            yield spent
    connection.close()


def _looked_at(port: int) -> Iterator[float]:
    """Yield the seconds in which the coordinator reads the schedule; the first ones warm the processes up."""
    from tsunagu.demonstration.engine import hands
    from tsunagu.demonstration.network.reading import stable_uuid

    coordinator = hands.actor(stable_uuid("member", "rink"), "coordinator", now=datetime.now(UTC))
    session = sign_in([coordinator.person_uuid])[coordinator.person_uuid]
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for number in range(WARM_UP // 2 + LOOKS):
        query = "rows=journey&scale=quarter" if number % 2 else "only="
        began = time.perf_counter()
        connection.request("GET", f"/plan/schedule/?{query}", headers={"Cookie": f"sessionid={session}"})
        page = connection.getresponse()
        content = page.read()
        spent = time.perf_counter() - began
        if page.status != 200 or b'role="img"' not in content:
            raise RuntimeError(f"no schedule was shown: {page.status}")
        if number >= WARM_UP // 2:
            yield spent
    connection.close()


def _ask(connection: HTTPConnection, port: int, asker: Asker, session: str, ready: date) -> float:
    token = secrets.token_hex(16)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Origin": f"http://127.0.0.1:{port}",
        "Accept": "text/html",
    }
    fields = {
        "csrfmiddlewaretoken": token, "key": uuid4(), "therapy": asker.therapy, "site": asker.site,
        "ready_from": ready, "urgency": "1", "confidence": "90",
    }  # fmt: skip
    began = time.perf_counter()
    connection.request("POST", "/plan/requests/new/", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"the need of {asker.therapy} was answered with {answer.status}")
    connection.request("GET", answer.headers["Location"], headers=headers)
    page = connection.getresponse()
    content = page.read().decode()
    spent = time.perf_counter() - began
    if page.status != 200 or "proposal" not in content:
        raise RuntimeError(f"no proposals were shown for {asker.therapy}: {page.status}")
    return spent
