"""Health, readiness and metrics, and the headers of every answer."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from tsunagu.foundation.web import operations
from tsunagu.foundation.web.headers import SecurityHeadersMiddleware
from tsunagu.foundation.web.metrics import REGISTRY, MetricsMiddleware


@pytest.fixture
def request_() -> WSGIRequest:
    return RequestFactory().get("/x")


def test_health_needs_no_database(request_: WSGIRequest) -> None:
    assert operations.health(request_).status_code == 200


@pytest.mark.django_db
def test_ready_when_every_migration_is_applied(request_: WSGIRequest) -> None:
    assert operations.ready(request_).status_code == 200


@pytest.mark.usefixtures("fresh_database")
def test_not_ready_while_a_migration_waits(request_: WSGIRequest) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    answer = operations.ready(request_)
    assert answer.status_code == 503
    assert b'"migrations_waiting": 1' in answer.content


def test_not_ready_without_a_database(request_: WSGIRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(connection: Any) -> None:
        raise OperationalError("secret address")

    monkeypatch.setattr(operations, "MigrationExecutor", unreachable)
    answer = operations.ready(request_)
    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_requests_are_counted_by_page_never_by_address() -> None:
    request = RequestFactory().get("/journeys/CHA999926000148/")
    before = _count("unmatched", "418")
    MetricsMiddleware(lambda _: HttpResponse(status=418))(request)
    assert _count("unmatched", "418") == before + 1
    text = operations.metrics(request).content.decode()
    assert "tsunagu_request_seconds_bucket" in text
    assert "CHA999926000148" not in text


def test_pages_load_nothing_from_elsewhere_and_run_no_inline_script(request_: WSGIRequest) -> None:
    response = SecurityHeadersMiddleware(lambda _: HttpResponse())(request_)
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())


def _count(view: str, status: str) -> float:
    labels = {"view": view, "method": "GET", "status": status}
    return REGISTRY.get_sample_value("tsunagu_requests_total", labels) or 0
