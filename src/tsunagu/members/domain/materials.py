"""Names of materials and samples that no route names, by the key that approvals, batches and items carry."""

from tsunagu.foundation.text import Text

MATERIALS: dict[str, Text] = {
    "culture_medium": Text("培地", "Culture medium"),
    "serum_free_medium": Text("無血清培地", "Serum-free medium"),
    "dissociation_enzyme": Text("細胞解離酵素", "Dissociation enzyme"),
    "cryoprotectant": Text("凍結保護液", "Cryoprotectant"),
    "serum": Text("血清", "Serum"),
    "cytokine": Text("サイトカイン", "Cytokine"),
    "activation_reagent": Text("活性化試薬", "Activation reagent"),
    "vector": Text("ウイルスベクター", "Viral vector"),
    "viral_vector": Text("ウイルスベクター", "Viral vector"),
    "wash_buffer": Text("洗浄液", "Wash buffer"),
    "buffer": Text("緩衝液", "Buffer"),
    "culture_bag": Text("培養バッグ", "Culture bag"),
    "container": Text("容器", "Container"),
    "test_sample": Text("試験用検体", "Test sample"),
    "reserve_sample": Text("再試験用予備", "Reserve for a retest"),
    "retained_sample": Text("参考品", "Retained sample"),
    "donor_sample": Text("ドナー検体", "Donor sample"),
    "round_material": Text("試験所間比較の試料", "Material of a round"),
}


def material_name(key: str) -> Text:
    """Return the name of a material; of an unknown one its key in words."""
    plain = key.replace("_", " ")
    return MATERIALS.get(key) or Text(plain, plain.capitalize())
