"""Publish a resource with its week, or change what is published."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.sites import site_facts
from tsunagu.planning.domain.capacity.calendar import Card, Pattern, Published, patterns_in_order
from tsunagu.planning.models import Resource
from tsunagu.planning.queries.capacity import published_of
from tsunagu.planning.services.keeping import keep


@transaction.atomic
def publish_resource(
    site: UUID, card: Card, patterns: Iterable[Pattern], now: datetime, *, is_new: bool = False
) -> UUID:
    """Publish the card and the week of a resource, which replace those it had; its exceptions stay.

    Refused, with ``is_new``, where the site has a resource of that key.
    """
    facts = site_facts(site, tokyo_date(now))
    row = Resource.objects.select_related("site").filter(site_id=facts.id, key=card.key).first()
    before = Published(facts.key, card) if row is None else published_of(row)
    after = replace(before, card=card, patterns=patterns_in_order(patterns))
    return keep(facts, after, "published", now, is_new=is_new)
