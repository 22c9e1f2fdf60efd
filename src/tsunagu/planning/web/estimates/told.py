"""What estimates rest on and how they were made, in sentences."""

from collections.abc import Mapping

from tsunagu.foundation.text import Text
from tsunagu.planning.queries.estimates import EstimateView


def counted(view: EstimateView) -> Text:
    """Return in words what the figures rest on."""
    counts = view.counts
    if view.place.kind == "chance":
        return Text(
            f"予定の時刻が過ぎた{counts['due']}件のうち{counts['late']}件が遅れ、"
            f"終わった{counts['over']}件のうち{counts['failed']}件が不成立でした。",
            f"{counts['late']} of {counts['due']} that were due were late; {counts['failed']} of {counts['over']} that"
            " ended had failed.",
        )
    if view.place.kind == "lot":
        return Text(
            f"製造を始めて結果の出た{view.n}ロットのうち、{counts['released']}ロットが出荷され、"
            f"{counts['lost']}ロットが不成立でした。",
            f"Of {view.n} lots whose manufacturing began and ended, {counts['released']} were released and"
            f" {counts['lost']} were lost.",
        )
    return Text(
        f"終わった{counts['over']}件と、実施中の{counts['running']}件（少なくともこれまでの時間）からの推定です。",
        f"From {counts['over']} that ended and {counts['running']} that still run (at least so long).",
    )


def method(view: EstimateView) -> Text:
    """Return in words how the figures and their intervals were made, and what they don't say."""
    return METHODS[view.place.kind]


METHODS: Mapping[str, Text] = {
    "chance": Text(
        "拠点の割合はネットワークの割合へ、ネットワークの割合は仮定値へ、件数が少ないほど強く寄せています"
        "（ベータ二項分布、95 %は事後分布の等裾区間）。遅れの長さは指数分布としています。"
        "工程は予定の時刻を過ぎたときに数え、遅れは計画に使っている所要時間を超えた分だけです。"
        "前の工程から受け継いだ遅れは含みません。",
        "A site's share is drawn towards the network's, the network's towards the assumption, the more the fewer steps"
        " there are (beta-binomial; equal-tailed 95 % of the posterior); the lateness is exponential. A step counts"
        " once it was due, and is late only beyond the hours that plans go by; delays that came from steps before it"
        " don't count.",
    ),
    "duration": Text(
        "カプラン・マイヤー法による中央値と、その両対数変換による95 %区間です。"
        "実施中の工程は「少なくともこれまでの時間」として数えます。"
        "計画の都合で必要な時間より長く置いた培養は数えません。",
        "Kaplan-Meier median with its log-log interval; steps still running count as at least so long. Cultures that"
        " a plan let stand longer than they need don't count.",
    ),
    "yield": Text(
        "カプラン・マイヤー法による中央値と、その両対数変換による95 %区間です。計画には使いません。"
        "患者さん自身の細胞が最小用量に足りないときは、その工程か出荷判定が不成立になり、"
        "「遅れと不成立」の割合に一度だけ数えられています。",
        "Kaplan-Meier median with its log-log interval. Nothing is planned by it: where a patient's own cells are fewer"
        " than the least dose, the step or its release fails, which is counted once, in the share that fails.",
    ),
    "lot": Text(
        "出荷できた製剤数を、工程フローが予定する数で割った値です（体重で用量が決まる製品は細胞数で数えます）。"
        "不成立のロットは平均に入れず、不成立の割合だけに数えます。平均の区間はt分布により、ばらつきは登録値を"
        "4ロット分、不成立の割合は登録値を仮定の重み（20件）で加えて推定しています。"
        "充填時間による損失は計画が別に数えるため、二重にならないよう差し引いて計画に使います。",
        "Doses released over those that the route plans (cells, where the dose follows the weight). Lost lots aren't in"
        " the mean, only in the share lost. The mean has Student's interval; the stated spread counts as 4 lots more,"
        " the stated share lost with the weight of an assumption (20). Losses by filling time, which plans count by"
        " themselves, are taken out before it is used.",
    ),
}
