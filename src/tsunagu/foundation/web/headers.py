"""What a browser may do with our pages: load from ourselves alone, run no script written into a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tsunagu.foundation.web.programs import is_for_programs

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # drawings carry positions and lengths in style attributes
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",  # the camera of the scan page
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SecurityHeadersMiddleware:
    """Add the content security policy and the list of devices a page may ask for (the camera, for scanning)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers, unless the view set stricter ones."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif is_for_programs(request):  # kept by the program alone, and asked for again with its ETag
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
