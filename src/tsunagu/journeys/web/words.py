"""What happened, in words: the names of acts and of signatures, for the history of a journey."""

from tsunagu.foundation.text import Text

ACTS: dict[str, Text] = {
    "order_placed": Text("治療を依頼", "Treatment ordered"),
    "dates_changed": Text("予定日を変更", "Planned dates changed"),
    "production_started": Text("製造を開始", "Production begun"),
    "taken_over_from_paper": Text("紙の記録から引き継ぎ", "Taken over from paper"),
    "step_started": Text("開始", "Begun"),
    "step_checked": Text("一人目の確認", "Checked by the first person"),
    "step_completed": Text("完了", "Completed"),
    "step_failed": Text("不成立", "Failed"),
    "items_given": Text("渡しに署名", "Handed over, giver signed"),
    "items_received": Text("受領", "Received"),
    "hand_over_signed_by_giver": Text("渡しに後から署名", "Giver signed afterwards"),
    "hand_over_cancelled": Text("受渡しを取消", "Hand-over cancelled"),
    "receipt_judged": Text("受入判定", "Acceptance judged"),
    "items_destroyed": Text("廃棄", "Destroyed"),
    "hold_placed": Text("保留（使用停止）", "Hold placed"),
    "hold_lifted": Text("保留を解除", "Hold lifted"),
    "readings_judged": Text("温度記録を判定", "Readings judged"),
    "consent_given": Text("同意を取得", "Consent obtained"),
    "consent_withdrawn": Text("同意の撤回", "Consent withdrawn"),
    "donor_tested": Text("ドナー検査", "Donor test"),
    "donor_assessed": Text("ドナー検査の陽性を不採用", "Positive donor test set aside"),
    "weight_measured": Text("体重を測定", "Weight measured"),
    "readiness_stated": Text("投与前確認", "Readiness stated"),
    "running_tests_acknowledged": Text("出荷後判明試験を了承", "Running tests acknowledged"),
    "deviation_raised": Text("逸脱を登録", "Deviation raised"),
    "deviation_closed": Text("逸脱を完了", "Deviation closed"),
    "decision_proposed": Text("決定を提案", "Decision proposed"),
    "decision_made": Text("決定が成立", "Decision made"),
    "decision_signed": Text("決定に署名", "Decision signed"),
    "journey_cancelled": Text("中止", "Cancelled"),
    "re_collected": Text("再採取", "Re-collection"),
    "re_manufactured": Text("再製造", "Re-manufacture"),
    "begun_again": Text("やり直し", "Begun again"),
    "alias_bound": Text("別番号を結び付け", "Another number bound"),
    "alias_clashed": Text("別番号の食い違い", "Number clash"),
    "result_corrected": Text("結果を訂正", "Result corrected"),
    "result_correction_proposed": Text("結果の訂正を提案", "Correction of a result proposed"),
    "result_correction_confirmed": Text("結果の訂正を確認", "Correction of a result confirmed"),
    "result_correction_refused": Text("結果の訂正を不承認", "Correction of a result refused"),
    "result_entered": Text("結果を入力", "Result entered"),
    "run_not_valid": Text("試験不成立を記録", "Run recorded as not valid"),
    "results_verified": Text("結果を確認", "Results verified"),
    "investigation_checked": Text("規格外の調査：試験室の確認", "Investigation: laboratory checked"),
    "retest_planned": Text("規格外の調査：再試験を計画", "Investigation: retest planned"),
    "retest_recorded": Text("規格外の調査：再試験を記録", "Investigation: retest recorded"),
    "investigation_concluded": Text("規格外の調査：結論", "Investigation concluded"),
    "failed_after_release": Text("出荷後に不適合が判明", "Failed after release"),
    "result_returned": Text("結果を差戻し", "Result given back"),
    "certificate_issued": Text("試験成績書を発行", "Certificate of analysis issued"),
    "release_withdrawn": Text("出荷判定を取消", "Release withdrawn"),
    "error_declared": Text("誤りを申告", "Error declared"),
}
MEANINGS: dict[str, Text] = {
    "ordered": Text("依頼者として", "ordered"),
    "started": Text("開始者として", "started"),
    "checked": Text("確認者として", "checked"),
    "registered": Text("登録者として", "registered"),
    "collected": Text("採取者として", "collected"),
    "carried": Text("輸送者として", "carried"),
    "judged acceptance": Text("受入判定者として", "judged acceptance"),
    "accepted": Text("受入判定者として", "accepted"),
    "refused": Text("受入判定者として", "refused"),
    "processed": Text("作業者として", "processed"),
    "tended": Text("作業者として", "tended"),
    "tested": Text("試験者として", "tested"),
    "entered": Text("試験者として", "tested"),
    "planned": Text("計画者として", "planned"),
    "concluded": Text("結論者として", "concluded"),
    "verified": Text("結果の確認者として", "verified the results"),
    "returned": Text("結果の確認者として", "gave a result back"),
    "issued": Text("発行者として", "issued"),
    "stored": Text("保管者として", "stored"),
    "released": Text("出荷判定者として（適合）", "released"),
    "rejected": Text("出荷判定者として（不適合）", "rejected"),
    "allocated": Text("割当者として", "allocated"),
    "prepared": Text("前処置の実施者として", "prepared"),
    "administered": Text("投与者として", "administered"),
    "followed up": Text("経過観察者として", "followed up"),
    "gave": Text("渡し手として", "gave"),
    "received": Text("受け手として", "received"),
    "took back": Text("渡し手として", "took back"),
    "placed a hold": Text("保留の責任者として", "placed a hold"),
    "lifted a hold": Text("解除の責任者として", "lifted a hold"),
    "destroyed": Text("廃棄者として", "destroyed"),
    "uploaded readings": Text("記録の登録者として", "uploaded readings"),
    "obtained consent": Text("同意の取得者として", "obtained consent"),
    "noted a withdrawal": Text("撤回の記録者として", "noted a withdrawal"),
    "reported": Text("報告者として", "reported"),
    "measured": Text("測定者として", "measured"),
    "assessed": Text("評価者として", "assessed"),
    "closed": Text("完了の責任者として", "closed"),
    "proposed": Text("提案者として", "proposed"),
    "decided": Text("決定者として", "decided"),
    "performed": Text("実施者として", "performed"),
    "corrected": Text("訂正者として", "corrected"),
    "confirmed": Text("確認者として（品質部門）", "confirmed, as quality unit"),
    "withdrew": Text("出荷判定の取消者として", "withdrew the release"),
    "bound a number": Text("登録者として", "bound a number"),
    "acknowledged": Text("承認者として", "acknowledged"),
}
AS_WHOM: dict[str, Text] = {
    "quality": Text("品質部門として", "as quality unit"),
    "second_quality": Text("品質部門の二人目として", "as second quality signer"),
    "physician": Text("医師として", "as physician"),
    "manufacturer": Text("製造者として", "as manufacturer"),
    "mah": Text("製造販売業者として", "as authorisation holder"),
    "sponsor": Text("治験依頼者として", "as sponsor"),
}


def act_name(name: str) -> Text:
    """Return the name of an act; an unknown one shows its key in words."""
    return ACTS.get(name) or Text(name.replace("_", " "), name.replace("_", " ").capitalize())


def meaning_of(signature: str) -> Text:
    """Return what a signature means."""
    verb, _, capacity = signature.partition(" as ")
    if capacity and capacity in AS_WHOM:
        agreed = Text("同意", "agreed") if verb == "agreed" else Text("不同意", "refused")
        whom = AS_WHOM[capacity]
        return Text(f"{whom.ja}{agreed.ja}", f"{agreed.en} {whom.en}")
    return MEANINGS.get(signature) or Text(signature, signature)
