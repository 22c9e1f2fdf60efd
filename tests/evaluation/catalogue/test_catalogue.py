"""The test catalogue: what is shipped is whole, a version counts on its days, a bad file is refused with its line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tsunagu.evaluation.domain.catalogue import Catalogue
from tsunagu.evaluation.domain.catalogue_reading import Layer, catalogue_from
from tsunagu.evaluation.domain.sampling import need_text, total_text, totals
from tsunagu.evaluation.domain.ucum import is_valid
from tsunagu.evaluation.queries.catalogue import TOKYO, catalogue, read_catalogue, version_used
from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.written.faults import FileRefused

SMALL = """\
purposes:
  purity: {ja: 純度, en: Purity}
characteristics:
  endotoxin: {name: {ja: 毒素, en: Toxin}, purpose: purity, kind: number, unit: "[iU]/mL", stages: [manufacturing]}
  sterility: {name: {ja: 無菌, en: Sterility}, purpose: purity, kind: word, expected: negative, stages: [manufacturing]}
methods:
  colour:
    name: {ja: 比色法, en: Chromogenic}
    capability: release_testing
    versions: [{version: "1", from: 2024-04-01, until: 2025-03-31}, {version: "2", from: 2025-03-01}]
    measures:
      - {characteristic: endotoxin, turnaround_hours: 2, sample: {amount: 0.5, unit: mL, containers: 2}}
