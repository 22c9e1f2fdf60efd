"""Where sites are, in one query, for pictures that show many."""

from collections.abc import Iterable
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.models import Site


def site_places(uuids: Iterable[UUID]) -> dict[UUID, tuple[Text, str]]:
    """Return the place and the key of the area of each site."""
    return {site.uuid: (site.place, site.area) for site in Site.objects.filter(uuid__in=set(uuids))}


def site_areas(uuids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the key of the area of each site."""
    return dict(Site.objects.filter(uuid__in=set(uuids)).values_list("uuid", "area"))
