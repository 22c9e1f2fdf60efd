"""Take a file of capacity over: looked at first, then published as a whole or not at all."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.foundation.written.tables import read_table
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.sites import sites_of
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.capacity.comparing import Difference, difference
from tsunagu.planning.domain.capacity.gathering import read_capacity
from tsunagu.planning.domain.capacity.reading import Fault
from tsunagu.planning.domain.capacity.record import as_data
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.services.keeping import check_published, keep

LARGEST_FILE = 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would change; ``digest`` stands for it, so that nothing else is taken over than was shown."""

    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]
    digest: str

    @property
    def changes(self) -> tuple[Difference, ...]:
        """Those resources that the file changes."""
        return tuple(one for one in self.differences if one.state != "same")


def look_at_file(member: UUID, content: bytes, now: datetime) -> Look:
    """Return what the file would change of a member's capacity, and every fault in it; nothing is written.

    Refuses a file that can't be read as a table, and one above 1 MB.
    """
    check_may_write(member_by_uuid(member).id)
    if len(content) > LARGEST_FILE:
        raise BadInput("file_size", TOO_LARGE, "file")
    on = tokyo_date(now)
    return _look(member, content, {site.key: site for site in sites_of(member, on)}, on)


@transaction.atomic
def import_capacity(member: UUID, content: bytes, digest: str, now: datetime) -> int:
    """Publish what the file says, and return how many resources it changed; the same file again changes none.

    Refused where the file has a fault, or where what it would change is no longer what was shown (``digest``).
    """
    found = look_at_file(member, content, now)
    if found.faults:
        raise BadInput("file_faults", found.faults[0].sentence, "file")
    if found.digest != digest:
        raise Refused("file_shown", _NOT_AS_SHOWN, "file")
    sites = {site.key: site for site in sites_of(member, tokyo_date(now))}
    for one in found.changes:
        keep(sites[one.after.site], one.after, "imported", now)
    return len(found.changes)


def _look(member: UUID, content: bytes, sites: dict[str, SiteFacts], on: date) -> Look:
    views = resources(member)
    known = {one.published.place: one.published for one in views}
    gone = {one.published.place for one in views if one.is_withdrawn(on)}
    published, faults = read_capacity(read_table(content), sites, known, gone)
    for one in published:
        check_published(one)
    differences = tuple(difference(known.get(one.place), one) for one in published)
    told = json.dumps([[one.state, as_data(one.after)] for one in differences])
    return Look(differences, faults, hashlib.sha256(told.encode()).hexdigest())


TOO_LARGE = Text(
    "ファイルが大きすぎます（1 MBまで）。分けて取り込んでください。",
    "The file is too large (1 MB at most). Import it in parts.",
)
_NOT_AS_SHOWN = Text(
    "確認した後に公開内容が変わりました。もう一度、変更内容を確かめてください。",
    "What is published has changed since you looked. Look at the changes once more.",
)
