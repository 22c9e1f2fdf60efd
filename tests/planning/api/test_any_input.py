"""Whatever is sent, a program gets an answer in the one form, nothing fails, and nothing senseless is kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.planning.api.conftest import AT, Program
from tests.planning.api.test_capacity import NEW_YEAR, OFFER, WEEK
from tests.planning.capacity.conftest import Works
from tests.planning.capacity.test_services import rows
from tsunagu.foundation.api.document import document
from tsunagu.project.api import api

EXCEPTIONS = "/api/v1/capacity/exceptions"
RAW = [
    b"", b"{", b"nul", b"NaN", b"[NaN]", b'{"kind": NaN}', b'{"kind": Infinity}', b"\xff\xfe", b"1e999", b"[" * 5000,
    b'{"a":' * 100 + b"1" + b"}" * 100, b'"\\ud800"', b'{"kind": "\\u0000"}', b'{"\\u0000": 1}', b"9" * 5000, b"null",
    b"[]", b'"x"', b"true", b"{}" + b" " * 2**20 + b"x",
]  # fmt: skip


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: str(raw[:20]))
def test_what_is_no_message_is_refused_in_one_sentence(
    works: Works, program: Callable[..., Program], raw: bytes
) -> None:
    mes, before = program(), rows()
    for method, path in (("put", f"{AT}/works/chairs"), ("post", AT), ("post", EXCEPTIONS)):
        answer = mes.send(method, path, raw, accept_language="ja")
        assert answer.status_code in (400, 413, 422)
        assert answer.json()["detail"].endswith("。")
    assert rows() == before


def test_only_json_is_read(works: Works, program: Callable[..., Program]) -> None:
    from django.test import Client

    client = Client(headers={"authorization": f"Bearer {program().key}"})
    assert client.post(AT, {"resources": "x"}).status_code == 415
    assert client.put(f"{AT}/works/suite", json.dumps(OFFER), "text/plain").status_code == 415


@pytest.mark.parametrize("size", [2**20 + 1, 6 * 2**20])
def test_what_is_too_large_is_not_read(works: Works, program: Callable[..., Program], size: int) -> None:
    assert program().send("put", f"{AT}/works/suite", b" " * size).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nowhere", 404),
        ("get", f"{AT}/works/%00", 422),
        ("get", f"{AT}?kind=%00", 422),
        ("get", f"{AT}/" + "x" * 5000 + "/y", 422),
        ("get", f"{AT}?after=" + "%E9%8D%B5" * 40, 200),
        ("patch", f"{AT}/works/suite", 405),
        ("delete", AT, 405),
        ("delete", f"{EXCEPTIONS}/no-uuid", 404),
    ],
)
def test_addresses_and_methods_that_are_none(
    works: Works, program: Callable[..., Program], method: str, path: str, status: int
) -> None:
    answer = program().send(method, path)
    assert answer.status_code == status
    assert status != 405 or "GET" in answer["Allow"]


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**30), st.just(-1),
    st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["0001-01-01", "9999-12-31", "2026-02-30", "x" * 300, "2026-12-01T00:00:00", "a\n"]),
    st.lists(st.integers(), max_size=2), st.just({}), st.just([WEEK[0]] * 61), st.just([NEW_YEAR] * 3),
)  # fmt: skip


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a message."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in inner for place in places(one, (*at, key)))]


def put(value: Any, place: tuple[str | int, ...], odd: Any) -> Any:
    """The message with something odd at a place."""
    if not place:
        return odd
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = put(copy[place[0]], place[1:], odd)
    return copy


MESSAGES = {
    ("put", f"{AT}/works/chairs"): OFFER
    | {"capability": "", "changeover_hours": 3, "qualified_until": "2027-03-31"},
    ("post", AT): {"resources": [{"site": "works", "key": "chairs", "offer": OFFER}]},
    ("post", EXCEPTIONS): {"resources": ["00000000-0000-0000-0000-000000000001"], "exception": NEW_YEAR},
    ("put", f"{AT}/works/suite/withdrawal"): {"on": "2027-01-01"},
}


@settings(
    max_examples=60,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_stands_in_a_message_it_is_taken_or_refused_whole(
    works: Works, program: Callable[..., Program], data: st.DataObject
) -> None:
    (method, path), message = data.draw(st.sampled_from(list(MESSAGES.items())))
    place = data.draw(st.sampled_from(places(message)))
    before = rows()
    answer = program("capacity.write").send(method, path, put(message, place, data.draw(ODD)))
    assert answer.status_code in (200, 201, 400, 404, 409, 422)
    assert answer.status_code < 400 or rows() == before


def test_every_message_of_the_document_is_tried() -> None:
    sent = {
        (method, path.replace("{site}", "works"))
        for path, methods in document(api)["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation and path.startswith("/api/v1/capacity")
    }
    tried = {(method, path.replace("chairs", "{key}").replace("suite", "{key}")) for method, path in MESSAGES}
    assert sent == tried
