"""Each request runs in one transaction, in the scope of the person who is signed in or of the program that asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting, has_scope
from tsunagu.foundation.web.programs import is_for_programs, key_of
from tsunagu.foundation.web.refusals import answer

P = ParamSpec("P")
A = TypeVar("A")
Answer = Callable[[HttpRequest], HttpResponse]


class _Undo(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


class ScopeMiddleware:
    """Open the scope that ``settings.SCOPE_RESOLVER`` gives for the signed-in person.

    At the addresses of programs it is ``settings.PROGRAM_RESOLVER`` that tells who asks, by the key that came along;
    a session counts for nothing there, so that no other site can send a person's browser to write.

    A request that ends in an error leaves nothing written: its transaction is rolled back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.resolve: Callable[[Any], tuple[Any, Scope] | None] = import_string(settings.SCOPE_RESOLVER)
        self.resolve_key: Callable[[str], tuple[Any, Scope]] = import_string(settings.PROGRAM_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scope of who asks; without one, answer with no scope at all."""
        request.actor = None  # type: ignore[attr-defined]
        try:
            resolved = self._who_asks(request)
        except Refused as refused:  # the clock was set back: who acts today can't be told
            return answer(request, refused)
        if resolved is None:
            return self.get_response(request)
        request.actor, scope = resolved  # type: ignore[attr-defined]
        return _in_scope(scope, lambda: self.get_response(request))

    def _who_asks(self, request: HttpRequest) -> tuple[Any, Scope] | None:
        if is_for_programs(request):
            key = key_of(request)
            return None if key is None else self.resolve_key(key)
        return self.resolve(request.user) if request.user.is_authenticated else None


def _in_scope(scope: Scope, respond: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with acting(scope):
            response = respond()
            if response.status_code >= 400:
                raise _Undo(response)
            return response
    except _Undo as undone:
        return undone.response


def actor_of(request: HttpRequest, kind: type[A]) -> A:
    """Return who asks, as ``settings.SCOPE_RESOLVER`` names him; ``signed_in`` has made sure that there is someone."""
    actor = getattr(request, "actor", None)
    assert isinstance(actor, kind)  # noqa: S101 - see above
    return actor


def signed_in(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Send whoever is not signed in, or belongs to no member, to the sign-in page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101 - a view's first argument
        if getattr(request, "actor", None) is None:
            return redirect_to_login(request.get_full_path())
        return view(*args, **kwargs)

    guarded.is_signed_in = True  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let passers-by see a page too, in the scope that reads what is told to everybody; a person keeps his own.

    A refusal undoes what was written, as everywhere.
    """

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if has_scope():
            return view(*args, **kwargs)
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101 - a view's first argument
        try:
            return _in_scope(Scope("public"), lambda: view(*args, **kwargs))
        except Refused as refused:
            return answer(request, refused)

    return opened
