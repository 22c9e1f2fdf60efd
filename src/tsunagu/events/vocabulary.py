"""Business steps and dispositions: the CBV's words, our own URIs where it has none, and a label for each."""

from typing import Final

from tsunagu.foundation.text import Text

NAMESPACE: Final = "https://ns.tsunagu.example/voc/"
PREFIX: Final = "tsunagu"
_STEP: Final = NAMESPACE + "bizstep/"
_DISPOSITION: Final = NAMESPACE + "disp/"

# Standard steps that the value chain uses.
ACCEPTING: Final = "accepting"
ARRIVING: Final = "arriving"
COLLECTING: Final = "collecting"
COMMISSIONING: Final = "commissioning"
DEPARTING: Final = "departing"
DESTROYING: Final = "destroying"
DISPENSING: Final = "dispensing"
HOLDING: Final = "holding"
INSPECTING: Final = "inspecting"
PACKING: Final = "packing"
RECEIVING: Final = "receiving"
RESERVING: Final = "reserving"
SAMPLING: Final = "sampling"
SENSOR_REPORTING: Final = "sensor_reporting"
SHIPPING: Final = "shipping"
STORING: Final = "storing"
TRANSPORTING: Final = "transporting"
UNPACKING: Final = "unpacking"

# Our own steps: what is done to cells and for patients.
ACTIVATING: Final = _STEP + "activating"
ADMINISTERING: Final = _STEP + "administering"
ALLOCATING: Final = _STEP + "allocating"
CRYOPRESERVING: Final = _STEP + "cryopreserving"
CULTURING: Final = _STEP + "culturing"
DIFFERENTIATING: Final = _STEP + "differentiating"
EXPANDING: Final = _STEP + "expanding"
FEEDING: Final = _STEP + "feeding"
FILLING: Final = _STEP + "filling"
FOLLOWING_UP: Final = _STEP + "following_up"
FORMULATING: Final = _STEP + "formulating"
HARVESTING: Final = _STEP + "harvesting"
INFUSING: Final = _STEP + "infusing"
ISOLATING: Final = _STEP + "isolating"
LABELLING: Final = _STEP + "labelling"
LIFTING_HOLD: Final = _STEP + "lifting_hold"
ORDERING: Final = _STEP + "ordering"
PASSAGING: Final = _STEP + "passaging"
PREPARING_PATIENT: Final = _STEP + "preparing_patient"
PROCESSING: Final = _STEP + "processing"
REGISTERING: Final = _STEP + "registering"
RELEASING: Final = _STEP + "releasing"
TESTING: Final = _STEP + "testing"
THAWING: Final = _STEP + "thawing"
TRANSDUCING: Final = _STEP + "transducing"
TRANSPLANTING: Final = _STEP + "transplanting"
WASHING: Final = _STEP + "washing"

# Dispositions: standard ones that the value chain uses, then our own.
ACTIVE: Final = "active"
AVAILABLE: Final = "available"
CONFORMANT: Final = "conformant"
DAMAGED: Final = "damaged"
DESTROYED: Final = "destroyed"
DISPOSED: Final = "disposed"
EXPIRED: Final = "expired"
IN_PROGRESS: Final = "in_progress"
IN_TRANSIT: Final = "in_transit"
INACTIVE: Final = "inactive"
NON_CONFORMANT: Final = "non_conformant"
RECALLED: Final = "recalled"
RESERVED: Final = "reserved"
RETURNED: Final = "returned"
UNAVAILABLE: Final = "unavailable"
ADMINISTERED: Final = _DISPOSITION + "administered"
AWAITING_ACCEPTANCE: Final = _DISPOSITION + "awaiting_acceptance"
AWAITING_RELEASE: Final = _DISPOSITION + "awaiting_release"
ON_HOLD: Final = _DISPOSITION + "on_hold"
OUT_OF_SPECIFICATION: Final = _DISPOSITION + "out_of_specification"
REFUSED: Final = _DISPOSITION + "refused"
RELEASED: Final = _DISPOSITION + "released"

# Roles of a source or destination, and reasons of an error declaration.
POSSESSING_PARTY: Final = "possessing_party"
OWNING_PARTY: Final = "owning_party"
LOCATION: Final = "location"
DID_NOT_OCCUR: Final = "did_not_occur"
INCORRECT_DATA: Final = "incorrect_data"


def _table(rows: str, stem: str = "") -> dict[str, Text]:
    """Read ``word | 日本語 | English`` lines."""
    cells = [line.split("|") for line in rows.strip().splitlines()]
    return {stem + word.strip(): Text(ja.strip(), en.strip()) for word, ja, en in cells}


