"""Every address of the project, asked by nobody, by owner, partner and outsider, against the reviewed list."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.html import escape

from tests.security.pages import (
    ACCOUNT,
    ADDRESSEE,
    EVERYONE,
    GONE,
    HOSPITAL,
    PAGES,
    PARTIES,
    PROGRAM,
    PUBLIC,
    Page,
    Scene,
)
from tsunagu.custody.models import LedgerRow
from tsunagu.evaluation.domain.certificate_code import DRAWN, code_of
from tsunagu.foundation.api.document import document
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.web.acts import ACTS
from tsunagu.members.domain.program_keys import GRANTS
from tsunagu.notices.models import Notice
from tsunagu.project.api import api

pytestmark = pytest.mark.django_db


def addresses(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below these, by its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


def _found() -> dict[str, URLPattern]:
    """The patterns by name; where several share one, by name and number of arguments."""
    every = list(addresses(get_resolver().url_patterns))
    shared = {name for name, count in Counter(name for name, _ in every).items() if count > 1}
    named = [(f"{name}/{_arguments(one)}" if name in shared else name, one) for name, one in every]
    assert len(dict(named)) == len(every)
    return dict(named)


def _arguments(pattern: URLPattern) -> int:
    return len(pattern.pattern.converters)


FOUND = _found()
NOT_SERVED_HERE = {"styleguide", "styleguide_plots", "demonstration_sign_in"}
"""Pages of debugging and of the demonstration only."""


def of(*rules: str) -> list[str]:
    return sorted(name for name, page in PAGES.items() if page.rule in rules and name in FOUND)


def test_every_page_is_on_the_reviewed_list() -> None:
    assert set(FOUND) - set(PAGES) - NOT_SERVED_HERE == set(), (
        "say in tests/security/pages.py who may open it"
    )
    assert set(PAGES) - set(FOUND) == set(), "listed but gone"
    assert all(page.reason for page in PAGES.values() if page.rule == PUBLIC)


def test_every_page_of_ours_asks_who_is_there() -> None:
    ours = {n: p for n, p in FOUND.items() if p.callback.__module__.startswith("tsunagu.")}
    assert len(ours) > 20
    unguarded = {name for name, found in ours.items() if not getattr(found.callback, "is_signed_in", False)}
    assert unguarded - NOT_SERVED_HERE == {name for name in ours if name in of(PUBLIC)}


def ask(client: Client, name: str, scene: Scene, method: str = "") -> HttpResponse:
    page = PAGES[name]
    address = reverse(name.partition("/")[0], args=page.arguments(scene))
    answer: HttpResponse = getattr(client, method or page.method)(address, page.data(scene))
    return answer


def asked_by(person: Any, name: str, scene: Scene, method: str = "") -> HttpResponse:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return ask(client, name, scene, method)


def text_of(answer: Any) -> str:
    """What an answer says, headers included, without the address that was asked and without tokens."""
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace") + str(answer.headers)
    request = answer.wsgi_request
    typed = [*request.GET.values(), *request.POST.values()]
    for asked in [request.get_full_path(), request.path, *typed]:
        for form in {asked, quote(asked), quote(asked, safe=""), escape(asked)} - {""}:
            text = text.replace(form, "(asked)")
    return re.sub(r"[A-Za-z0-9]{64}|nonce-[^']+", "(token)", text)


def tells(answer: Any, scene: Scene) -> bool:
    """Whether an answer names the case or its item."""
    text = text_of(answer)
    return scene.number in text or scene.label in text


@pytest.mark.parametrize("name", of(ACCOUNT, EVERYONE, PARTIES, HOSPITAL, ADDRESSEE))
def test_nobody_is_sent_to_sign_in(name: str, scene: Scene) -> None:
    for method in ("get", "post"):
        answer = ask(Client(raise_request_exception=False), name, scene, method)
        is_sent = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        assert is_sent or answer.status_code in (401, 404, 405), (method, answer.status_code)
        assert is_sent or method != PAGES[name].method
        assert not tells(answer, scene)


@pytest.mark.parametrize("name", of(PROGRAM))
def test_programs_need_a_key_and_a_session_is_none(name: str, scene: Scene) -> None:
    person = Client(raise_request_exception=False)
    person.force_login(scene.owner)
    for client in (Client(raise_request_exception=False), person):
        for method in ("get", "post", "put", "delete"):
            answer = ask(client, name, scene, method)
            assert answer.status_code in ({401} if method == PAGES[name].method else {401, 405}), method
            assert answer["Content-Type"] == "application/problem+json"


def test_every_address_of_programs_says_what_a_key_must_allow() -> None:
    paths = document(api)["paths"]
    asked = [operation for methods in paths.values() for operation in methods.values()]
    assert len(asked) == len(of(PROGRAM))
    assert all(operation["x-grant"] in GRANTS and operation["security"] for operation in asked)


@pytest.mark.parametrize("name", of(PUBLIC))
def test_public_pages_tell_of_no_case(name: str, scene: Scene) -> None:
    answer = ask(Client(raise_request_exception=False), name, scene)
    assert answer.status_code < 500
    assert not tells(answer, scene)


@pytest.mark.parametrize("name", of(PARTIES))
def test_parties_see_it_and_for_outsiders_there_is_no_such_thing(name: str, scene: Scene) -> None:
    page = PAGES[name]
    for person in (scene.owner, scene.partner):
        answer = asked_by(person, name, scene)
        assert answer.status_code in page.statuses
        assert page.method != "get" or not page.names_it or answer.status_code != 200 or tells(answer, scene)
    hidden(name, scene)


@pytest.mark.parametrize("name", of(HOSPITAL))
def test_the_hospital_sees_it_and_neither_partner_nor_outsider(name: str, scene: Scene) -> None:
    assert asked_by(scene.owner, name, scene).status_code == 200
    answer = asked_by(scene.partner, name, scene)
    assert answer.status_code in GONE
    hidden(name, scene)


def hidden(name: str, scene: Scene) -> None:
    """An outsider gets 403 or 404 whichever way he asks, reads nothing and writes nothing."""
    before = rows()
    for method in ("get", "post"):
        answer = asked_by(scene.outsider, name, scene, method)
        assert answer.status_code in (GONE if method == PAGES[name].method else GONE | {405}), method
        assert not tells(answer, scene), method
    assert rows() == before


def rows() -> int:
    with acting(Scope("auditor")):
        return LedgerRow.objects.count()


@pytest.mark.parametrize("name", of(PARTIES, HOSPITAL))
def test_what_one_may_not_know_of_looks_like_what_is_not_there(name: str, scene: Scene) -> None:
    nowhere = replace(
        scene, number="CHA999926999999", item=uuid4(), row=uuid4(), certificate=code_of(bytes(DRAWN))
    )
    hidden_one, missing_one = (asked_by(scene.outsider, name, each) for each in (scene, nowhere))
    assert hidden_one.status_code == missing_one.status_code
    assert text_of(hidden_one) == text_of(missing_one)


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_no_act_is_open_to_an_outsider(verb: str, scene: Scene) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(scene.outsider)
    address = reverse("journeys:act", args=[scene.number, verb])
    before = rows()
    for answer in (client.get(address), client.post(address, {"reason": "x", "item": scene.item})):
        assert answer.status_code in GONE
        assert not tells(answer, scene)
    assert rows() == before
    client.force_login(scene.owner)
    assert client.get(address).status_code < 500


@pytest.mark.parametrize("name", of(EVERYONE))
def test_what_everyone_opens_tells_an_outsider_nothing(name: str, scene: Scene) -> None:
    page: Page = PAGES[name]
    assert asked_by(scene.owner, name, scene).status_code in page.statuses
    answer = asked_by(scene.outsider, name, scene)
    assert answer.status_code in page.statuses | GONE
    assert not tells(answer, scene)


@pytest.mark.parametrize("name", of(ADDRESSEE))
def test_a_notice_is_for_whom_it_is_addressed_to(name: str, scene: Scene) -> None:
    for person in (scene.outsider, scene.partner):
        assert asked_by(person, name, scene).status_code in GONE
    with acting(Scope("auditor")):
        assert Notice.objects.get(uuid=scene.notice).done_at is None
    assert asked_by(scene.owner, name, scene).status_code == 302
    with acting(Scope("auditor")):
        assert Notice.objects.get(uuid=scene.notice).done_at is not None


@pytest.mark.parametrize("name", of(ACCOUNT))
def test_the_account_pages_are_ones_own(name: str, scene: Scene) -> None:
    answer = asked_by(scene.outsider, name, scene)
    assert answer.status_code < 500
    assert not tells(answer, scene)


def test_someone_who_belongs_to_no_member_is_nobody(scene: Scene, django_user_model: Any) -> None:
    person = django_user_model.objects.create_user("nobody@nowhere.example", "x", name_ja="誰か")
    for name in of(EVERYONE, PARTIES, HOSPITAL, ADDRESSEE):
        answer = asked_by(person, name, scene)
        assert answer.status_code == 302, name
        assert "/accounts/login/" in answer["Location"]
