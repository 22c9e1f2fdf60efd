"""Static files in a server that gives each request a thread of its own.

ServeStatic's middleware is asynchronous: Django would open an event loop and a second thread around every
request that passes it. Here only requests for files go that way.
"""

from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware

Answer = Callable[[HttpRequest], HttpResponseBase]


async def _no_file(request: HttpRequest) -> HttpResponseBase:
    raise Http404


class StaticFilesMiddleware:
    """Answer requests for static files; pass all others on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.files = ServeStaticMiddleware(_no_file)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the file of this address, if there is one."""
        if request.path_info in self.files.files:
            answer: HttpResponseBase = async_to_sync(self.files)(request)
            return answer
        return self.get_response(request)
