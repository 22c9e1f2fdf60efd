"""The words of the directory as data: what an installation may add, and that a bad file stops the start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tsunagu.foundation.problems import SetupProblem
from tsunagu.members.domain import vocabulary
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_name
from tsunagu.members.domain.searching.lexicon import lexicon_of
from tsunagu.members.domain.searching.spelling import words_of
from tsunagu.members.domain.taxonomy.words import GROUPS
from tsunagu.members.queries.taxonomy import read_taxonomy, taxonomy
from tsunagu.therapies.domain.vocabulary import CELL_TYPES


@pytest.fixture
def own_file(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A file of the installation's own that is named in its settings."""
    settings.TAXONOMY = tmp_path / "taxonomy.yaml"
    taxonomy.cache_clear()
    yield settings.TAXONOMY
    settings.TAXONOMY = None
    taxonomy.cache_clear()
    apps.get_app_config("members").ready()


def test_every_group_is_filled_and_every_word_is_named_in_both_languages() -> None:
    for group in GROUPS:
        assert taxonomy().words(group), group
        assert all(one.name.ja and one.name.en for one in taxonomy().words(group).values())
    assert CAPABILITIES["car_t_manufacturing"].stage == "manufacturing"
    assert vocabulary.METHODS["pcr"].ja == "PCR法"


def test_an_installation_adds_words_and_what_people_type(own_file: Path) -> None:
    own_file.write_text(
        "capabilities:\n"
        "  exosome_making: {stage: manufacturing, ja: エクソソームの製造, en: Exosomes, also: [細胞外小胞]}\n"
        "  apheresis: {also: [血液成分分離]}\n"
        "cell_types:\n  dental_msc: {ja: 歯髄由来幹細胞, en: Dental-pulp MSC, parent: msc}\n"
        "stages:\n  supply: [商社]\n",
        encoding="utf-8",
    )
    apps.get_app_config("members").ready()
    assert capability_name("exosome_making").ja == "エクソソームの製造"
    assert capability_name("apheresis").ja == "成分採血", "what isn't said anew stays"
    assert CELL_TYPES["dental_msc"].en == "Dental-pulp MSC", "whoever took the name before sees the words too"
    assert "dental_msc" in taxonomy().with_narrower("cell_types", "msc")
    lexicon = lexicon_of(taxonomy())
    for typed, meant in (("血液成分分離", "apheresis"), ("商社", "supply"), ("歯髄", "dental_msc")):
        assert meant in {one.key for one in lexicon.named(words_of(typed)[0])}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("bands:\n  minus_20: [マイナス20度]\n", "There is no word 'minus_20'"),
        ("cell_types:\n  x: {ja: あ}\n", "'en' is missing"),
        ("capabilities:\n  x: {ja: あ, en: A}\n", "'stage' is missing"),
        ("capabilities:\n  x: {ja: あ, en: A, stage: nowhere}\n", "isn't known here"),
        ("capabilities:\n  apheresis: {stage: clinical}\n", "The stage of 'apheresis' can't change"),
        ("cell_types:\n  x: {ja: あ, en: A, parent: y}\n", "There is no parent 'y'"),
        ("cell_types:\n  x: {ja: あ, en: A, parent: x}\n", "stands above itself"),
        ("stages:\n  cooking: [料理]\n", "There is no word 'cooking'"),
        ("methods:\n  Bad Key: {ja: あ, en: A}\n", "isn't a key"),
        ("colours:\n  red: {}\n", "There is no key 'colours'"),
        ("- a list\n", "keys with values"),
        ("methods: [\n", "taxonomy.yaml"),
    ],
)
def test_a_bad_file_stops_the_start_and_says_where(own_file: Path, text: str, sentence: str) -> None:
    own_file.write_text(text, encoding="utf-8")
    with pytest.raises(SetupProblem) as caught:
        apps.get_app_config("members").ready()
    assert str(own_file) in caught.value.reason.en
    assert sentence in caught.value.reason.en
    assert "line" in caught.value.reason.en or "taxonomy.yaml" in caught.value.reason.en
    assert CAPABILITIES["apheresis"].stage == "procurement", "nothing of it counts"


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_bytes("methods:\n  x: {ja: 培養, en: A}\n".encode("shift_jis"))
    with pytest.raises(SetupProblem, match="UTF-8"):
        read_taxonomy(path)
