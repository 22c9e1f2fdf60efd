"""Which characters are written for each other: old and variant forms of kanji, small kana, marks, legal forms."""

# Old or variant form, then the one in common use; from the tables of joyo kanji (2010) and of family names.
_PAIRS = (
    "髙高 﨑崎 碕崎 嵜崎 澤沢 國国 圀国 齋斎 齊斉 廣広 濱浜 濵浜 邊辺 邉辺 學学 會会 醫医 藥薬 龍竜 瀧滝 "
    "嶋島 嶌島 櫻桜 澁渋 壽寿 眞真 惠恵 德徳 榮栄 圓円 藏蔵 條条 豐豊 邨村 淵渕 驛駅 縣県 總総 體体 經経 "
    "發発 關関 團団 實実 應応 來来 兒児 瀨瀬 增増 靜静 鐵鉄 鹽塩 圖図 號号 當当 變変 與与 萬万 禮礼 佛仏 "
    "假仮 價価 傳伝 僞偽 儉倹 劍剣 劔剣 壯壮 壹壱 專専 將将 尙尚 帶帯 廢廃 廳庁 彈弾 彌弥 從従 戀恋 戰戦 "
    "戲戯 戶戸 拂払 拔抜 據拠 擔担 擇択 攝摂 收収 敎教 數数 斷断 旣既 晝昼 曉暁 曆暦 樂楽 樞枢 樣様 橫横 "
    "檢検 權権 歐欧 步歩 歷歴 歸帰 殘残 殼殻 每毎 氣気 沒没 涉渉 淨浄 淸清 溫温 滿満 潛潜 澀渋 濕湿 濟済 "
    "灣湾 爐炉 爭争 爲為 獨独 獵猟 產産 畫画 疊畳 盜盗 祕秘 禪禅 稻稲 穗穂 穩穏 竝並 粹粋 絲糸 綠緑 緖緒 "
    "縱縦 繩縄 繪絵 繼継 續続 纖繊 缺欠 聲声 聽聴 肅粛 膽胆 臟臓 臺台 舊旧 莊荘 處処 虛虚 蟲虫 螢蛍 衞衛 "
    "覺覚 覽覧 觀観 觸触 證証 譯訳 譽誉 讀読 賣売 賴頼 贊賛 踐践 轉転 辯弁 遞逓 遲遅 郞郎 鄕郷 醉酔 釋釈 "
    "鑛鉱 錢銭 鎭鎮 隱隠 險険 雙双 雜雑 靈霊 靑青 顏顔 顯顕 飮飲 餘余 驗験 髓髄 黃黄 默黙 點点 黨党 齒歯 "
    "齡齢 龜亀 頰頬 頸頚 軀躯 瘦痩 檜桧 槇槙 簞箪 籠篭 萊莱 藪薮 諫諌 遙遥 鷗鴎 麴麹 黑黒 凜凛 堯尭 瑤瑶 "
    "禱祷 穰穣 斎斉 曾曽 峯峰 嶽岳 冨富 埜野 桒桑 栁柳 籔薮 舘館 莵兎 𠮷吉"
)
KANJI = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
KANJI[ord("齋")] = KANJI[ord("齊")] = KANJI[ord("斎")] = "斉"  # the four Saitos are typed for each other

KANA = {ord(katakana): chr(ord(katakana) - 0x60) for katakana in map(chr, range(0x30A1, 0x30F5))}
"""Katakana to hiragana (ァ to ヴ); what stands alone in katakana follows below."""

ALIKE = {
    ord(typed): written
    for typed, written in zip(
        "ぁぃぅぇぉっゃゅょゎゕゖヵヶぢづをゐゑ", "あいうえおつやゆよわかけかけじずおいえ", strict=True
    )
}
"""Small kana as large ones, and kana that sound alike."""

V_SOUNDS = (("ゔあ", "ば"), ("ゔい", "び"), ("ゔえ", "べ"), ("ゔお", "ぼ"), ("ゔゆ", "びゆ"), ("ゔ", "ぶ"))
"""ヴァ is typed バ."""

JOINING = frozenset("ー-‐‑‒–—―−－~～〜'’‘`´・･·")
"""Long vowel marks, hyphens and middle dots, which people leave out or type in many ways."""

PARTING = frozenset(
    ',，、.．。"“”「」『』()（）[]［］【】〈〉《》<>＜＞/／\\&＆+＋:：;；!！?？*＊@＠#＃|｜°^＾®™_'
)
"""Punctuation that parts words."""

LEGAL_FORMS = (
    "地方独立行政法人", "国立研究開発法人", "独立行政法人", "国立大学法人", "公立大学法人", "社会福祉法人",
    "社会医療法人社団", "社会医療法人財団", "社会医療法人",
    "医療法人社団", "医療法人財団", "一般社団法人", "一般財団法人", "公益社団法人", "公益財団法人",
    "特定非営利活動法人", "学校法人", "医療法人", "宗教法人", "株式会社", "有限会社",
    "合同会社", "合資会社", "合名会社", "(株)", "(有)", "(合)",
    "(同)", "(一社)", "(一財)", "(公社)", "(公財)", "(独)",
    "(医)", "(医社)", "(医財)", "(学)", "(大)", "(国研)", "(地独)", "(特非)", "(福)", "npo法人",
    "kabushiki kaisha", "corporation", "co., ltd.", "co.,ltd.",
    "co. ltd.", "incorporated", "inc.", "k.k.", "g.k.", "ltd.",
    "llc",
)  # fmt: skip
"""What a company puts before or after its name, as NFKC writes it, longest first."""
