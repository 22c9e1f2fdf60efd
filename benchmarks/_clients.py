"""Four people at their browsers: each signed in, each sending the next step as soon as the last is answered."""

import re
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from urllib.parse import urlencode
from uuid import UUID

from benchmarks._waiting import Waiting

CLIENTS = 4
TRIES = 6
"""Two who allocate at once are offered the same dose; the slower one reloads the page and tries again."""


@dataclass(slots=True)
class Answers:
    """How long the steps took that were completed, in seconds, and what the others were told."""

    times: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


def sign_in(persons: Sequence[UUID]) -> dict[UUID, str]:
    """Open a session for each person, as the sign-in page does; return their keys."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tsunagu.members.models import Person

    keys = {}
    for person in Person.objects.filter(uuid__in=set(persons)):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        keys[person.uuid] = str(session.session_key)
    return keys


def complete(port: int, waiting: Sequence[Waiting], sessions: Mapping[UUID, str]) -> Answers:
    """Complete all steps with four clients at once; return their times."""
    queue: SimpleQueue[Waiting] = SimpleQueue()
    for one in waiting:
        queue.put(one)
    answers = [Answers() for _ in range(CLIENTS)]
    threads = [threading.Thread(target=_work, args=(port, queue, sessions, one)) for one in answers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = Answers(seconds=time.perf_counter() - began)
    for each in answers:
        together.times += each.times
        together.refused += each.refused
    return together


def _work(port: int, queue: "SimpleQueue[Waiting]", sessions: Mapping[UUID, str], answers: Answers) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        try:
            one = queue.get_nowait()
        except Empty:
            connection.close()
            return
        told = ""
        for _ in range(TRIES if one.action == "allocate" else 1):
            status, seconds, told = _post(connection, port, one, sessions[one.person])
            if status == 302:
                answers.times.append(seconds)
                break
        else:
            answers.refused.append(f"{one.route} {one.step}: {told}")


def _post(connection: HTTPConnection, port: int, one: Waiting, session: str) -> tuple[int, float, str]:
    token = secrets.token_hex(16)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Origin": f"http://127.0.0.1:{port}",
        "Accept": "text/html",
    }
    fields = [("csrfmiddlewaretoken", token), *one.fields]
    if one.action == "allocate":
        fields += [("items", uuid) for uuid in _offered(connection, one, headers)]
    body = urlencode(fields)
    began = time.perf_counter()
    connection.request("POST", one.path, body, headers)
    response = connection.getresponse()
    content = response.read()
    seconds = time.perf_counter() - began
    return response.status, seconds, "" if response.status == 302 else _words(response.status, content)


def _offered(connection: HTTPConnection, one: Waiting, headers: Mapping[str, str]) -> list[str]:
    """Return the doses that the page of an allocation offers now."""
    connection.request("GET", f"{one.path}?step={one.step}", headers=dict(headers))
    content = connection.getresponse().read().decode()
    return re.findall(r'name="items"\s+value="([0-9a-f-]{36})"', content)


def _words(status: int, content: bytes) -> str:
    """Return what a page says, without its marks."""
    text = re.sub(r"<(head|style|script|nav|header).*?</\1>|<[^>]+>", " ", content.decode(), flags=re.S)
    return f"{status} {' '.join(text.split())[:700]}"
