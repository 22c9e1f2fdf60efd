"""What instruments and laboratories call their columns, in Japanese and English; the better name first."""

# role -> names. Where a header has several names of one role, the one that stands first here is taken.
ROLES: dict[str, tuple[str, ...]] = {
    "sample": (
        "検体番号", "検体ID", "検体No", "検体", "検体名", "サンプル番号", "サンプルID", "サンプルNo", "サンプル",
        "サンプル名", "試料番号", "試料ID", "試料", "試料名", "製造番号", "sample ID", "sample no", "sample number",
        "sample", "sample name", "specimen ID", "specimen no", "specimen", "specimen name", "batch", "batch no",
    ),
    "characteristic": (
        "試験項目", "測定項目", "検査項目", "分析項目", "項目", "項目名", "品質特性", "特性", "characteristic",
        "analyte", "analyte name", "test", "test name", "test item", "assay", "assay name", "parameter", "item",
        "component", "target", "target name",
    ),
    "value": (
        "測定値", "結果値", "試験結果", "測定結果", "検査結果", "分析結果", "結果", "値", "定量値", "濃度", "result",
        "results", "test result", "value", "measured value", "concentration", "conc",
    ),
    "unit": ("単位", "測定単位", "unit", "units", "unit of measure", "uom"),
    "replicate": (
        "反復", "反復番号", "反復No", "繰り返し", "繰返し", "繰り返し番号", "繰返し番号", "測定回", "回", "連",
        "レプリケート", "replicate", "replicate no", "replicates", "rep", "rep no", "repeat",
    ),
    "measured_at": (
        "測定日時", "試験日時", "検査日時", "分析日時", "日時", "measured at", "date/time", "date time", "datetime",
        "date & time", "timestamp", "measurement time", "measurement date/time", "acquisition time",
        "acquisition date", "run date", "run time", "analysis date",
    ),
    "date": ("測定日", "試験日", "検査日", "分析日", "日付", "年月日", "date", "test date", "measurement date"),
    "clock": ("測定時刻", "試験時刻", "時刻", "測定時間", "time"),
    "operator": (
        "測定者", "試験者", "検査者", "分析者", "担当者", "実施者", "操作者", "作業者", "試験実施者", "operator",
        "operator name", "operator ID", "analyst", "technician", "tested by", "performed by", "user", "user name",
    ),
    "instrument": (
        "装置番号", "機器番号", "装置名", "機器名", "装置", "機器", "測定装置", "測定機器", "分析装置", "使用機器",
        "instrument ID", "instrument serial", "instrument", "instrument name", "device", "equipment",
        "equipment ID", "analyzer", "analyser",
    ),
    "reagent_lot": (
        "試薬ロット", "試薬ロット番号", "試薬ロットNo", "試薬Lot", "試薬LotNo", "キットロット", "キットロット番号",
        "抗体ロット", "標準品ロット", "reagent lot", "reagent lots", "reagent lot no", "reagent lot number",
        "kit lot", "kit lot no", "kit lot number", "antibody lot", "standard lot",
    ),
}  # fmt: skip
# Columns that hold no result, so that a wide table doesn't take them for a characteristic.
NO_RESULT: tuple[str, ...] = (
    "備考", "コメント", "注記", "メモ", "判定", "合否", "番号", "No", "行", "ID", "種別", "区分", "種類", "ファイル名",
    "プレート", "ウェル", "ウェル位置", "ポジション", "位置", "フラグ",
    "状態", "希釈倍率", "規格", "基準値", "基準範囲",
    "氏名", "ロット", "ロット番号", "品名", "製品名", "remarks", "remark", "comment", "comments", "note", "notes",
    "judgement", "judgment", "pass/fail", "number", "row", "index", "type", "sample type", "file name", "filename",
    "plate", "well", "well position", "position", "flag", "flags", "status", "dilution", "dilution factor",
    "specification", "reference range", "lot", "lot no", "lot number", "product", "product name",
)  # fmt: skip
# What stands in the column of samples in rows that sum up the others.
SUMMARIES: tuple[str, ...] = (
    "平均", "平均値", "標準偏差", "変動係数", "中央値", "最小", "最小値", "最大", "最大値", "合計",
    "mean", "average", "avg", "ave", "sd", "std dev", "stdev", "standard deviation", "cv", "cv%", "%cv", "cv(%)",
    "median", "min", "max", "sem",
)  # fmt: skip
NAMES: dict[str, tuple[str, str]] = {
    "sample": ("検体", "sample"),
    "characteristic": ("項目", "characteristic"),
    "value": ("測定値", "value"),
    "unit": ("単位", "unit"),
    "replicate": ("反復", "replicate"),
    "measured_at": ("測定日時", "measured at"),
    "date": ("測定日", "date"),
    "clock": ("時刻", "time"),
    "operator": ("測定者", "operator"),
    "instrument": ("装置", "instrument"),
    "reagent_lot": ("試薬ロット", "reagent lot"),
}
