"""Which characteristic a name in a file means, and when that isn't clear."""

import pytest

from tsunagu.evaluation.domain.files.matching import Names, is_called, matched

KNOWN = {
    "viability": Names(("viability", "生存率", "Viability"), ("自動細胞計数",)),
    "count": Names(("count", "細胞数", "Cell count"), ("自動細胞計数",)),
    "mycoplasma": Names(("mycoplasma", "マイコプラズマ（NAT）", "Mycoplasma (NAT)"), ("核酸増幅法",)),
    "sterility_14d": Names(("sterility_14d", "無菌（14日）"), ("無菌試験",)),
    "sterility_rapid": Names(("sterility_rapid", "無菌（迅速）"), ("迅速無菌試験",)),
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ＶＩＡＢＩＬＩＴＹ", "viability"),
        ("Cell  Count", "count"),
        ("マイコプラズマ", "mycoplasma"),
        ("無菌（１４日）", "sterility_14d"),
        ("核酸増幅法", "mycoplasma"),
        ("迅速無菌試験", "sterility_rapid"),
        ("無菌", None),
        ("自動細胞計数", None),
        ("", None),
        ("pH", None),
    ],
)
def test_a_name_means_one_characteristic_or_none(name: str, key: str | None) -> None:
    assert matched(name, KNOWN) == key


def test_a_sample_is_called_by_its_label_alone() -> None:
    labels = frozenset({"HSAFSM795R"})
    assert is_called("ｈｓａｆｓｍ795r ", labels)
    assert not is_called("HSAFSM795", labels)
