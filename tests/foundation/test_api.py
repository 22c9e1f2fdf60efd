"""The interface for programs as such: errors in one form; its document and its page need nothing from elsewhere."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tsunagu.foundation.api.document import groups
from tsunagu.foundation.api.problems import ProblemMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 500, 503])
def test_whatever_fails_at_an_address_of_programs_is_told_in_one_form(status: int) -> None:
    page = HttpResponse("<html>secret trace</html>", status=status)
    answer: Any = ProblemMiddleware(lambda request: page)(RequestFactory().get("/api/v1/x"))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert b"secret" not in answer.content
    assert ProblemMiddleware(lambda request: page)(RequestFactory().get("/members/")) is page


def test_answers_of_programs_are_left_as_they_are() -> None:
    done = HttpResponse("{}", status=200)
    assert ProblemMiddleware(lambda request: done)(RequestFactory().get("/api/v1/x")) is done


def test_a_problem_says_who_refused_what_in_the_readers_language() -> None:
    told = {
        language: Client(headers={"accept-language": language}).get("/api/v1/nowhere").json()
        for language in ("ja", "en")
    }
    assert told["ja"]["detail"] == "このアドレスはありません。"
    assert told["en"]["detail"] == "There is no such address."
    assert {one["code"] for one in told.values()} == {"address"}


def test_the_document_speaks_the_readers_language() -> None:
    said = {
        language: Client(headers={"accept-language": language}).get("/api/v1/openapi.json").json()
        for language in ("ja", "en")
    }
    japanese, english = (
        {one.id: one.summary for _, operations in groups(said[language]) for one in operations}
        for language in ("ja", "en")
    )
    assert japanese["list_resources"] == "会員が公開している資源"
    assert english["list_resources"] == "What members publish"
    assert not [text for text in japanese.values() if text.isascii()]
    fields = said["ja"]["components"]["schemas"]["Offer"]["properties"]
    assert not [name for name, one in fields.items() if one["description"].isascii()]


def test_the_page_names_every_address_and_loads_nothing_from_elsewhere() -> None:
    client = Client(headers={"accept-language": "en"})
    said, page = client.get("/api/v1/openapi.json").json(), client.get("/api/").content.decode()
    for path, methods in said["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert not re.findall(r"(?:src|href)=.?https?://", page)
    assert "<script>" not in page


def test_a_session_writes_nothing_at_an_address_of_programs() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/capacity/exceptions", {}, "application/json")
    assert answer.status_code == 401
