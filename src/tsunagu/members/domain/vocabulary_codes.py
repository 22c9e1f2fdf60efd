"""Words that rules and tables hang on, so they stand in the code: kinds, areas, legal settings, temperature bands."""

from tsunagu.foundation.text import Text

Words = dict[str, Text]

MEMBER_KINDS: Words = {
    "company": Text("企業", "Company"),
    "university": Text("大学", "University"),
    "hospital": Text("病院", "Hospital"),
    "public_body": Text("公的機関", "Public body"),
    "association": Text("団体", "Association"),
}

AREAS: Words = {
    "tonomachi": Text("殿町", "Tonomachi"),
    "haneda": Text("羽田", "Haneda"),
    "kanagawa": Text("神奈川", "Kanagawa"),
    "tokyo": Text("東京", "Tokyo"),
    "south-kanto": Text("南関東", "South Kanto"),
    "north-kanto": Text("北関東", "North Kanto"),
    "tohoku": Text("東北", "Tohoku"),
    "koshinetsu": Text("甲信越", "Koshinetsu"),
    "tokai": Text("東海", "Tokai"),
    "hokkaido": Text("北海道", "Hokkaido"),
}

AGREEMENT_KINDS: Words = {
    "quality": Text("品質契約", "Quality agreement"),
    "data": Text("データ共有契約", "Data agreement"),
    "transport": Text("輸送契約", "Transport agreement"),
    "coordination": Text("調整契約", "Coordination agreement"),
    "confidentiality": Text("秘密保持契約", "Confidentiality agreement"),
}

SETTINGS: Words = {
    "approved": Text("承認品", "Approved product"),
    "trial": Text("治験", "Clinical trial"),
    "research": Text("臨床研究", "Clinical research"),
    "treatment": Text("治療", "Treatment"),
}

BANDS: Words = {
    "vapour": Text("−150 ℃以下", "−150 °C or below"),
    "dry_ice": Text("−60 ℃以下", "−60 °C or below"),
    "cold": Text("2–8℃", "2–8 °C"),
    "room": Text("15–25℃", "15–25 °C"),
    "skin": Text("10–25℃", "10–25 °C"),
    "body": Text("36–38℃", "36–38 °C"),
}
