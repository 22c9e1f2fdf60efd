"""Words and filters on a small directory: synonyms, rank, reasons, counts, days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.members.searching.rows import TODAY, able, found, index, licence, member, site
from tsunagu.members.domain.searching.index import Index
from tsunagu.members.domain.searching.search import FACETS, Asked, search
from tsunagu.members.domain.searching.spelling import fold, words_of

MAKER = index(
    member(1, "みなと細胞工業", "ミナトサイボウコウギョウ", "Minato Cell Works"), site(1, 1),
    able(1, "car_t_manufacturing", cell="t_cell", setting="trial", capacity=4),
    able(1, "msc_manufacturing", cell="cord_msc", setting="research"),
    licence(1, "manufacturing", until=TODAY + timedelta(days=10)),
    member(2, "杜の都病院", kind="hospital"), site(2, 2, "仙台", "宮城県", "tohoku"),
    able(2, "infusion", "clinical"), able(2, "cartilage_biopsy", "procurement", until=TODAY),
    licence(2, "hospital", suspended=TODAY + timedelta(days=5)),
    member(3, "細胞を運ぶ会社"), site(3, 3, "札幌", "北海道", "hokkaido"),
    able(3, "cryo_transport", "transport", band="vapour"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("CAR-T", [1]), ("キメラ抗原受容体", [1]), ("カーティー", [1]), ("ｶｰﾃｨｰ", [1]),
        ("chimeric antigen receptor", [1]), ("CAR T", [1]),
        ("MSC", [1]), ("間葉系幹細胞", [1]), ("間葉系間質細胞", [1]), ("臍帯", [1]), ("さい帯", [1]),
        ("cord", [1]), ("臍帯MSC製造", [1]),
        ("みなとさいぼう", [1]), ("minato", [1]), ("病院", [2]), ("医療機関", [2]), ("とうほく", [2]),
        ("みやぎ", [2]), ("Hokkaido", [3]),
        ("凍結搬送", [3]), ("ドライシッパー", [3]), ("殿町 製造", [1]), ("殿町 病院", []),
        ("液体窒素", [3]), ("無い言葉", []), ("", [2, 1, 3]),
    ],
)  # fmt: skip
def test_words_find_members(typed: str, ids: list[int]) -> None:
    assert sorted(found(MAKER, typed)) == sorted(ids)


def test_an_abbreviation_is_not_found_inside_another_word() -> None:
    assert found(MAKER, "CAR-T") == [1], "the cartilage of member 2 is none"
    assert found(MAKER, "cart") == [1, 2], "while it is typed, it may become either"


def test_names_come_first_then_capabilities_then_places() -> None:
    rows = index(
        member(1, "東北の会社"), site(1, 1, "培養町"),
        member(2, "ある会社"), site(2, 2), able(2, "cartilage_manufacturing"),
        member(3, "培養研究所"), site(3, 3), member(4, "培養"), site(4, 4),
    )  # fmt: skip
    assert found(rows, "培養") == [4, 3, 2, 1]


def test_each_find_says_where_it_was_found() -> None:
    answer = search(MAKER, Asked("カーティー 殿町", {}, TODAY))
    assert [(one.field, one.text) for one in answer.found[0].reasons] == [
        ("capabilities", "car_t_manufacturing"),
        ("place", "殿町"),
    ]


def test_all_filters_must_hold_at_one_capability() -> None:
    assert found(MAKER, stage="manufacturing", cell="t_cell", setting="trial") == [1]
    assert found(MAKER, stage="manufacturing", cell="t_cell", setting="research") == []
    assert found(MAKER, "CAR-T", setting="research") == [], (
        "words too: the T cells of member 1 are for a trial"
    )


def test_a_broader_word_includes_narrower_ones_and_what_is_open_to_all_comes_last() -> None:
    assert found(MAKER, cell="msc") == [1, 2, 3]
    assert found(MAKER, cell="msc", stage="manufacturing") == [1]


def test_a_day_decides_what_counts() -> None:
    later = TODAY + timedelta(days=1)
    assert found(MAKER, "軟骨") == [2]
    assert found(MAKER, "軟骨", on=later) == []
    assert found(MAKER, licence="hospital") == [2]
    assert found(MAKER, on=TODAY + timedelta(days=5), licence="hospital") == [], "suspended from that day on"
    assert found(MAKER, on=TODAY + timedelta(days=11), licence="manufacturing") == []
    gone = index(member(1, "去った会社", left=TODAY), site(1, 1))
    assert (found(gone), found(gone, on=later)) == ([1], [])
    coming = index(replace(member(1, "来る会社"), joined_on=later), site(1, 1), able(1, "msc_manufacturing"))
    assert (found(coming), found(coming, stage="manufacturing"), found(coming, "来る")) == ([], [], [])
    assert found(coming, on=later) == found(coming, on=later, stage="manufacturing") == [1]


def test_capacity_is_stated() -> None:
    assert found(MAKER, capacity=True) == [1]
    assert search(MAKER, Asked("", {"area": ("tohoku",)}, TODAY)).with_capacity == 0


def test_a_member_without_site_is_found_by_name_alone() -> None:
    rows = index(member(1, "まだ拠点のない会社"))
    assert found(rows, "拠点") == [1]
    assert found(rows, area="tonomachi") == []
    assert found(index(), "何か") == []


VALUES = {
    "stage": ["manufacturing", "clinical", "transport"], "area": ["tonomachi", "tohoku"],
    "kind": ["company", "hospital"],
    "cell": ["t_cell", "msc", "cord_msc"], "setting": ["trial", "research"], "band": ["vapour"],
    "licence": ["manufacturing", "hospital"], "prefecture": ["宮城県", "北海道"],
}  # fmt: skip
CHOICES = st.fixed_dictionaries(
    {}, optional={key: st.lists(st.sampled_from(one), unique=True) for key, one in VALUES.items()}
)


@settings(max_examples=200, deadline=None)
@given(
    chosen=CHOICES,
    text=st.sampled_from(["", "細胞", "CAR-T", "病院", "殿町"]),
    on=st.dates(TODAY, TODAY + timedelta(days=20)),
)
def test_a_count_is_what_choosing_that_value_finds(chosen: dict[str, list[str]], text: str, on: date) -> None:
    asked = Asked(text, {key: tuple(values) for key, values in chosen.items()}, on)
    answer = search(MAKER, asked)
    for facet in FACETS:
        for value in VALUES.get(facet, []):
            alone = replace(asked, chosen={**asked.chosen, facet: (value,)})
            assert answer.counts[facet].get(value, 0) == len(search(MAKER, alone).found)


def naive(index: Index, word: str) -> set[int]:
    """The members one of whose texts has the folded word: nothing clever."""
    texts = {}
    for one in index.rows.members:
        texts[one.id] = [one.name.ja, one.name.en, one.kana]
    for place in index.rows.sites:
        texts[place.member] += [place.name.ja, place.name.en, place.place.ja, place.place.en]
    return {id for id, those in texts.items() if any(word in fold(text) for text in those)}


@settings(max_examples=300, deadline=None)
@given(
    names=st.lists(
        st.text(alphabet="殿町細胞みなとのセンターABCart 株式会社", min_size=1, max_size=12),
        min_size=1,
        max_size=5,
    ),
    typed=st.text(alphabet="殿町細胞みなとのセンターabcart　 ", min_size=1, max_size=8),
)
def test_search_never_misses_what_a_plain_scan_finds(names: list[str], typed: str) -> None:
    rows = index(*(member(n, name) for n, name in enumerate(names)), *(site(n, n) for n in range(len(names))))
    words = words_of(typed)
    if words:
        assert set.intersection(*(naive(rows, one.text) for one in words)) <= set(found(rows, typed))
