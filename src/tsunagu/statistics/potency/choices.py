"""Named conventions: one of those known, or a sentence that lists them."""

from collections.abc import Iterable

from tsunagu.statistics.estimates import refuse

_WORDS = {
    "convention": ("誤差の取り方", "convention of the error"),
    "method": ("計算方法", "method"),
    "link": ("曲線の型", "link"),
    "family": ("曲線の型", "family of curves"),
    "transform": ("変換", "transform"),
    "heterogeneity": ("不均一性の扱い", "treatment of heterogeneity"),
    "between": ("試験間分散の推定方法", "estimate of the variance between runs"),
    "degrees": ("自由度の取り方", "degrees of freedom"),
    "parameter": ("固定する係数", "parameter to fix"),
    "preparation": ("製剤", "preparation"),
}


def check_choice(code: str, given: str, known: Iterable[str]) -> None:
    """Refuse a name that isn't one of those known; ``code`` says of what and becomes the code of the refusal."""
    names = tuple(known)
    if given in names:
        return
    ja, en = _WORDS[code]
    listed = ", ".join(names)
    refuse(
        code,
        f"{ja}「{given}」は指定できません（指定できる値：{listed}）。",
        f"The {en} {given} is not known (known: {listed}).",
    )
