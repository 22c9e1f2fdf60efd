from tests.journeys.scan.staging import *
from tsunagu.journeys.services.next_action import find, next_action
from tsunagu.journeys.services.on_scan import gates_now, on_scan

def test_it(world):
    for name, chain in world.chains.items():
        for item in world.items(chain):
            for who in (world.actor(CLINIC,"nurse"), world.actor(CLINIC,"physician"), world.actor(COURIER,"courier"), world.actor(MAKER,"operator")):
                with world.acting(who):
                    try:
                        f = next_action(who, find(who, item.label).uuid, world.now)
                        print(name, item.product, who.member_key, f.act.kind, f.act.reason.ja, [v.cause for v in gates_now(who,f,world.now) if not v.passes])
                        on_scan(who, f)
                    except Exception as e:
                        print(name, item.product, who.member_key, repr(e))