"""
VERSIONS = '[{version: "1", from: 2024-04-01, until: 2025-03-31}, {version: "2", from: 2025-03-01}]'
PURPOSES = (
    "count", "viability", "morphology", "identity", "purity", "potency", "secretion", "sterility", "mycoplasma",
    "endotoxin", "virus", "genome", "tumorigenicity", "vector", "residuals", "visual",
)  # fmt: skip


def small(*more: str) -> Catalogue:
    return catalogue_from(Layer("small", SMALL), *(Layer(f"own {n}", text) for n, text in enumerate(more)))


def listed(key: str, rest: str) -> str:
    """An own file that lists one characteristic."""
    return (
        f"characteristics:\n  {key}: {{name: {{ja: 別名, en: Other}}, purpose: purity, stages: [], {rest}}}"
    )


def test_the_shipped_catalogue_is_whole() -> None:
    shipped = catalogue()
    assert tuple(shipped.purposes) == PURPOSES
    assert {one.purpose for one in shipped.characteristics.values()} == set(PURPOSES)
    for key, one in shipped.characteristics.items():
        assert shipped.methods_of(key), key
        assert one.stages, key
        assert is_valid(one.unit), key
        assert (one.kind == "word") == (one.expected is not None)
    assert shipped.characteristics["endotoxin"].unit == "[iU]/mL"
    long = {
        key: [one.turnaround_hours for one in shipped.methods_of(key)]
        for key in ("sterility_14d", "mycoplasma_culture", "soft_agar")
    }
    assert long == {"sterility_14d": [14 * 24], "mycoplasma_culture": [28 * 24], "soft_agar": [21 * 24]}


FAULTS = {
    "unit": ('"[iU]/mL"', "furlongs", 4, "no UCUM unit"),
    "ehrlich": ('"[iU]/mL"', '"[EU]/mL"', 4, "the Ehrlich unit"),
    "exa": ('"[iU]/mL"', "EU/mL", 4, "exa-enzyme"),
    "no unit": ('unit: "[iU]/mL", ', "", 4, "A number needs its unit"),
    "word with unit": ("expected: negative", "expected: negative, unit: mL", 5, "A word has no unit"),
    "word without answer": ("expected: negative, ", "", 5, "A word needs what is expected"),
    "number with answer": ('unit: "[iU]/mL"', 'unit: "[iU]/mL", expected: negative', 4, "no expected word"),
    "kind": ("kind: word", "kind: colour", 5, "isn't known here"),
    "purpose": ("purpose: purity, kind: word", "purpose: fun, kind: word", 5, "isn't known here"),
    "stage": ("negative, stages: [manufacturing]", "negative, stages: [moon]", 5, "isn't known here"),
    "key": ("  sterility:", "  Sterility:", 5, "isn't a key"),
    "twice": ("  sterility:", "  endotoxin:", 5, "written twice"),
    "name": ("{ja: 無菌, en: Sterility}", "{ja: 無菌}", 5, "'en' is missing"),
    "unknown part": ("purposes:", "reasons:", 1, "There is no key"),
    "capability": ("release_testing", "wizardry", 9, "isn't known here"),
    "no versions": (VERSIONS, "[]", 10, "at least one version"),
    "same version": ('version: "2"', 'version: "1"', 10, "written twice"),
    "date": ("from: 2025-03-01", "from: 2025-13-01", 10, "like 2026-04-01"),
    "ends first": ("until: 2025-03-31", "until: 2023-03-31", 10, "ends before it begins"),
    "no such characteristic": ("characteristic: endotoxin", "characteristic: colour", 12, "isn't known here"),
    "turnaround": ("turnaround_hours: 2", "turnaround_hours: -2", 12, "out of range"),
    "no turnaround": ("turnaround_hours: 2, ", "", 12, "'turnaround_hours' is missing"),
    "sample unit": ("unit: mL", "unit: cups", 12, "no UCUM unit"),
    "sample amount": ("amount: 0.5", "amount: 0", 12, "out of range"),
    "other quantity": ("turnaround_hours: 2", 'turnaround_hours: 2, unit: "%"', 12, "can't be compared"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_entry_is_refused_with_its_line_and_reason(name: str) -> None:
    old, new, line, reason = FAULTS[name]
    assert old in SMALL
    with pytest.raises(FileRefused) as caught:
        catalogue_from(Layer("small", SMALL.replace(old, new, 1)))
    assert any(one.line == line and reason in one.reason.en for one in caught.value.errors), [
        (one.line, one.reason.en) for one in caught.value.errors
    ]
    assert caught.value.reason.ja.startswith("small：試験カタログを読み込めません")


@pytest.mark.parametrize("text", ["[", "a: &x 1\nb: *x", "- 1\n- 2", "key: a\x00b", "just words"])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        catalogue_from(Layer("own", text))


def test_a_later_file_adds_and_replaces() -> None:
    added = small(listed("purity_x", 'kind: number, unit: "%"'))
    assert set(added.characteristics) == {"endotoxin", "sterility", "purity_x"}
    renamed = small(listed("sterility", "kind: word, expected: negative"))
    assert renamed.characteristics["sterility"].name.ja == "別名"
    assert renamed.methods == small().methods
    assert small("").characteristics == small().characteristics
    with pytest.raises(FileRefused) as caught:
        small(listed("endotoxin", 'kind: number, unit: "%"'))
    assert caught.value.errors[0].line == 2
    assert "the unit of Chromogenic" in caught.value.errors[0].reason.en


def test_a_version_counts_on_its_days() -> None:
    found = small()
    before, both, after = date(2024, 4, 1), date(2025, 3, 31), date(2025, 4, 1)
    assert [found.methods["colour"].in_force(day) for day in (before, both, after)] == [
        ("1",),
        ("2", "1"),
        ("2",),
    ]
    assert found.version_used("colour", "", both) == "2"
    assert found.version_used("colour", " 1 ", both) == "1"
    assert found.version_used("colour", "", date(2020, 1, 1)) == ""
    assert found.version_used("gone", "7", both) == "7"
    for typed, day in (("1", after), ("3", both), ("2", before), ("2", date(2020, 1, 1))):
        with pytest.raises(BadInput, match="method_version") as caught:
            found.version_used("colour", typed, day)
        assert caught.value.field == "method_version"
        assert f"{day}" in caught.value.reason.ja


def test_the_day_is_that_of_japan() -> None:
    newest = max(catalogue().methods["nat"].versions, key=lambda one: one.since)
    midnight = datetime(newest.since.year, newest.since.month, newest.since.day, tzinfo=TOKYO)
    assert version_used("nat", newest.version, midnight.astimezone(UTC)) == newest.version
    with pytest.raises(BadInput, match="method_version"):
        version_used("nat", newest.version, (midnight - timedelta(minutes=1)).astimezone(UTC))


def test_what_is_needed_of_a_sample_is_said() -> None:
    one = small().measurement("endotoxin", "colour")
    assert one is not None
    assert need_text(one.sample).ja == "0.5 mL × 2容器"
    assert need_text(one.sample).en == "0.5 mL × 2 containers"
    shipped = catalogue()
    pairs = (
        ("cell_count", "automated_count"),
        ("sterility_14d", "culture_14_day"),
        ("morphology", "microscopy"),
    )
    asked = [shipped.measurement(*pair) for pair in pairs]
    (together,) = totals([each for each in asked if each is not None])
    assert (together.amount, together.unit, together.containers) == (Decimal("20.1"), "mL", 3)
    assert total_text(together).ja == "20.1 mL（3容器）"


def test_an_installations_file_is_read_or_stops_the_start(tmp_path: Path) -> None:
    own = tmp_path / "catalogue.yaml"
    own.write_text("purposes:\n  fun: {ja: 楽しみ, en: Fun}\n", encoding="utf-8")
    assert "fun" in read_catalogue(own).purposes
    own.write_text("methods:\n  nat: {}\n", encoding="utf-8")
    with pytest.raises(SetupProblem) as caught:
        read_catalogue(own)
    assert str(own) in caught.value.reason.ja
    assert "2 行目" in caught.value.reason.ja
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupProblem, match="UTF-8"):
        read_catalogue(own)


@pytest.fixture
def own_file(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A file of the installation's own that is named in its settings."""
    settings.TEST_CATALOGUE = tmp_path / "catalogue.yaml"
    catalogue.cache_clear()
    yield settings.TEST_CATALOGUE
    catalogue.cache_clear()


def test_a_bad_file_stops_the_start_and_a_good_one_counts_everywhere(own_file: Path) -> None:
    own_file.write_text('characteristics:\n  x: {kind: number, unit: "[EU]"}\n', encoding="utf-8")
    with pytest.raises(SetupProblem) as caught:
        apps.get_app_config("evaluation").ready()
    assert f"{own_file}" in caught.value.reason.en
    own_file.write_text(listed("ph", 'kind: number, unit: "[pH]"'), encoding="utf-8")
    apps.get_app_config("evaluation").ready()
    assert "ph" in catalogue().characteristics
