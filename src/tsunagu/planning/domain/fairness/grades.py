"""Scales of expected benefit as people type them: one grade a line, ``therapy | grade | percent``."""

from tsunagu.planning.domain.fairness.policy import ANY, MOST_SCALES, Grade, refuse

LONGEST = 40
DEFAULT = "* | 大きい | 100\n* | 中程度 | 60\n* | 小さい | 20"


def grades_of(text: str) -> tuple[Grade, ...]:
    """Return the grades of the lines; a line that isn't one is refused with its number."""
    found: list[Grade] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.append(_grade(line, number))
    if len(found) > MOST_SCALES:
        refuse("grades", f"段階は {MOST_SCALES} 行までです。", f"At most {MOST_SCALES} grades can be given.")
    if len({(one.therapy, one.name) for one in found}) < len(found):
        refuse("grades", "同じ段階が二度書かれています。", "A grade is given twice.")
    return tuple(sorted(found, key=lambda one: (one.therapy, -one.percent, one.name)))


def grades_text(grades: tuple[Grade, ...]) -> str:
    """Return grades as lines that ``grades_of`` reads."""
    return "\n".join(f"{one.therapy} | {one.name} | {one.percent}" for one in grades)


def _grade(line: str, number: int) -> Grade:
    parts = [part.strip() for part in line.replace("｜", "|").replace("＊", ANY).split("|")]
    is_whole = len(parts) == 3 and all(parts) and parts[2].isascii() and parts[2].isdigit()
    if not is_whole or len(parts[2]) > 3 or int(parts[2]) > 100 or max(map(len, parts)) > LONGEST:
        refuse(
            "grades",
            f"{number} 行目を「治療 | 段階 | 点数（0〜100）」の形で書いてください。",
            f"Write line {number} as “therapy | grade | points from 0 to 100”.",
        )
    return Grade(parts[0], parts[1], int(parts[2]))
