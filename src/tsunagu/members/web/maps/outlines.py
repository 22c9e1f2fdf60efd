"""Outlines of the prefectures of East Japan: a schematic made by us, point by point, from coordinates of capes, river
mouths, passes and peaks that any atlas gives, rounded to a twentieth of a degree. No survey data; not for measuring.

A line of ``BORDERS`` is drawn once and shared by its neighbours, so that they meet; a minus turns it round.
"""

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


def _line(points: str) -> tuple[Point, ...]:
    numbers = [float(one) for one in points.replace(",", " ").split()]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


BORDERS: dict[str, tuple[Point, ...]] = {
    name: _line(points)
    for name, points in {
        "hokkaido": "140.2,41.4 140.45,41.6 140.7,41.77 141.18,41.8 140.95,42.08 140.58,42.12"
        " 140.28,42.27 140.4,42.5 140.85,42.5 140.97,42.31 141.3,42.5 141.6,42.62 142.35,42.33"
        " 143.25,41.93 143.33,42.28 143.7,42.68 144.38,42.97 144.85,42.98 145.82,43.37"
        " 145.28,43.4 145.28,43.57 145.1,43.75 145.33,44.34 145.0,44.1 144.66,43.93"
        " 144.3,44.02 143.8,44.2 143.37,44.36 142.97,44.58 142.58,44.94 141.94,45.52"
        " 141.65,45.43 141.73,44.88 141.68,44.36 141.62,43.95 141.33,43.7 141.33,43.25"
        " 141.0,43.2 140.8,43.22 140.35,43.33 140.5,42.99 140.2,42.82 139.85,42.6 139.85,42.4"
        " 140.0,42.1 140.12,41.87 140.0,41.5 140.2,41.4",
        "rishiri": "141.13,45.22 141.27,45.25 141.32,45.13 141.2,45.08 141.13,45.22",
        "okushiri": "139.42,42.1 139.45,42.24 139.54,42.22 139.53,42.07 139.42,42.1",
        "sado": "138.24,37.83 138.24,38.0 138.47,38.32 138.55,38.25 138.43,38.07 138.58,38.05"
        " 138.5,37.9 138.24,37.83",
        "aomori-sea": "139.93,40.43 139.85,40.65 140.2,40.79 140.32,41.05 140.35,41.26 140.62,41.2"
        " 140.65,40.95 140.75,40.84 140.88,41.0 141.12,40.88 141.22,41.2 140.82,41.15"
        " 140.87,41.42 140.91,41.55 141.17,41.42 141.46,41.43 141.4,41.0 141.43,40.7"
        " 141.55,40.55 141.68,40.43",
        "aomori-iwate": "141.68,40.43 141.3,40.3 141.05,40.28 140.98,40.37",
        "aomori-akita": "140.98,40.37 140.85,40.48 140.6,40.47 140.2,40.42 139.93,40.43",
        "iwate-sea": "141.68,40.43 141.83,40.2 141.97,39.95 142.07,39.55 141.98,39.25 141.85,39.0"
        " 141.66,38.96",
        "iwate-miyagi": "141.66,38.96 141.45,38.78 141.2,38.75 141.0,38.93 140.78,38.96",
        "iwate-akita": "140.78,38.96 140.8,39.3 140.72,39.6 140.85,39.85 140.92,40.1 140.98,40.37",
        "akita-miyagi": "140.78,38.96 140.68,38.95",
        "akita-yamagata": "140.68,38.95 140.4,38.95 140.15,39.12 139.87,39.11",
        "akita-sea": "139.87,39.11 139.9,39.2 140.03,39.4 140.05,39.72 139.8,39.85 139.7,40.0 139.95,40.03"
        " 140.02,40.2 139.93,40.43",
        "yamagata-sea": "139.87,39.11 139.82,38.92 139.7,38.72 139.55,38.55",
        "yamagata-niigata": "139.55,38.55 139.78,38.35 139.7,38.05 139.95,37.83",
        "yamagata-fukushima": "139.95,37.83 140.15,37.75 140.28,37.8 140.42,37.93",
        "yamagata-miyagi": "140.42,37.93 140.45,38.15 140.6,38.45 140.55,38.75 140.68,38.95",
        "miyagi-sea": "141.66,38.96 141.52,38.66 141.55,38.5 141.55,38.27 141.45,38.4 141.28,38.42"
        " 141.08,38.33 141.0,38.22 140.92,38.0 140.93,37.9",
        "miyagi-fukushima": "140.93,37.9 140.7,37.88 140.58,37.8 140.42,37.93",
        "fukushima-sea": "140.93,37.9 140.98,37.8 141.04,37.48 141.0,37.1 140.93,36.93 140.79,36.87",
        "fukushima-ibaraki": "140.79,36.87 140.6,36.85 140.4,36.95 140.25,36.93",
        "fukushima-tochigi": "140.25,36.93 140.05,37.12 139.8,37.1 139.7,36.98 139.42,36.9",
        "fukushima-gunma": "139.42,36.9 139.25,36.93 139.17,36.97",
        "fukushima-niigata": "139.17,36.97 139.2,37.2 139.42,37.4 139.5,37.65 139.7,37.8 139.95,37.83",
        "niigata-sea": "139.55,38.55 139.4,38.22 139.25,38.0 139.0,37.95 138.8,37.78 138.75,37.63"
        " 138.52,37.37 138.22,37.18 137.86,37.05 137.64,36.99",
        "niigata-west": "137.64,36.99 137.72,36.85 137.75,36.77",
        "niigata-nagano": "137.75,36.77 138.0,36.87 138.2,36.9 138.42,37.02 138.62,36.93 138.72,36.78",
        "niigata-gunma": "138.72,36.78 138.93,36.83 139.17,36.97",
        "ibaraki-sea": "140.79,36.87 140.68,36.6 140.58,36.3 140.68,35.98 140.85,35.74",
        "ibaraki-chiba": "140.85,35.74 140.5,35.87 140.2,35.85 139.95,35.95 139.83,36.05",
        "ibaraki-saitama": "139.83,36.05 139.68,36.2",
        "ibaraki-tochigi": "139.68,36.2 139.85,36.27 140.0,36.37 140.2,36.48 140.25,36.7 140.25,36.93",
        "tochigi-gunma": "139.68,36.2 139.45,36.3 139.35,36.5 139.4,36.68 139.38,36.8 139.42,36.9",
        "gunma-saitama": "139.68,36.2 139.4,36.25 139.15,36.22 139.0,36.08 138.73,36.03",
        "gunma-nagano": "138.73,36.03 138.65,36.18 138.62,36.33 138.48,36.42 138.48,36.62 138.72,36.78",
        "saitama-chiba": "139.83,36.05 139.88,35.8",
        "saitama-tokyo": "139.88,35.8 139.75,35.8 139.6,35.78 139.42,35.76 139.25,35.83 138.95,35.85",
        "saitama-yamanashi": "138.95,35.85 138.72,35.93",
        "saitama-nagano": "138.72,35.93 138.73,36.03",
        "chiba-tokyo": "139.88,35.8 139.9,35.65",
        "chiba-sea": "139.9,35.65 140.08,35.58 139.88,35.4 139.8,35.31 139.83,35.15 139.75,34.98"
        " 139.88,34.91 140.12,35.1 140.33,35.14 140.41,35.38 140.6,35.58 140.87,35.7"
        " 140.85,35.74",
        "tokyo-sea": "139.9,35.65 139.8,35.61 139.81,35.55 139.78,35.53",
        "tokyo-kanagawa": "139.78,35.53 139.67,35.58 139.52,35.65 139.45,35.57 139.47,35.52 139.37,35.59"
        " 139.25,35.65 139.13,35.67",
        "tokyo-yamanashi": "139.13,35.67 139.03,35.77 138.95,35.85",
        "kanagawa-sea": "139.78,35.53 139.68,35.43 139.72,35.27 139.65,35.13 139.55,35.28 139.47,35.31"
        " 139.3,35.3 139.16,35.24 139.1,35.13",
        "kanagawa-shizuoka": "139.1,35.13 139.0,35.2 138.98,35.35 138.92,35.38",
        "kanagawa-yamanashi": "138.92,35.38 139.05,35.52 139.13,35.67",
        "yamanashi-shizuoka": "138.92,35.38 138.73,35.36 138.57,35.33 138.53,35.17 138.4,35.2 138.32,35.45"
        " 138.23,35.65",
        "yamanashi-nagano": "138.23,35.65 138.2,35.8 138.32,35.92 138.5,35.97 138.72,35.93",
        "nagano-west": "137.75,36.77 137.67,36.5 137.62,36.38 137.6,36.2 137.5,36.05 137.42,35.85"
        " 137.6,35.68 137.6,35.5 137.57,35.2",
        "nagano-aichi": "137.57,35.2 137.75,35.17 137.82,35.13",
        "nagano-shizuoka": "137.82,35.13 137.95,35.22 138.1,35.35 138.15,35.5 138.23,35.65",
        "shizuoka-sea": "139.1,35.13 139.13,34.95 139.05,34.78 138.84,34.6 138.77,34.75 138.78,35.03"
        " 138.85,35.08 138.68,35.12 138.52,35.02 138.4,34.93 138.33,34.85 138.23,34.6"
        " 138.0,34.63 137.7,34.67 137.5,34.67",
        "shizuoka-aichi": "137.5,34.67 137.5,34.8 137.63,34.95 137.82,35.13",
        "aichi-sea": "137.5,34.67 137.02,34.58 137.1,34.65 137.32,34.75 137.22,34.82 137.0,34.77"
        " 136.95,34.88 136.97,34.7 136.83,34.88 136.85,35.05 136.73,35.05",
        "aichi-mie": "136.73,35.05 136.67,35.17",
        "aichi-gifu": "136.67,35.17 136.75,35.37 136.97,35.42 137.2,35.28 137.42,35.25 137.57,35.2",
        "gifu-north": "137.62,36.38 137.3,36.42 137.0,36.42 136.76,36.28 136.77,36.13 136.83,35.95"
        " 136.55,35.85 136.3,35.72 136.35,35.55 136.45,35.38 136.43,35.18",
        "gifu-mie": "136.43,35.18 136.67,35.17",
        "gifu-nagano": "137.62,36.38 137.6,36.2 137.5,36.05 137.42,35.85 137.6,35.68 137.6,35.5 137.57,35.2",
        "mie-sea": "136.73,35.05 136.67,34.95 136.55,34.7 136.75,34.55 136.9,34.45 136.85,34.27"
        " 136.5,34.25 136.22,34.05 136.1,33.88 135.98,33.73",
        "mie-west": "135.98,33.73 135.95,34.0 136.1,34.35 135.98,34.65 136.05,34.75 136.25,34.92"
        " 136.43,35.18",
    }.items()
}  # fmt: skip

