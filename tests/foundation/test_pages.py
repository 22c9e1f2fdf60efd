"""What every page shares: its frame, the menu, the person's choices, and refusals told in one clear sentence."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import context, refusals, theme

SENTENCE = Text("この現品は別の患者さんのものです。", "This item belongs to another patient.")
NAVIGATION = [("/", "Menu"), ("/trace/", "Next")]


def person(request: HttpRequest) -> dict[str, Any]:
    return {"name": Text("佐藤", "Sato"), "member": "殿町", "role": "製造", "counts": {"/trace/": 3}}


class NoMessages(BaseStorage):
    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True


def request(path: str = "/trace/7/", method: str = "get", **headers: str) -> HttpRequest:
    made = getattr(RequestFactory(), method)(path, headers=headers)
    made.user, made.actor, made._messages = AnonymousUser(), None, NoMessages(made)
    return made  # type: ignore[no-any-return]


def answered(refused: Refused, **headers: str) -> HttpResponse:
    def view(_: HttpRequest) -> HttpResponse:
        raise AssertionError

    middleware = refusals.RefusalMiddleware(view)
    response = middleware.process_exception(request(**headers), refused)
    assert response is not None
    return response


@pytest.mark.parametrize(
    ("kind", "status"), [(Refused, 409), (BadInput, 400), (NotAllowed, 403), (NotFound, 404)]
)
def test_a_refusal_is_a_page_with_its_sentence(kind: type[Refused], status: int) -> None:
    with translation.override("ja"):
        response = answered(kind("other_patient", SENTENCE))
    assert response.status_code == status
    assert SENTENCE.ja in response.content.decode()
    assert "記録は何も変わっていません" in response.content.decode()
    with translation.override("en"):
        assert SENTENCE.en in answered(kind("other_patient", SENTENCE)).content.decode()


def test_a_refused_part_of_a_page_goes_to_the_notice() -> None:
    response = answered(Refused("other_patient", SENTENCE), hx_request="true")
    assert response["HX-Retarget"] == "#notice"
    assert "<html" not in response.content.decode()


def test_a_program_gets_problem_details() -> None:
    with translation.override("en"):
        response = answered(Refused("other_patient", SENTENCE, "item"), accept="application/json")
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert (body["code"], body["detail"], body["field"]) == ("other_patient", SENTENCE.en, "item")


def test_other_exceptions_are_left_alone() -> None:
    middleware = refusals.RefusalMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(request(), ValueError()) is None


def test_what_is_refused_can_not_write_markup() -> None:
    shown = answered(Refused("x", Text("<script>", "<script>"))).content.decode()
    assert "<script>" not in shown.split("</head>")[1].split("<body")[1]


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_nothing_and_speak_both_languages(name: str) -> None:
    shown = render_to_string(f"{name}.html")
    assert re.search(r"<h1>[^<]*[ぁ-ん][^<]*</h1>", shown)
    assert re.search(r'lang="en"><h2>[A-Z]', shown)
    assert "<script" not in shown


def test_the_menu_marks_the_page_by_the_start_of_its_path() -> None:
    with override_settings(NAVIGATION=NAVIGATION):
        entries = context.navigation("/trace/7/", {"/trace/": 3})
    assert [(entry["url"], entry["is_current"], entry["count"]) for entry in entries] == [
        ("/", False, 0),
        ("/trace/", True, 3),
    ]


def test_the_frame_names_person_and_network_in_the_language_of_the_page() -> None:
    settings = override_settings(NAVIGATION=NAVIGATION, PAGE_PERSON=f"{__name__}.person", DEMONSTRATION=False)
    with settings, translation.override("en"):
        shown = render(request(), "base.html").content.decode()
    assert 'lang="en"' in shown
    assert "Sato" in shown
    assert 'aria-current="page"' in shown
    assert "East Japan Regenerative Medicine Network" in shown
    assert 'href="#main"' in shown
    with settings, translation.override("ja"):
        assert "東日本再生医療ネットワーク" in render(request(), "base.html").content.decode()


def test_a_page_has_no_inline_script_and_loads_nothing_from_elsewhere() -> None:
    shown = render(request(), "base.html").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", shown)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", shown)
    assert not re.search(r"\son\w+=", shown)


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", "")])
def test_the_appearance_is_remembered(chosen: str, kept: str) -> None:
    response = theme.choose_theme(RequestFactory().post("/theme/", {"theme": chosen, "next": "/trace/?a=1"}))
    assert response["Location"] == "/trace/?a=1"
    assert response.cookies[context.THEME_COOKIE].value == kept
    with_cookie = request()
    with_cookie.COOKIES[context.THEME_COOKIE] = chosen
    assert context.theme_of(with_cookie) == kept


def test_nobody_is_sent_elsewhere() -> None:
    response = theme.choose_theme(
        RequestFactory().post("/theme/", {"theme": "dark", "next": "//evil.example/"})
    )
    assert response["Location"] == "/"
