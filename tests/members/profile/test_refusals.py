"""Changes of members' pages that can't be: each is refused at its field, and nothing is written."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.members.conftest import NOW, Cast
from tests.members.profile.conftest import CONTACT, PDF, capability, kept, licence, sent
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.scope import acting
from tsunagu.members.services.profile import approve_change

A_SITE = {
    "name_ja": "第二製造所", "name_en": "Second works", "place_ja": "川崎市", "place_en": "Kawasaki",
    "prefecture": "神奈川県", "area": "tonomachi", "latitude": 35.54, "longitude": 139.75, "gln": "9524000000026",
}  # fmt: skip


def approved(cast: Cast, uuid: UUID) -> int:
    with acting(cast.scope(cast.coordinator)):
        return approve_change(cast.coordinator, uuid, NOW)


def test_a_site_that_is_not_there_is_refused(cast: Cast) -> None:
    before = kept()
    with pytest.raises(Refused) as refused:
        sent(cast, cast.operator, "capability", capability(UUID(int=7)))
    assert refused.value.field == "site"
    assert kept() == before


@pytest.mark.parametrize("part", ["site", "capability", "licence", "equipment", "basics", "profile"])
def test_what_gates_rely_on_is_never_taken_off_by_a_change(cast: Cast, part: str) -> None:
    subject = cast.site if part == "site" else uuid4()
    with pytest.raises(Refused):
        sent(cast, cast.operator, part, {}, subject, verb="end")


@pytest.mark.parametrize(
    ("part", "values", "field"),
    [
        ("profile", {"website_ja": "javascript:alert(1)"}, "website_ja"),
        ("profile", {"website_ja": "http://example.jp/"}, "website_ja"),
        ("profile", {"description_en": "Only English"}, "description_ja"),
        ("profile", {"languages": ["klingon"]}, "languages"),
        ("profile", {"seeks_shown_to": "everyone"}, "seeks_shown_to"),
        ("basics", {"name_ja": ""}, "name_ja"),
        ("basics", {"name_en": "x" * 121}, "name_en"),
        ("basics", {"phone": "電話"}, "phone"),
        ("site", A_SITE | {"gln": "9524000000027"}, "gln"),
        ("site", A_SITE | {"gln": "9524000000019"}, "gln"),
        ("site", A_SITE | {"latitude": 91.0}, "latitude"),
        ("site", A_SITE | {"gln": "9524000000033", "prefecture": "Kanagawa"}, "prefecture"),
        ("site", A_SITE | {"gln": "9524000000033", "prefecture": "神奈川"}, "prefecture"),
        ("contact", CONTACT | {"email": "", "phone": ""}, "email"),
        ("contact", CONTACT | {"email": "not an address"}, "email"),
        ("contact", CONTACT | {"consented_on": "2026-11-23"}, "consented_on"),
        ("contact", CONTACT | {"shown_to": "nobody"}, "shown_to"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_at_its_field(
    cast: Cast, part: str, values: dict[str, Any], field: str
) -> None:
    before = kept()
    with pytest.raises(Refused) as refused:
        sent(cast, cast.operator, part, values)
    assert refused.value.field == field
    assert kept() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_until": "2026-03-31"}, "valid_until"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "0001-01-01"}, "valid_from"),
        ({"key": "alchemy"}, "key"),
        ({"capacity_per_month": -1}, "capacity_per_month"),
        ({"lead_time_days": 10**9}, "lead_time_days"),
    ],
)  # fmt: skip
def test_a_capability_that_can_not_be(cast: Cast, values: dict[str, Any], field: str) -> None:
    before = kept()
    with pytest.raises(Refused) as refused:
        sent(cast, cast.operator, "capability", capability(cast.site, **values))
    assert refused.value.field == field
    assert kept() == before


def test_the_same_capability_or_licence_twice_is_refused(cast: Cast) -> None:
    for part, values in (("capability", capability(cast.site)), ("licence", licence(cast.site))):
        first, second = (sent(cast, cast.operator, part, values) for _ in range(2))
        approved(cast, first.uuid)
        with pytest.raises(Refused) as refused:
            approved(cast, second.uuid)
        assert refused.value.code == "registered"
        with pytest.raises(Refused):
            sent(cast, cast.operator, part, values)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7 torn",
        b"MZ\x90",
        PDF[:5] + b"x" * (5 * 2**20),
    ],
)
def test_a_file_that_is_no_evidence_is_refused(cast: Cast, content: bytes) -> None:
    before = kept()
    with pytest.raises(BadInput) as refused:
        sent(cast, cast.operator, "licence", licence(cast.site), file=content)
    assert refused.value.field == "evidence"
    assert kept() == before