PREFECTURES: dict[str, tuple[str, ...]] = {
    "北海道": ("hokkaido",),
    "青森県": ("aomori-sea", "aomori-iwate", "aomori-akita"),
    "岩手県": ("iwate-sea", "iwate-miyagi", "iwate-akita", "-aomori-iwate"),
    "宮城県": ("miyagi-sea", "miyagi-fukushima", "yamagata-miyagi", "-akita-miyagi", "-iwate-miyagi"),
    "秋田県": ("akita-sea", "-aomori-akita", "-iwate-akita", "akita-miyagi", "akita-yamagata"),
    "山形県": ("yamagata-sea", "yamagata-niigata", "yamagata-fukushima", "yamagata-miyagi", "akita-yamagata"),
    "福島県": (
        "fukushima-sea", "fukushima-ibaraki", "fukushima-tochigi", "fukushima-gunma", "fukushima-niigata",
        "yamagata-fukushima", "-miyagi-fukushima",
    ),
    "茨城県": ("ibaraki-sea", "ibaraki-chiba", "ibaraki-saitama", "ibaraki-tochigi", "-fukushima-ibaraki"),
    "栃木県": ("ibaraki-tochigi", "fukushima-tochigi", "-tochigi-gunma"),
    "群馬県": ("tochigi-gunma", "fukushima-gunma", "-niigata-gunma", "-gunma-nagano", "-gunma-saitama"),
    "埼玉県": (
        "saitama-chiba", "saitama-tokyo", "saitama-yamanashi", "saitama-nagano", "-gunma-saitama", "-ibaraki-saitama",
    ),
    "千葉県": ("chiba-sea", "ibaraki-chiba", "saitama-chiba", "chiba-tokyo"),
    "東京都": ("tokyo-sea", "tokyo-kanagawa", "tokyo-yamanashi", "-saitama-tokyo", "chiba-tokyo"),
    "神奈川県": ("kanagawa-sea", "kanagawa-shizuoka", "kanagawa-yamanashi", "-tokyo-kanagawa"),
    "新潟県": (
        "niigata-sea", "niigata-west", "niigata-nagano", "niigata-gunma", "fukushima-niigata", "-yamagata-niigata",
    ),
    "山梨県": (
        "yamanashi-shizuoka", "yamanashi-nagano", "-saitama-yamanashi", "-tokyo-yamanashi", "-kanagawa-yamanashi",
    ),
    "長野県": (
        "nagano-west", "nagano-aichi", "nagano-shizuoka", "yamanashi-nagano", "saitama-nagano", "gunma-nagano",
        "-niigata-nagano",
    ),
    "静岡県": ("shizuoka-sea", "shizuoka-aichi", "nagano-shizuoka", "-yamanashi-shizuoka", "-kanagawa-shizuoka"),
    "愛知県": ("aichi-sea", "aichi-mie", "aichi-gifu", "nagano-aichi", "-shizuoka-aichi"),
    "岐阜県": ("gifu-north", "gifu-mie", "aichi-gifu", "-gifu-nagano"),
    "三重県": ("mie-sea", "mie-west", "gifu-mie", "-aichi-mie"),
}  # fmt: skip
ISLANDS = {"北海道": ("rishiri", "okushiri"), "新潟県": ("sado",)}

BAY_LAND = _line(
    "139.68,35.57 139.795,35.57 139.795,35.56 139.815,35.552 139.80,35.53 139.782,35.526 139.79,35.518"
    " 139.77,35.505 139.68,35.505"
)
BAY_RIVER = _line(
    "139.68,35.5525 139.70,35.5475 139.715,35.5455 139.735,35.545 139.75,35.5445 139.765,35.5385"
    " 139.785,35.525"
)
"""The mouth of the Tama: Haneda north of it, Tonomachi and Kawasaki south."""


def outline(prefecture: str) -> tuple[tuple[Point, ...], ...]:
    """Return the closed lines of a prefecture, the main land first."""
    main: list[Point] = []
    for name in PREFECTURES[prefecture]:
        border = BORDERS[name.removeprefix("-")]
        is_turned = name.startswith("-")
        points = border[::-1] if is_turned else border
        if main and points[0] != main[-1]:
            points = points[::-1]
        main += points[1:] if main else points
    return (tuple(main), *(BORDERS[name] for name in ISLANDS.get(prefecture, ())))
