"""Enter a place where a member works."""

from uuid import UUID

from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.vocabulary import AREAS
from tsunagu.members.models import Site
from tsunagu.members.services.permission import member_to_write


@transaction.atomic
def add_site(
    member: UUID,
    *,
    key: str,
    name: Text,
    place: Text,
    prefecture: str,
    area: str,
    latitude: float,
    longitude: float,
    gln: str,
    uuid: UUID | None = None,
) -> UUID:
    """Enter a site of the member and return its uuid."""
    row = member_to_write(member)
    checks.check_key(key)
    checks.check_name(name)
    checks.check_name(place, 60)
    checks.check_word(area, AREAS, "area")
    checks.check_position(latitude, longitude)
    checks.check_gln(gln)
    _check_new(key, gln)
    site = Site(
        key=key,
        member=row,
        name_ja=name.ja,
        name_en=name.en,
        place_ja=place.ja,
        place_en=place.en,
        prefecture=prefecture,
        area=area,
        latitude=latitude,
        longitude=longitude,
        gln=gln,
    )
    if uuid is not None:
        site.uuid = uuid
    site.save(force_insert=True)
    return site.uuid


def _check_new(key: str, gln: str) -> None:
    if Site.objects.filter(key=key).exists():
        raise checks.already(Text(f"拠点「{key}」", f"Site “{key}”"))
    if Site.objects.filter(gln=gln).exists():
        raise checks.already(Text(f"GLN {gln}", f"GLN {gln}"), "gln")
