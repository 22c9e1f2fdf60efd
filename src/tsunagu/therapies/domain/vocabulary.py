"""The closed lists of words that a route may use, each with its names in both languages."""

from collections.abc import Mapping
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.members.domain import roles as members_roles
from tsunagu.members.domain import stages as members_stages
from tsunagu.members.domain import vocabulary as members_words

Stage = Literal[
    "procurement", "processing", "manufacturing", "evaluation", "storage", "transport", "clinical", "supply"
]
Action = Literal[
    "register", "collect", "transport", "accept", "process", "tend", "test", "store", "release", "allocate",
    "prepare", "administer", "follow_up",
]  # fmt: skip
Setting = Literal["approved", "trial", "research", "treatment"]
Kind = Literal["treatment", "production"]
Source = Literal["journey", "lot"]
CellSource = Literal["autologous", "allogeneic"]
ProductKind = Literal["donation", "intermediate", "sample", "vial", "dose", "sheet", "kit"]
Weight = Literal["release", "in_process", "reference", "information", "after_release"]
ReleaseKind = Literal["site", "market", "provision", "sponsor"]
PlanClass = Literal["I", "II", "III"]
BasisKind = Literal["approval", "trial", "plan_research", "plan_treatment"]

STAGES: Mapping[str, Text] = {key: stage.name for key, stage in members_stages.STAGES.items()}
ROLES: Mapping[str, Text] = {key: role.name for key, role in members_roles.ROLES.items()}
SETTINGS: Mapping[str, Text] = members_words.SETTINGS
BANDS: Mapping[str, Text] = members_words.BANDS
CELL_TYPES: Mapping[str, Text] = members_words.CELL_TYPES
ACTIONS: Mapping[str, Text] = {
    "register": Text("登録", "Register"),
    "collect": Text("採取", "Collect"),
    "transport": Text("輸送", "Transport"),
    "accept": Text("受入判定", "Acceptance"),
    "process": Text("加工・製造", "Process"),
    "tend": Text("培養の維持", "Tend"),
    "test": Text("試験", "Test"),
    "store": Text("保管", "Store"),
    "release": Text("出荷判定", "Release"),
    "allocate": Text("割当て", "Allocate"),
    "prepare": Text("前処置", "Prepare the patient"),
    "administer": Text("投与", "Administer"),
    "follow_up": Text("経過観察", "Follow-up"),
}
KINDS: Mapping[str, Text] = {
    "treatment": Text("治療の工程進行", "Treatment"),
    "production": Text("製造の工程進行", "Production"),
}
SOURCES: Mapping[str, Text] = {
    "journey": Text("この工程進行", "this journey"),
    "lot": Text("出荷済みロット", "a released lot"),
}
CELL_SOURCES: Mapping[str, Text] = {
    "autologous": Text("自家", "Autologous"),
    "allogeneic": Text("他家", "Allogeneic"),
}
PRODUCT_KINDS: Mapping[str, Text] = {
    "donation": Text("採取物", "Donation"),
    "intermediate": Text("中間製品", "Intermediate"),
    "sample": Text("検体", "Sample"),
    "vial": Text("バイアル", "Vial"),
    "dose": Text("投与単位", "Dose"),
    "sheet": Text("シート", "Sheet"),
    "kit": Text("キット", "Kit"),
}
WEIGHTS: Mapping[str, Text] = {
    "release": Text("出荷", "Release"),
    "in_process": Text("工程内", "In process"),
    "reference": Text("参考（規格なし）", "Reference, no limit"),
    "information": Text("参考情報", "For information"),
    "after_release": Text("出荷後判明", "After release"),
}
RELEASES: Mapping[str, Text] = {
    "site": Text("製造所出荷判定", "Site release"),
    "market": Text("市場出荷判定", "Market release"),
    "provision": Text("提供可否判定", "Provision decision"),
    "sponsor": Text("出荷判定（治験依頼者）", "Sponsor's release"),
}
RELEASES_NEEDED: Mapping[str, tuple[ReleaseKind, ...]] = {
    "approved": ("site", "market"),
    "trial": ("sponsor",),
    "research": ("provision",),
    "treatment": ("provision",),
}
PARTIES: Mapping[str, Text] = {
    "hospital": Text("医療機関", "Hospital"),
    "collector": Text("採取施設", "Collection centre"),
    "donor_site": Text("ドナー採取施設", "Donor site"),
    "processor": Text("加工施設", "Processor"),
    "manufacturer": Text("製造所", "Manufacturer"),
    "laboratory": Text("試験機関", "Laboratory"),
    "store": Text("保管施設", "Store"),
    "courier_in": Text("輸送（搬入）", "Courier, inbound"),
    "courier_out": Text("輸送（搬出）", "Courier, outbound"),
    "authorisation_holder": Text("製造販売業者", "Authorisation holder"),
    "sponsor": Text("治験依頼者", "Sponsor"),
}
CONSENTS: Mapping[str, Text] = {
    "donation": Text("提供", "Donation"),
    "treatment": Text("治療", "Treatment"),
    "trial": Text("治験", "Trial"),
    "out_of_specification": Text("規格外品の使用", "Out-of-specification use"),
    "retained_cells": Text("残余・保存細胞", "Retained and left-over cells"),
    "network_data": Text("ネットワークへのデータ提供", "Data to the network"),
}
MARKERS: Mapping[str, Text] = {
    "HIV": Text("HIV", "HIV"),
    "HBV": Text("HBV", "HBV"),
    "HCV": Text("HCV", "HCV"),
    "HTLV-1": Text("HTLV-1", "HTLV-1"),
    "parvovirus B19": Text("パルボウイルスB19", "Parvovirus B19"),
    "EBV": Text("EBV", "EBV"),
    "CMV": Text("CMV", "CMV"),
    "WNV": Text("ウエストナイルウイルス", "West Nile virus"),
}
"""What a donor is tested for."""
REQUIRED_MARKERS = ("HIV", "HBV", "HCV", "HTLV-1", "parvovirus B19")
"""What a donor must have been tested for where a route doesn't name its markers (seed; a route may say otherwise)."""
PLAN_CLASSES: Mapping[str, Text] = {
    "I": Text("第一種", "Class I"),
    "II": Text("第二種", "Class II"),
    "III": Text("第三種", "Class III"),
}
BARRED_UNTIL: Mapping[str, Text] = {
    "comparability": Text("同等性が示されるまで出荷不可", "No shipment until comparability is shown"),
}
BASIS_KINDS: Mapping[str, Text] = {
    "approval": Text("製造販売承認", "Marketing approval"),
    "trial": Text("治験届", "Trial notification"),
    "plan_research": Text("研究計画", "Research plan"),
    "plan_treatment": Text("提供計画", "Provision plan"),
}
UNITS_ON_SCREEN: Mapping[str, str] = {
    "[iU]/mL": "EU/mL",
    "{cells}": "cells",
    "{copies}/{cell}": "copies/cell",
    "{colonies}": "colonies",
    "1": "",
}
CONSUMING_ACTIONS = frozenset({"process", "test", "administer"})


def unit_on_screen(unit: str) -> str:
    """Return the unit as people read it; endotoxin is EU/mL though UCUM writes ``[iU]/mL``."""
    return UNITS_ON_SCREEN.get(unit, unit)


EXPECTED: Mapping[str, Text] = {
    "negative": Text("陰性", "Negative"),
    "positive": Text("陽性", "Positive"),
    "normal": Text("正常", "Normal"),
    "conforming": Text("適合", "Conforming"),
}
