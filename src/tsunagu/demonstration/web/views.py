"""Sign in as an invented person without a password: possible in the demonstration, and only there."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tsunagu.demonstration.network.people import people


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the chosen one of the people whom the demonstration offers."""
    chosen = request.POST.get("person", "")
    if not settings.DEMONSTRATION or chosen not in {one["value"] for one in people()}:
        raise Http404
    person = get_user_model().objects.filter(email=chosen, is_active=True).first()
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/"
    return redirect(following)
