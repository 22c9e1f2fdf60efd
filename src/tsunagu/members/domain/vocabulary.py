"""Controlled words of the directory: kinds of member, licence, equipment, area, cell type, setting, band."""

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
    "hokkaido": Text("北海道", "Hokkaido"),
}

LICENCE_KINDS: Words = {
    "manufacturing": Text("再生医療等製品製造業許可", "Manufacturing licence, regenerative medical products"),
    "marketing": Text("再生医療等製品製造販売業許可", "Marketing authorisation holder's licence"),
    "sales": Text("再生医療等製品販売業許可", "Sales licence, regenerative medical products"),
    "cell_processing_permit": Text("特定細胞加工物製造許可", "Cell-processing permit"),
    "cell_processing_notification": Text("特定細胞加工物製造届", "Cell-processing notification"),
    "hospital": Text("病院開設許可", "Hospital establishment permit"),
    "tissue_bank": Text("組織バンク認定", "Tissue bank accreditation"),
    "testing": Text("試験所認定（ISO/IEC 17025）", "Testing laboratory accreditation (ISO/IEC 17025)"),
    "cartagena": Text("カルタヘナ第二種使用等の確認・承認", "Cartagena type-2 use approval"),
    "cartagena_clinical": Text("カルタヘナ第一種使用規程の承認", "Cartagena type-1 use approval"),
    "transport": Text("貨物運送事業許可", "Cargo transport permit"),
    "storage": Text("細胞保管施設の登録", "Cell storage registration"),
}

EQUIPMENT_KINDS: Words = {
    "apheresis": Text("成分採血装置", "Apheresis machine"),
    "cabinet": Text("安全キャビネット", "Safety cabinet"),
    "incubator": Text("培養装置", "Incubator"),
    "freezer": Text("プログラムフリーザー", "Controlled-rate freezer"),
    "tank": Text("液体窒素タンク", "Vapour-phase tank"),
    "counter": Text("細胞計数装置", "Cell counter"),
    "cytometer": Text("フローサイトメーター", "Flow cytometer"),
    "rapid_sterility": Text("迅速無菌試験装置", "Rapid sterility system"),
    "pcr": Text("定量PCR装置", "Quantitative PCR"),
    "endotoxin": Text("エンドトキシン測定装置", "Endotoxin reader"),
    "dry_shipper": Text("ドライシッパー", "Dry shipper"),
    "cool_box": Text("保冷輸送箱", "Temperature-controlled box"),
    "logger": Text("温度記録計", "Temperature logger"),
    "imaging": Text("観察装置", "Imaging system"),
}

CELL_TYPES: Words = {
    "t_cell": Text("T細胞", "T cells"),
    "bm_msc": Text("骨髄間葉系幹細胞", "Bone-marrow MSC"),
    "adipose_msc": Text("脂肪由来幹細胞", "Adipose MSC"),
    "cord_msc": Text("臍帯由来MSC", "Umbilical-cord MSC"),
    "msc": Text("間葉系幹細胞", "MSC"),
    "chondrocyte": Text("軟骨細胞", "Chondrocytes"),
    "keratinocyte": Text("表皮細胞", "Keratinocytes"),
    "oral_epithelium": Text("口腔粘膜上皮細胞", "Oral epithelium"),
    "amnion": Text("羊膜", "Amnion"),
    "ips": Text("iPS細胞", "iPS cells"),
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

AGREEMENT_KINDS: Words = {
    "quality": Text("品質契約", "Quality agreement"),
    "data": Text("データ共有契約", "Data agreement"),
    "transport": Text("輸送契約", "Transport agreement"),
    "coordination": Text("調整契約", "Coordination agreement"),
    "confidentiality": Text("秘密保持契約", "Confidentiality agreement"),
}


def word(words: Words, key: str) -> Text:
    """Return the name of a word; a word that nobody has named yet shows its own key."""
    return words.get(key) or Text(key, key)
