"""Rules of members' own pages: what differs, what is out of date, what may be written, which files are evidence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.members.profile.conftest import CONTACT, JPEG, PDF, PNG
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.profile.changes import (
    difference,
    differing,
    digest_of,
    is_out_of_date,
    title_of,
    without_persons,
)
from tsunagu.members.domain.profile.checking import check_values
from tsunagu.members.domain.profile.evidence import LARGEST, check_evidence, check_size, kind_of, plain_name
from tsunagu.members.domain.profile.parts import PARTS
from tsunagu.members.domain.profile.states import STATES, TRANSITIONS, check_may_become
from tsunagu.members.domain.profile.words import words_of

TODAY = date(2026, 11, 22)
VALUES = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 3) | st.text(max_size=2))


@given(VALUES, VALUES)
def test_what_differs_laid_over_what_was_there_is_what_was_wanted(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    merged = {**before, **differing(before, after)}
    assert all(merged.get(key) == value for key, value in after.items())
    assert not differing(merged, after)


@given(VALUES, VALUES, VALUES)
def test_a_change_fits_exactly_while_what_it_names_is_as_it_was(
    before: dict[str, Any], wanted: dict[str, Any], current: dict[str, Any]
) -> None:
    after = differing(before, wanted)
    named = {key: before.get(key) for key in after}
    fits = all(current.get(key) == value for key, value in named.items()) and bool(after)
    assert is_out_of_date("change", named, after, current) is not fits
    assert is_out_of_date("add", {}, wanted, None) is False
    assert is_out_of_date("add", {}, wanted, current) is True
    assert is_out_of_date("end", current, {}, None) is True


@given(VALUES)
def test_a_digest_names_what_was_looked_at(values: dict[str, Any]) -> None:
    assert digest_of(values) == digest_of(dict(reversed(values.items())))
    assert digest_of(values) != digest_of({**values, "z": 1})
    assert digest_of(None) != digest_of({})


def test_a_difference_is_read_in_the_order_of_the_page() -> None:
    part = PARTS["capability"]
    before = {"valid_until": None, "setting": "trial", "capacity_per_month": None}
    after = {"valid_until": "2027-03-31", "setting": "", "capacity_per_month": 4}
    lines = [(line.name.ja, line.before and line.before.ja, line.after and line.after.ja)
             for line in difference(part, before, after, {})]  # fmt: skip
    assert lines == [
        ("区分（承認品・治験など）", "治験", "限定なし"),
        ("月あたりの件数", "―", "4 件"),
        ("終了日", "無期限", "2027-03-31"),
    ]


def test_what_tells_of_a_person_is_kept_out_of_history_and_titles() -> None:
    part = PARTS["contact"]
    kept = without_persons(part, CONTACT)
    assert not any(word in str(kept) for word in ("花子", "Hanako", "hanako", "044"))
    assert kept["purpose"] == "contract"
    assert title_of(part, CONTACT, {}) == Text("受託・見積り", "Contracts and offers")


def test_every_word_and_part_is_told_in_both_languages() -> None:
    for part in PARTS.values():
        for text in (part.name, part.about, *(field.name for field in part.fields)):
            assert text.ja
            assert text.en
            assert text.ja != text.en or text.ja.isascii()
        for field in part.fields:
            assert not field.words or words_of(field.words)
        assert len({field.key for field in part.fields}) == len(part.fields)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("wanted", STATES)
def test_only_what_waits_is_decided(state: str, wanted: str) -> None:
    if wanted in TRANSITIONS[state]:
        check_may_become(state, wanted)
        assert state == "proposed"
    else:
        with pytest.raises(Refused):
            check_may_become(state, wanted)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "http://example.jp/", "https://", "https://localhost/", "//example.jp/", "example.jp",
        "https://user:secret@example.jp/", "https://exa mple.jp/", "https://example.jp/\"onclick=", "HTTPS:example.jp",
        "https://example.jp:port/", "data:text/html,<script>", "https://[::1", "https://example.jp/" + "x" * 200,
    ],
)  # fmt: skip
def test_a_website_is_an_address_with_https(link: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_values("profile", profile(website_ja=link), TODAY)
    assert refused.value.field == "website_ja"


@pytest.mark.parametrize(
    "link", ["https://www.example.jp/", "https://例え.テスト/会社", "https://a.b.example:8443/x?y=1#z"]
)
def test_such_addresses_are_taken(link: str) -> None:
    check_values("profile", profile(website_ja=link), TODAY)


def profile(**more: Any) -> dict[str, Any]:
    texts = ("description", "website", "seeks")
    values: dict[str, Any] = {f"{one}_{language}": "" for one in texts for language in ("ja", "en")}
    return values | {f"{one}_shown_to": "public" for one in (*texts, "languages")} | {"languages": []} | more


@pytest.mark.parametrize("phone", ["044-000-0000", "+81 44 000 0000", "0120(000)000", "03-0000-0000"])
def test_telephone_numbers_as_people_write_them(phone: str) -> None:
    check_values("contact", CONTACT | {"phone": phone}, TODAY)


@pytest.mark.parametrize("phone", ["電話", "０４４", "1", "044-000-0000 内線", "x" * 31, "--------"])
def test_what_is_no_telephone_number(phone: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_values("contact", CONTACT | {"phone": phone}, TODAY)
    assert refused.value.field == "phone"


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_evidence_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert check_evidence(content) == kind


@given(st.binary(max_size=200))
def test_anything_else_is_no_evidence(content: bytes) -> None:
    assert kind_of(content) == "" or content[:3] in (b"%PD", b"\x89PN", b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "content", [PDF[:-8], PNG[:-8], JPEG[:-2], b" " + PDF, b"<svg onload=alert(1)>", b"GIF89a"]
)
def test_torn_and_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        check_evidence(content)


@pytest.mark.parametrize("size", [0, LARGEST + 1])
def test_the_size_is_judged_before_the_file_is_read(size: int) -> None:
    with pytest.raises(BadInput):
        check_size(size)


@given(st.text(max_size=300), st.sampled_from(["pdf", "png", "jpeg"]))
def test_a_files_name_is_plain_and_ends_as_its_kind(name: str, kind: str) -> None:
    plain = plain_name(name, kind)
    assert plain.lower().endswith({"jpeg": (".jpg", ".jpeg")}.get(kind, f".{kind}"))
    assert 4 < len(plain) <= 120
    assert not set(plain) & set("/\\\r\n\t\x00")
    assert not plain.startswith(".")
    assert plain_name(plain, kind) == plain
