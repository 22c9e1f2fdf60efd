"""Hold new results against the limits that members froze for a product; a broken rule calls those who answer."""

from datetime import datetime
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.ledger import effects_of
from tsunagu.evaluation.domain.trend_judging import Judged
from tsunagu.evaluation.domain.trend_rules import rule_meaning, rule_name
from tsunagu.evaluation.queries import ResultView, result_by_uuid
from tsunagu.evaluation.queries.trends import Series, limits_of, series_watched
from tsunagu.evaluation.services.alarms import ANSWERING, KIND, WITHIN, alarm_uuid, raise_alarms
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.rows import journeys_of
from tsunagu.journeys.queries.trends import ProductSeries, SeriesKey, counts_in_trend, product_series_of
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

RESULT, ASSESSMENT = "evaluation.Result", "evaluation.AlarmAssessment"
Broken = list[tuple[Judged, str]]


def watch_results(chain: UUID, row: UUID, now: datetime) -> int:
    """Judge the series of the results that an act made or changed, for each member that froze limits; again is once.

    Run in the worker's scope. Return how many points called someone.
    """
    route = next((one.route for one in journeys_of([chain])), None)
    return sum(
        _judge(watcher, key, now)
        for key in sorted(_touched(chain, row, route or ""))
        for watcher in series_watched(key.route, key.panel, key.characteristic)
    )


def settle_assessed(chain: UUID, row: UUID, now: datetime) -> int:
    """Take the duties about assessed alarms out of every member's inbox. Run in the worker's scope."""
    assessed = effects_of(chain, row)["new"].get(ASSESSMENT, [])
    return sum(settle(UUID(str(one["uuid"])), now, kinds=[KIND]) for one in assessed)


def _touched(chain: UUID, row: UUID, route: str) -> set[SeriesKey]:
    effects = effects_of(chain, row)
    rows = [*effects["new"].get(RESULT, []), *effects["set"].get(RESULT, [])]
    results = [result_by_uuid(UUID(str(one["uuid"]))) for one in rows]
    return {
        SeriesKey(route, one.panel, one.characteristic)
        for one in results
        if one is not None and counts_in_trend(one)
    }


def _judge(watcher: Series, key: SeriesKey, now: datetime) -> int:
    """Judge the series as the watching member sees it."""
    member = member_by_uuid(watcher.member)
    with acting(Scope("member", member=watcher.member, member_id=member.id)):
        try:
            series = product_series_of(key)
        except NotFound:
            return 0
        open_if_party([watcher.chain])
        versions = [one.limits for one in limits_of([watcher.chain]).get(watcher.chain, [])]
        raised = raise_alarms(watcher.chain, series.points, versions, now)
        results = {one.uuid: one for one in series.results}
        for point, broken in raised.items():
            _tell(watcher, member.id, series, results[point], broken, now)
        return len(raised)


def _tell(
    watcher: Series, member_id: int, series: ProductSeries, result: ResultView, broken: Broken, now: datetime
) -> None:
    """Write a duty to who froze the limits, and to the laboratory that tested."""
    text, key = _told(series, result, broken), series.key
    subject = alarm_uuid(watcher.chain, result.uuid, broken[0][1])
    for role in ANSWERING:
        notify(
            member_id, role, KIND, text, subject=subject, now=now, due_at=now + WITHIN, chain=watcher.chain,
            link=f"/evaluation/trends/product/{key.route}/{key.panel}/{key.characteristic}/#alarms",
        )  # fmt: skip
    if result.member != watcher.member:
        notify(
            member_by_uuid(result.member).id, "qc", KIND, text, subject=subject, now=now, due_at=now + WITHIN,
            chain=result.chain,
            link=f"/journeys/{series.numbers[result.chain]}/",
        )  # fmt: skip


def _told(series: ProductSeries, result: ResultView, broken: Broken) -> Text:
    number, what = series.numbers[result.chain], series.characteristic.name
    rules = [rule for _, rule in broken]
    ja = "、".join(f"{rule_name(rule)}（{rule_meaning(rule).ja}）" for rule in rules)
    en = ", ".join(f"{rule_name(rule)} ({rule_meaning(rule).en})" for rule in rules)
    return Text(
        f"{number}：「{what.ja}」の結果（{result.text}）が、{series.route_name.ja}のトレンドで"
        f"ルール {ja} に該当しました。"
        "規格への適否とは別に、原因と処置を確認してください。",
        f"{number}: {what.en} ({result.text}) breaks rule {en} in the trend of {series.route_name.en}. "
        "Look into the cause, whether or not it met its specification.",
    )
