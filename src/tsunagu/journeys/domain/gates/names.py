"""The gates as data, in the order in which they are judged and shown."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate with its name and the question that it answers."""

    key: str
    name: Text
    question: Text


GATES: tuple[Gate, ...] = (
    Gate(
        "identity",
        Text("現品の一致", "Identity"),
        Text("予定した現品・患者さんですか", "Is it the thing, and the patient, that is expected?"),
    ),
    Gate(
        "custody",
        Text("保持者", "Custody"),
        Text("いま保持している組織が行いますか", "Does the acting organisation hold it?"),
    ),
    Gate(
        "acceptance",
        Text("受入判定", "Acceptance"),
        Text("受領した現品の受入判定は済みましたか", "Has what was received been judged?"),
    ),
    Gate(
        "sequence",
        Text("工程順序", "Sequence"),
        Text("前の工程は終わりましたか", "Are the earlier steps done, and this one not yet?"),
    ),
    Gate(
        "qualification",
        Text("資格・要件", "Qualification"),
        Text(
            "拠点・設備・担当者の資格は有効ですか",
            "Are the site, the equipment and the person qualified today?",
        ),
    ),
    Gate(
        "legal_basis",
        Text("法的根拠", "Legal basis"),
        Text("承認・治験・計画は有効ですか", "Is the approval, trial or plan in force?"),
    ),
    Gate(
        "consent",
        Text("同意", "Consent"),
        Text("この目的の同意がありますか", "Is there consent for this purpose?"),
    ),
    Gate(
        "donor",
        Text("ドナー適格性", "Donor eligibility"),
        Text("ドナーの検査と適格性は確認されましたか", "Is the donor found eligible?"),
    ),
    Gate(
        "materials",
        Text("原材料", "Materials"),
        Text("使う原材料は使用可能ですか", "May the input lots be used?"),
    ),
    Gate("time", Text("時間", "Time"), Text("期限内ですか", "Is it within its time limits?")),
    Gate(
        "condition",
        Text("条件", "Condition"),
        Text("温度などの条件は守られましたか", "Was it kept as it must be?"),
    ),
    Gate(
        "quality",
        Text("評価", "Quality"),
        Text("必要な評価結果がそろい、規格に適合していますか", "Have the results required here passed?"),
    ),
    Gate(
        "release",
        Text("出荷判定", "Release"),
        Text("必要な出荷判定がされていますか", "Has it been released as this setting demands?"),
    ),
    Gate(
        "allocation",
        Text("割当", "Allocation"),
        Text("この患者さんに割り当てられていますか", "Is it reserved for this patient?"),
    ),
    Gate(
        "dose",
        Text("用量", "Dose"),
        Text("用量は範囲内で、容器は足りますか", "Is the dose in range and enough there?"),
    ),
    Gate(
        "readiness",
        Text("投与前確認", "Readiness"),
        Text("患者さんの準備は整いましたか", "Is the patient ready?"),
    ),
    Gate("hold", Text("保留", "Hold"), Text("保留（使用停止）はありませんか", "Is nothing on hold?")),
)
BY_KEY = {gate.key: gate for gate in GATES}


def gate_name(key: str) -> Text:
    """Return the name of the gate with this key."""
    return BY_KEY[key].name
