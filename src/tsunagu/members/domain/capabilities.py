"""What a site can do 機能: the vocabulary that route steps ask for. Data, open-ended."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class CapabilityWord:
    """A capability's name and the stage it belongs to."""

    key: str
    stage: str
    name: Text


# Settled: the routes of therapies/data and the demonstration's sites use exactly these keys.
_WORDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "procurement": (
        ("apheresis", "成分採血", "Apheresis"),
        ("bone_marrow_collection", "骨髄採取", "Bone-marrow collection"),
        ("blood_collection", "採血（自己血清）", "Blood collection for own serum"),
        ("cartilage_biopsy", "軟骨組織採取", "Cartilage biopsy"),
        ("skin_biopsy", "皮膚組織採取", "Skin biopsy"),
        ("mucosa_biopsy", "口腔粘膜採取", "Oral-mucosa biopsy"),
        ("adipose_collection", "脂肪採取", "Adipose collection"),
        ("amnion_collection", "羊膜採取", "Amnion collection"),
        ("cord_collection", "臍帯採取", "Umbilical-cord collection"),
        ("donor_screening", "ドナー適格性の確認", "Donor screening"),
        ("ips_stock", "iPS細胞ストックの提供", "Supply of iPS cell stock"),
    ),
    "processing": (
        ("cell_isolation", "細胞分離", "Cell isolation"),
        ("apheresis_cryopreservation", "成分採血産物の凍結", "Cryopreservation of apheresis"),
        ("amnion_processing", "羊膜の加工", "Amnion processing"),
        ("serum_preparation", "血清の調製", "Serum preparation"),
        ("cell_banking", "セルバンク作製", "Cell banking"),
    ),
    "manufacturing": (
        ("car_t_manufacturing", "CAR-T細胞の製造", "CAR-T manufacturing"),
        ("msc_manufacturing", "間葉系幹細胞の製造", "MSC manufacturing"),
        ("cartilage_manufacturing", "培養軟骨の製造", "Cultured-cartilage manufacturing"),
        ("epidermis_manufacturing", "培養表皮の製造", "Cultured-epidermis manufacturing"),
        ("epithelium_manufacturing", "培養粘膜上皮の製造", "Cultured-epithelium manufacturing"),
        ("ips_manufacturing", "iPS細胞由来製品の製造", "Manufacturing from iPS cells"),
    ),
    "evaluation": (
        ("release_testing", "出荷試験", "Release testing"),
        ("rapid_sterility", "迅速無菌試験", "Rapid sterility"),
        ("tumorigenicity_testing", "造腫瘍性試験", "Tumorigenicity testing"),
        ("site_release", "製造所出荷判定", "Site release"),
        ("market_release", "市場出荷判定", "Market release"),
        ("sponsor_release", "治験製品の出荷判定", "Sponsor's release"),
        ("provision_release", "提供可否判定", "Provision decision"),
    ),
    "storage": (
        ("cryostorage", "凍結保管", "Cryostorage"),
        ("cold_storage", "冷蔵保管", "Refrigerated storage"),
    ),
    "transport": (
        ("cell_transport", "細胞輸送", "Cell transport"),
        ("cryo_transport", "凍結輸送", "Cryogenic transport"),
    ),
    "clinical": (
        ("case_registration", "症例登録", "Case registration"),
        ("patient_preparation", "前処置", "Patient preparation"),
        ("infusion", "点滴・注射による投与", "Infusion or injection"),
        ("implantation", "移植手術", "Implantation"),
        ("follow_up", "経過観察", "Follow-up"),
    ),
    "supply": (
        ("culture_media", "培地の供給", "Supply of culture media"),
        ("reagents", "試薬の供給", "Supply of reagents"),
    ),
}

CAPABILITIES: dict[str, CapabilityWord] = {
    key: CapabilityWord(key, stage, Text(ja, en)) for stage, words in _WORDS.items() for key, ja, en in words
}


def capability_name(key: str) -> Text:
    """Return the name of a capability; one that isn't in the vocabulary shows its key."""
    known = CAPABILITIES.get(key)
    return known.name if known else Text(key, key)


def capability_position(key: str) -> tuple[int, str]:
    """Return what sorts capabilities as the vocabulary does; unknown ones come last, by key."""
    order = list(CAPABILITIES)
    return (order.index(key) if key in CAPABILITIES else len(order), key)
