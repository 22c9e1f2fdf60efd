"""The interface for programs: which concept answers which addresses. A new one is one line in ``ROUTERS``."""

from django.utils.translation import gettext_noop as _

from tsunagu.foundation.api.making import make_api

TITLE = _("Tsunagu for programs")
ABOUT = _(
    "Programs of a member ask here in JSON, with a key that its people issue under Members. Times carry their offset, "
    "days and hours are those of Japan. Refusals are problem details (RFC 9457) in the language of Accept-Language."
)
ROUTERS = [
    ("capacity/", "tsunagu.planning.api.capacity.router"),
    ("planning/", "tsunagu.planning.api.requests.router"),
]

api = make_api(TITLE, "1", ABOUT)
for prefix, router in ROUTERS:
    api.add_router(prefix, router)