BIZ_STEPS: Final[dict[str, Text]] = {
    **_table("""
        accepting | 受入判定 | Acceptance
        arriving | 到着 | Arrival
        assembling | 組合せ | Assembling
        collecting | 採取 | Collection
        commissioning | 識別番号の付与 | Commissioning
        consigning | 委託引渡し | Consigning
        creating_class_instance | ロットの作成 | Making a lot
        cycle_counting | 循環棚卸し | Cycle counting
        decommissioning | 識別番号の抹消 | Decommissioning
        departing | 出発 | Departure
        destroying | 廃棄 | Destruction
        disassembling | 組合せの解除 | Disassembling
        dispensing | 払出し | Dispensing
        encoding | 識別子の書込み | Encoding
        entering_exiting | 入出域 | Entering or leaving
        holding | 保留（使用停止） | Hold
        inspecting | 検査 | Inspection
        installing | 取付け | Installing
        killing | タグの無効化 | Tag disabled
        loading | 積込み | Loading
        other | その他 | Other
        packing | 梱包 | Packing
        picking | 取出し | Picking
        receiving | 受領 | Receipt
        removing | 取外し | Removing
        repackaging | 再梱包 | Repackaging
        repairing | 修理 | Repair
        replacing | 交換 | Replacement
        reserving | 引当て | Reservation
        retail_selling | 販売 | Sale
        sampling | 検体採取 | Sampling
        sensor_reporting | 温度等の記録 | Sensor reading
        shipping | 発送 | Shipment
        staging_outbound | 発送準備 | Made ready to ship
        stock_taking | 棚卸し | Stock taking
        stocking | 補充 | Stocking
        storing | 保管 | Storage
        transporting | 輸送 | Transport
        unloading | 荷降ろし | Unloading
        unpacking | 開梱 | Unpacking
        void_shipping | 発送の取消し | Shipment cancelled
    """),
    **_table(
        """
        activating | 活性化 | Activation
        administering | 投与 | Administration
        allocating | 割当て | Allocation
        cryopreserving | 凍結保存 | Cryopreservation
        culturing | 培養 | Culture
        differentiating | 分化誘導 | Differentiation
        expanding | 拡大培養 | Expansion
        feeding | 培地交換 | Feeding
        filling | 充填 | Filling
        following_up | 経過観察 | Follow-up
        formulating | 製剤化 | Formulation
        harvesting | 細胞回収 | Harvest
        infusing | 輸注 | Infusion
        isolating | 細胞分離 | Isolation
        labelling | ラベル貼付 | Labelling
        lifting_hold | 保留の解除 | Hold lifted
        ordering | 治療の依頼 | Order
        passaging | 継代 | Passage
        preparing_patient | 患者の前処置 | Preparing the patient
        processing | 加工 | Processing
        registering | 症例登録 | Registration
        releasing | 出荷判定 | Release
        testing | 試験 | Testing
        thawing | 解凍 | Thawing
        transducing | 遺伝子導入 | Transduction
        transplanting | 移植 | Transplantation
        washing | 洗浄 | Washing
        """,
        _STEP,
    ),
}
"""Every step we know, by bare CBV word or by our URI, with the name a hospital would say."""

DISPOSITIONS: Final[dict[str, Text]] = {
    **_table("""
        active | 使用可（管理中） | Active
        available | 使用可 | Available
        completeness_inferred | 数量確認（推定） | Complete by inference
        completeness_verified | 数量確認済み | Complete, verified
        conformant | 適合 | Conformant
        container_closed | 容器閉 | Container closed
        container_open | 容器開 | Container open
        damaged | 破損 | Damaged
        destroyed | 廃棄済み | Destroyed
        dispensed | 払出し済み | Dispensed
        disposed | 処分済み | Disposed of
        encoded | 識別子書込み済み | Encoded
        expired | 使用期限切れ | Expired
        in_progress | 作業中 | In progress
        in_transit | 輸送中 | In transit
        inactive | 管理終了 | Inactive
        mismatch_class | 品目の不一致 | Wrong product
        mismatch_instance | 現品の不一致 | Wrong item
        mismatch_quantity | 数量の不一致 | Wrong quantity
        needs_replacement | 要交換 | Needs replacement
        no_pedigree_match | 来歴の不一致 | History doesn't match
        non_conformant | 不適合 | Not conformant
        non_sellable_other | 使用不可（その他） | Not usable, other
        partially_dispensed | 一部払出し | Partly dispensed
        recalled | 回収対象 | Recalled
        reserved | 引当て済み | Reserved
        retail_sold | 販売済み | Sold
        returned | 返送 | Returned
        sellable_accessible | 出庫可（取出し可） | Usable, at hand
        sellable_not_accessible | 出庫可（取出し不可） | Usable, not at hand
        stolen | 盗難 | Stolen
        unavailable | 使用不可 | Unavailable
        unknown | 不明 | Unknown
    """),
    **_table(
        """
        administered | 投与済み | Administered
        awaiting_acceptance | 区分保管（判定前） | Segregated, awaiting acceptance
        awaiting_release | 出荷判定待ち | Awaiting release
        on_hold | 保留（使用停止） | On hold
        out_of_specification | 規格外 | Out of specification
        refused | 受入不可 | Refused
        released | 出荷可 | Released
        """,
        _DISPOSITION,
    ),
}
"""Every disposition we know, by bare CBV word or by our URI."""


def step_label(step: str) -> Text:
    """Return the name of a business step in any of its spellings; an unknown one shows its last word."""
    return _label(step, BIZ_STEPS, ("urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-"))


def disposition_label(disposition: str) -> Text:
    """Return the name of a disposition in any of its spellings."""
    return _label(disposition, DISPOSITIONS, ("urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-"))


def _label(word: str, table: dict[str, Text], stems: tuple[str, ...]) -> Text:
    for stem in stems:
        word = word.removeprefix(stem)
    found = table.get(word)
    if found is not None:
        return found
    last = word.rstrip("/").rpartition("/")[2].rpartition(":")[2].replace("_", " ") or word
    return Text(last, last)
