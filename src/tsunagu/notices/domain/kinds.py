"""Kinds of notice: what each one asks for and how urgent it is before its time comes near."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice; ``is_duty`` ones stay until someone does what they ask."""

    key: str
    name: Text
    is_duty: bool
    urgency: int


KINDS: dict[str, Kind] = {
    key: Kind(key, Text(ja, en), is_duty, urgency)
    for key, ja, en, is_duty, urgency in (
        ("step_waits", "次の工程", "Next step", True, 1),
        ("collection_due", "採取の準備", "Collection to prepare", True, 1),
        ("pick_up", "集荷", "Pick-up", True, 1),
        ("receipt_unsigned", "受領の署名待ち", "Receipt not signed", True, 2),
        ("giver_unsigned", "渡し側の署名待ち", "Giver's signature missing", True, 2),
        ("acceptance_due", "受入判定待ち", "Acceptance to decide", True, 2),
        ("result_due", "試験結果待ち", "Result due", True, 1),
        ("release_due", "出荷判定待ち", "Release to decide", True, 1),
        ("decision_due", "判断待ち", "Decision needed", True, 2),
        ("countersign", "二人目の署名待ち", "Second signature needed", True, 2),
        ("hold_placed", "保留", "Hold placed", False, 3),
        ("hold_released", "保留解除", "Hold released", False, 0),
        ("release_withdrawn", "出荷判定の取消", "Release withdrawn", False, 3),
        ("release_noted", "紙の出荷判定の登録", "Release noted from paper", False, 2),
        ("descendant_on_hold", "由来品の保留", "Hold upstream", True, 3),
        ("excursion", "温度等逸脱", "Excursion", True, 3),
        ("out_of_specification", "規格外", "Out of specification", True, 3),
        ("chart_alarm", "管理図の警報", "Alarm of a control chart", True, 2),
        ("failed_after_release", "出荷後の不適合", "Failed after release", True, 3),
        ("window_closing", "期限接近", "Window closing", True, 3),
        ("alias_clash", "番号の食い違い", "Number clash", True, 3),
        ("alias_late", "番号の登録遅れ", "Number bound late", True, 2),
        ("retention_ended", "検体の保管期限", "Retention of samples over", True, 0),
        ("sample_asked", "検体の期限前使用の承認", "Early use of a sample", True, 1),
        ("look_back", "遡及調査", "Look-back", True, 3),
        ("allocation_inputs", "割当ての入力", "Inputs of an allocation", True, 1),
        ("place_offered", "割り当てた枠への回答", "Place to accept or decline", True, 2),
        ("capacity_booked", "枠の予約確定", "Capacity booked", False, 0),
        ("capacity_freed", "枠の予約取消", "Booking given back", False, 1),
        ("mending_proposed", "日程変更への回答", "Change of dates to answer", True, 3),
        ("mending_told", "計画の立て直し", "Plan mended", False, 2),
        ("mending_answered", "計画の立て直しの結果", "Outcome of a mended plan", False, 1),
        ("dates_without_capacity", "枠のない予定日", "Dates without capacity", True, 2),
        ("estimate_proposed", "見積りの見直し案", "Estimates to decide on", True, 0),
        ("estimate_accepted", "見積りの更新", "Estimate in force", False, 1),
        ("estimate_ended", "見積りの終了", "Estimate out of force", False, 1),
        ("outcome_due", "経過報告", "Outcome due", True, 0),
        ("need_introduced", "ご紹介への回答", "Introduction to answer", True, 2),
        ("need_news", "ニーズ・シーズの動き", "News of a need", False, 1),
        ("consultation_asked", "相談の申込み", "Consultation asked for", True, 2),
        ("consultation_news", "相談の動き", "News of a consultation", False, 1),
        ("consultation_task", "相談の対応事項", "Task of a consultation", True, 1),
        ("consultation_after", "相談のその後の確認", "What came of a consultation", True, 0),
        ("licence_ending", "資格の期限", "Qualification ending", True, 0),
        ("qualification_lapses", "資格を欠く予定の工程", "Step that will miss a qualification", True, 2),
        ("report_due", "報告の期限", "Report due", True, 1),
        ("approval_term", "条件及び期限付承認の期限", "Term of a conditional approval", True, 1),
        ("partner_invited", "開発品目への招待", "Invitation to a product", True, 1),
        ("lead_offered", "開発品目の引継ぎへの回答", "Lead of a product to answer", True, 1),
        ("coordinator_word", "調整担当からの連絡", "From the coordinator", False, 1),
        ("application_waits", "入会申込の審査", "Application to join to decide", True, 1),
        ("page_proposed", "会員ページの変更の承認", "Change of a member's page to approve", True, 1),
        ("page_decided", "会員ページの変更の結果", "Outcome of a change of your page", False, 1),
        ("gathering_registered", "催しの申込み", "Registered for a gathering", False, 0),
        ("gathering_waiting", "催しのキャンセル待ち", "On a waiting list", False, 0),
        ("gathering_moved_up", "催しへの繰上げ参加", "Moved up from a waiting list", False, 2),
        ("gathering_given_back", "催しの申込み取消し", "Place given back", False, 0),
        ("gathering_changed", "催しの変更", "Gathering changed", False, 1),
        ("gathering_soon", "催しの前日のご案内", "Gathering tomorrow", False, 2),
        ("gathering_called_off", "催しの中止", "Gathering called off", False, 2),
        ("shared_asked", "共同利用の予約の承認", "Booking to approve", True, 1),
        ("shared_booked", "共同利用の予約", "Shared use booked", False, 0),
        ("shared_answered", "共同利用の予約への回答", "Answer to a booking", False, 1),
        ("shared_ended", "共同利用の予約取消し", "Shared use given back", False, 0),
        ("call", "呼出し", "Call", True, 3),
        ("duty_gap", "当番の空き", "Gap in the roster", True, 1),
        ("information", "お知らせ", "Information", False, 0),
    )
}

MOST_URGENT = 3


def kind_name(key: str) -> Text:
    """Return the name of a kind; an unknown one shows its key."""
    known = KINDS.get(key)
    return known.name if known else Text(key, key)


def slack_hours(due_at: datetime | None, now: datetime) -> float | None:
    """Return the hours left until the notice is due (below zero when it is late)."""
    return None if due_at is None else (due_at - now).total_seconds() / 3600
