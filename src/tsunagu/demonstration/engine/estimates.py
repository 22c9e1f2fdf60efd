"""What the demonstration's coordinator does with what was observed: a little is accepted, the rest waits for people."""

from datetime import datetime

from tsunagu.demonstration.engine import hands
from tsunagu.members.queries.directory import coordinator
from tsunagu.planning.queries.estimates import estimates
from tsunagu.planning.services.decide_estimate import accept_estimate
from tsunagu.planning.services.learn import learn

ACCEPTED = 2
NOTE = "実績を確認して採用（デモ・合成データ）"


def learn_from_the_past(now: datetime) -> None:
    """Look at the past once and accept the chances with the most steps behind them; once accepted, nothing is done."""
    learn(now)
    network = coordinator()
    if network is None:
        return
    who = hands.actor(network.uuid, "coordinator", now=now)
    with hands.working(who):
        found = estimates()
        if any(one.state == "accepted" for one in found):
            return
        proposed = [
            one for one in found if one.state == "proposed" and one.place.kind == "chance" and one.place.site
        ]
        for one in sorted(proposed, key=lambda one: (-one.n, one.place))[:ACCEPTED]:
            accept_estimate(who, one.uuid, one.digest, NOTE, now)
